# kernelbase.dll has no code: it forwards to kernel32, ntdll and advapi32. tools/make_kernelbase_def.py writes its export list.
kernelbase_SRCS :=

$(eval $(call dll,kernelbase))
