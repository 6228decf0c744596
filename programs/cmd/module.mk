cmd_SRCS := assoc.c batch.c builtins.c console.c copy.c del.c dir.c dir_options.c echo.c environment.c execute.c expand.c external.c files.c \
    folders.c for_command.c for_lines.c help.c if_command.c interactive.c lexer.c links.c main.c move.c output.c parser.c path_modifiers.c pipe.c \
    redirect.c registry.c set.c set_arithmetic.c start.c text.c type.c unparse.c variables.c words.c
cmd_LIBS := -lntdll
$(eval $(call windows_program,cmd))
