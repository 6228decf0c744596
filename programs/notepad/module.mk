notepad_SRCS := document.c notepad.c notepad.rc
notepad_WINDOWED := yes
notepad_LIBS := -lcomdlg32 -lshell32 -lgdi32 -ladvapi32
$(eval $(call windows_program,notepad))
