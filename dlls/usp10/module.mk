usp10_SRCS := break.c cache.c clusters.c font_tags.c itemize.c mirror.c scripts.c shape.c string.c
usp10_IMPORTS := gdi32 user32 kernel32
$(eval $(call dll,usp10))
