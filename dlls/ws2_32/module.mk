# So far what programs call before they open a socket; opening one fails.
ws2_32_SRCS := startup.c
ws2_32_IMPORTS := kernel32
ws2_32_CFLAGS := -DWINSOCK_API_LINKAGE=
$(eval $(call dll,ws2_32))
