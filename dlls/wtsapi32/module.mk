wtsapi32_SRCS := sessions.c
wtsapi32_IMPORTS := kernel32 advapi32 ntdll
$(eval $(call dll,wtsapi32))
