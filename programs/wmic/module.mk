wmic_SRCS := wmic.c where.c system_classes.c list_classes.c settings_classes.c
wmic_CFLAGS := -I$(srcdir)/programs/shared
wmic_LIBS := -ladvapi32 -lshell32 -lpsapi
$(eval $(call windows_program,wmic))
