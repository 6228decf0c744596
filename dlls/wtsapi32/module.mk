wtsapi32_SRCS :=
wtsapi32_IMPORTS := kernel32
$(eval $(call dll,wtsapi32))
