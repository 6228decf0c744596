# So far what console programs use: characters and string resources.
user32_SRCS := characters.c string_resources.c windowless.c keyboard.c
user32_IMPORTS := kernel32
$(eval $(call dll,user32))
