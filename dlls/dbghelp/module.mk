dbghelp_SRCS := images.c minidump.c minidump_modules.c modules.c stack_walk.c symbol_names.c symbols.c undecorate.c
dbghelp_GENERATED := undecorate.c
dbghelp_CFLAGS := -I$(srcdir)/dlls/msvcrt
dbghelp_IMPORTS := kernel32 ntdll version

$(gen)/dlls/dbghelp/undecorate.c: $(srcdir)/dlls/msvcrt/undecorate.c
	@mkdir -p $(@D)
	@echo '#include "$<"' >$@

$(eval $(call dll,dbghelp))
