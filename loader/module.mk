# The `winrun` command; the Unix side of each DLL (NAME_UNIX_SRCS) is linked into it.
winrun_SRCS := \
    main.c \
    options.c \
    folders.c \
    find_program.c \
    command_line.c \
    environment.c \
    server_connect.c \
    start.c \
    manage.c \
    prefix.c \
    pe_reader.c \
    script.c \
    check.c
$(eval $(call unix_program,winrun))
