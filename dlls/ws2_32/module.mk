# Winsock over ntdll's sockets.
ws2_32_SRCS := startup.c errors.c protocols.c text.c socket.c transfer.c options.c extensions.c select.c address_text.c names.c
ws2_32_IMPORTS := kernel32
ws2_32_CFLAGS := -DWINSOCK_API_LINKAGE=
$(eval $(call dll,ws2_32))
