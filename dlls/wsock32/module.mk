# Winsock 1.1: ws2_32 but for the options whose numbers changed.
wsock32_SRCS := winsock1.c
wsock32_IMPORTS := ws2_32 kernel32
$(eval $(call dll,wsock32))
