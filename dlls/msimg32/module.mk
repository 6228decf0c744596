# msimg32.dll: names for what gdi32 does.
msimg32_SRCS := main.c
msimg32_IMPORTS := gdi32 kernel32
$(eval $(call dll,msimg32))
