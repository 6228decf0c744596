tasklist_SRCS := tasklist.c
tasklist_CFLAGS := -I$(srcdir)/programs/shared
tasklist_LIBS := -ladvapi32 -lpsapi -lshell32
$(eval $(call windows_program,tasklist))
