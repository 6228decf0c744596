attrib_SRCS := attrib.c
attrib_CFLAGS := -I$(srcdir)/programs/shared
attrib_LIBS := -lshell32
$(eval $(call windows_program,attrib))
