dnsapi_SRCS := query.c
dnsapi_IMPORTS := kernel32
$(eval $(call dll,dnsapi))
