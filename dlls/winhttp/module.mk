# HTTP clients: names only so far, so that programs that import them start.
winhttp_SRCS :=
$(eval $(call dll,winhttp))
