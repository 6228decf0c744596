findstr_SRCS := findstr.c pattern.c
findstr_CFLAGS := -I$(srcdir)/programs/shared
findstr_LIBS := -lshell32
$(eval $(call windows_program,findstr))
