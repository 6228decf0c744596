rpcrt4_SRCS := uuid.c
rpcrt4_IMPORTS := kernel32 advapi32 ntdll
$(eval $(call dll,rpcrt4))
