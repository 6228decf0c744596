winver_SRCS := winver.c
winver_WINDOWED := yes
winver_LIBS := -ladvapi32
$(eval $(call windows_program,winver))
