xcopy_SRCS := xcopy.c
xcopy_CFLAGS := -I$(srcdir)/programs/shared
xcopy_LIBS := -lshell32
$(eval $(call windows_program,xcopy))
