shlwapi_SRCS := associations.c file_stream.c stream_helpers.c path.c path_join.c registry.c strings.c format.c path_files.c url.c \
    url_ansi.c url_combine.c user_registry.c
shlwapi_IMPORTS := kernel32 advapi32 user32 ole32 ntdll
shlwapi_LIBS := -luuid
$(eval $(call dll,shlwapi))
