# Names for what shell32 does.
shfolder_SRCS :=
$(eval $(call dll,shfolder))
