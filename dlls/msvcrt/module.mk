msvcrt_SRCS := arguments.c console.c ctype.c cxx_frame_i386.c cxx_frame_x86_64.c cxx_guard.S cxx_this_i386.S cxx_throw.c descriptors.c dllmain.c \
    environment.c errors.c exception_objects.c exit.c files.c find_files.c float_control.c float_parse.c float_text.c heap.c integers.c locale.c \
    lock.c longjmp_x86_64.c lowio.c lowio_open.c math.c mbstring.c multibyte.c path_text.c printf_narrow.c printf_targets.c \
    printf_wide.c process.c rtti.c rtti_exceptions.c scanf_narrow.c scanf_sources.c scanf_wide.c search.c seh_i386.S seh_i386.c setjmp_x86_64.S \
    signal.c stat.c stdio_printf.c stdio_scanf.c stream.c stream_open.c stream_text.c strftime.c strings.c thread.c \
    thread_data.c time.c type_info.c undecorate.c undname.c
msvcrt_IMPORTS := kernel32
msvcrt_LIBS := -lmingwex
msvcrt_CFLAGS := -fno-builtin

msvcrt_VERSION := 7.0.19041.1
$(eval $(call dll,msvcrt))
