taskkill_SRCS := taskkill.c
taskkill_CFLAGS := -I$(srcdir)/programs/shared
taskkill_LIBS := -ladvapi32 -lpsapi -lshell32 -luser32
$(eval $(call windows_program,taskkill))
