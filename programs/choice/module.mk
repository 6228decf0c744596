choice_SRCS := choice.c
choice_CFLAGS := -I$(srcdir)/programs/shared
choice_LIBS := -lshell32 -luser32
$(eval $(call windows_program,choice))
