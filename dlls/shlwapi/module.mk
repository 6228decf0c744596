shlwapi_SRCS :=
shlwapi_IMPORTS := kernel32
$(eval $(call dll,shlwapi))
