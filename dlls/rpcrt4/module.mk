rpcrt4_SRCS :=
rpcrt4_IMPORTS := kernel32
$(eval $(call dll,rpcrt4))
