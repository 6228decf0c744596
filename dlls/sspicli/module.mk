# forwarders to secur32
sspicli_SRCS :=
sspicli_IMPORTS := ntdll
$(eval $(call dll,sspicli))
