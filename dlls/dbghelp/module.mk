dbghelp_SRCS := images.c minidump.c minidump_modules.c modules.c stack_walk.c symbols.c
dbghelp_IMPORTS := kernel32 ntdll version
$(eval $(call dll,dbghelp))
