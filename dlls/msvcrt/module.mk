msvcrt_SRCS := arguments.c ctype.c descriptors.c dllmain.c environment.c errors.c exit.c float_control.c float_text.c heap.c locale.c lock.c \
    lowio.c lowio_open.c math.c multibyte.c printf_narrow.c printf_targets.c printf_wide.c search.c signal.c stdio_printf.c \
    stream.c stream_open.c stream_text.c strings.c thread.c thread_data.c
msvcrt_IMPORTS := kernel32
msvcrt_LIBS := -lmingwex
msvcrt_CFLAGS := -fno-builtin

$(eval $(call dll,msvcrt))
