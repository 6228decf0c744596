vcruntime140_SRCS := vcruntime.c
vcruntime140_IMPORTS := ucrtbase

vcruntime140_VERSION := 14.30.30704.0
$(eval $(call dll,vcruntime140))
