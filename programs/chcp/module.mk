chcp_SRCS := chcp.c
chcp_CFLAGS := -I$(srcdir)/programs/shared
chcp_LIBS := -lshell32
$(eval $(call windows_program,chcp))
