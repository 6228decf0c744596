# comdlg32.dll: the common dialog boxes; one source a line.
comdlg32_SRCS := \
    color_dialog.c \
    color_fields.c \
    dialogs.rc \
    file_dialog.c \
    file_dialog_ansi.c \
    file_list.c \
    file_title.c \
    find_dialog.c \
    font_dialog.c \
    main.c \
    print_dialog.c
comdlg32_IMPORTS := user32 gdi32 kernel32
$(eval $(call dll,comdlg32))
