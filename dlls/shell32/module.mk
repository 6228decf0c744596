# So far what console programs use: command lines, folders, file operations, starting programs.
shell32_SRCS := command_line.c dropped_files.c execute.c file_operations.c folders.c
shell32_IMPORTS := kernel32 advapi32 ole32 user32
$(eval $(call dll,shell32))
