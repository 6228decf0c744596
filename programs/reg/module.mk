reg_SRCS := reg.c key_name.c value_text.c query.c export.c import.c script.c hive.c compare.c
reg_CFLAGS := -I$(srcdir)/programs/shared
reg_LIBS := -ladvapi32 -lshell32
$(eval $(call windows_program,reg))
