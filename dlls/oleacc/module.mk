# Accessibility: names only so far, so that programs that import them start.
oleacc_SRCS :=
$(eval $(call dll,oleacc))
