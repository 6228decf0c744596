more_SRCS := more.c
more_CFLAGS := -I$(srcdir)/programs/shared
more_LIBS := -lshell32
$(eval $(call windows_program,more))
