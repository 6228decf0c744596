# Cabinet files: names only so far, so that programs that import them start.
cabinet_SRCS :=
$(eval $(call dll,cabinet))
