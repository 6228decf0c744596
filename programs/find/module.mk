find_SRCS := find.c
find_CFLAGS := -I$(srcdir)/programs/shared
find_LIBS := -lshell32
$(eval $(call windows_program,find))
