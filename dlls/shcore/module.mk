shcore_SRCS := main.c
shcore_IMPORTS := gdi32 kernel32 user32
$(eval $(call dll,shcore))
