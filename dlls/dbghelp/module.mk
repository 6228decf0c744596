dbghelp_SRCS := stack_walk.c symbols.c
dbghelp_IMPORTS := kernel32
$(eval $(call dll,dbghelp))
