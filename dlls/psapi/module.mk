psapi_SRCS :=
psapi_IMPORTS := kernel32
$(eval $(call dll,psapi))
