shlwapi_SRCS := file_stream.c stream_helpers.c path.c path_join.c strings.c format.c path_files.c url.c url_ansi.c url_combine.c
shlwapi_IMPORTS := kernel32 user32 ole32 ntdll
shlwapi_LIBS := -luuid
$(eval $(call dll,shlwapi))
