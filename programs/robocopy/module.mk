robocopy_SRCS := robocopy.c options.c tree.c
robocopy_CFLAGS := -I$(srcdir)/programs/shared
robocopy_LIBS := -lshell32
$(eval $(call windows_program,robocopy))
