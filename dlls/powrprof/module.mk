powrprof_SRCS := power.c
powrprof_IMPORTS := advapi32 kernel32 ntdll
$(eval $(call dll,powrprof))
