whoami_SRCS := whoami.c
whoami_CFLAGS := -I$(srcdir)/programs/shared
whoami_LIBS := -ladvapi32 -lshell32
$(eval $(call windows_program,whoami))
