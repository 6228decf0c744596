sort_SRCS := sort.c
sort_CFLAGS := -I$(srcdir)/programs/shared
sort_LIBS := -lshell32
$(eval $(call windows_program,sort))
