pdh_SRCS := counters.c paths.c query.c
pdh_IMPORTS := kernel32 ntdll
$(eval $(call dll,pdh))
