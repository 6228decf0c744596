uninstaller_SRCS := uninstaller.c installed.c
uninstaller_CFLAGS := -I$(srcdir)/programs/shared
uninstaller_LIBS := -ladvapi32 -lshell32
$(eval $(call windows_program,uninstaller))
