# Only forwarders: the code is in ucrtbase. (Windows has this DLL for 64-bit programs only.)
vcruntime140_1_SRCS :=
vcruntime140_1_IMPORTS := ucrtbase
vcruntime140_1_VERSION := 14.30.30704.0
$(eval $(call dll,vcruntime140_1))
