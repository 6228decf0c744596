net_SRCS := net.c services.c accounts.c drives.c
net_CFLAGS := -I$(srcdir)/programs/shared
net_LIBS := -ladvapi32 -lshell32
$(eval $(call windows_program,net))
