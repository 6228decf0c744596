# Microsoft's extensions, which ws2_32 implements.
mswsock_SRCS := receive.c
mswsock_IMPORTS := ws2_32 kernel32
mswsock_CFLAGS := -DWINSOCK_API_LINKAGE=
$(eval $(call dll,mswsock))
