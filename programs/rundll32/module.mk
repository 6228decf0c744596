rundll32_SRCS := rundll32.c
rundll32_CFLAGS := -I$(srcdir)/programs/shared
rundll32_WINDOWED := yes
rundll32_LIBS := -lshell32
$(eval $(call windows_program,rundll32))
