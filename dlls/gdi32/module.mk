gdi32_SRCS :=
gdi32_IMPORTS := kernel32
$(eval $(call dll,gdi32))
