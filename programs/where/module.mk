where_SRCS := where.c
where_CFLAGS := -I$(srcdir)/programs/shared
where_LIBS := -lshell32
$(eval $(call windows_program,where))
