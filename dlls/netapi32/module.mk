netapi32_SRCS :=
netapi32_IMPORTS := kernel32
$(eval $(call dll,netapi32))
