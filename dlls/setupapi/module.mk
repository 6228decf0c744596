# Devices and .inf files: names only so far, so that programs that import them start.
setupapi_SRCS :=
$(eval $(call dll,setupapi))
