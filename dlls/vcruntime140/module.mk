vcruntime140_SRCS := vcruntime.c
vcruntime140_IMPORTS := ucrtbase

$(eval $(call dll,vcruntime140))
