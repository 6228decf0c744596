# HTTP and FTP clients: names only so far, so that programs that import them start.
wininet_SRCS :=
$(eval $(call dll,wininet))
