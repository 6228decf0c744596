shlwapi_SRCS := path.c path_join.c strings.c format.c path_files.c
shlwapi_IMPORTS := kernel32 ole32 ntdll
$(eval $(call dll,shlwapi))
