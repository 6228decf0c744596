# GDI+: names only so far, so that programs that import them start.
gdiplus_SRCS :=
$(eval $(call dll,gdiplus))
