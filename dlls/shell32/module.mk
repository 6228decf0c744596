# Command lines, folders, file operations, starting programs, item ID lists and the namespace, icons and types of files.
shell32_SRCS := command_line.c item_id_list.c item_names.c item_path.c namespace.c \
    shell_folder.c shell_item.c shell_link.c link_file.c classes.c taskbar.c tray_tip.c tray_window.c about.c browse.c change_notify.c dropped_files.c execute.c \
    file_info.c file_operations.c folders.c
shell32_IMPORTS := kernel32 advapi32 msvcrt ole32 user32 gdi32 ntdll
shell32_LIBS := -luuid
$(eval $(call dll,shell32))
