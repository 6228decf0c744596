# The rich edit control of all versions; riched32 and msftedit are names for it.
riched20_SRCS := clipboard.c document.c edit.c format.c input.c layout.c main.c messages.c paint.c rtf_reader.c rtf_writer.c \
    stream.c text.c words.c
riched20_IMPORTS := user32 gdi32 kernel32 msvcrt ntdll
riched20_VERSION := 5.31.23.1230
$(eval $(call dll,riched20))
