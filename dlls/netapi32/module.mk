netapi32_SRCS := buffer.c users.c workstation.c
netapi32_IMPORTS := advapi32 kernel32 ntdll
$(eval $(call dll,netapi32))
