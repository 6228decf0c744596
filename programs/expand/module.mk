expand_SRCS := expand.c
expand_CFLAGS := -I$(srcdir)/programs/shared
expand_LIBS := -llz32 -lshell32
$(eval $(call windows_program,expand))
