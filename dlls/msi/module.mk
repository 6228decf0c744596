# Windows Installer: names only so far, so that programs that import them start.
msi_SRCS :=
$(eval $(call dll,msi))
