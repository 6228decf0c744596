# Files that COMPRESS.EXE made.
lz32_SRCS := lz32.c szdd.c
lz32_IMPORTS := kernel32
$(eval $(call dll,lz32))
