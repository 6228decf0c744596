iphlpapi_SRCS := tables.c adapters.c routes.c icmp.c
iphlpapi_IMPORTS := ws2_32 kernel32
$(eval $(call dll,iphlpapi))
