netapi32_SRCS := buffer.c workstation.c
netapi32_IMPORTS := kernel32 ntdll
$(eval $(call dll,netapi32))
