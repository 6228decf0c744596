timeout_SRCS := timeout.c
timeout_CFLAGS := -I$(srcdir)/programs/shared
timeout_LIBS := -lshell32
$(eval $(call windows_program,timeout))
