sc_SRCS := sc.c
sc_CFLAGS := -I$(srcdir)/programs/shared
sc_LIBS := -ladvapi32 -lshell32
$(eval $(call windows_program,sc))
