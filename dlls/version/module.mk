version_SRCS := information.c query.c
version_IMPORTS := kernel32
$(eval $(call dll,version))
