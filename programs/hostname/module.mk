hostname_SRCS := hostname.c
hostname_CFLAGS := -I$(srcdir)/programs/shared
hostname_LIBS := -lshell32
$(eval $(call windows_program,hostname))
