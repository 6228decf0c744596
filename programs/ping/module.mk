ping_SRCS := ping.c
ping_CFLAGS := -I$(srcdir)/programs/shared
ping_LIBS := -liphlpapi -lws2_32 -lshell32
$(eval $(call windows_program,ping))
