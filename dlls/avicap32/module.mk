avicap32_SRCS :=
avicap32_IMPORTS := kernel32
$(eval $(call dll,avicap32))
