uxtheme_SRCS := buffered_paint.c theme.c
uxtheme_IMPORTS := user32 gdi32 kernel32
$(eval $(call dll,uxtheme))
