ipconfig_SRCS := ipconfig.c
ipconfig_CFLAGS := -I$(srcdir)/programs/shared
ipconfig_LIBS := -liphlpapi -lws2_32 -lshell32
$(eval $(call windows_program,ipconfig))
