mpr_SRCS := main.c
mpr_IMPORTS := advapi32 kernel32 ntdll
$(eval $(call dll,mpr))
