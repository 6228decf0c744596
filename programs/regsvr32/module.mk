regsvr32_SRCS := regsvr32.c
regsvr32_CFLAGS := -I$(srcdir)/programs/shared
regsvr32_WINDOWED := yes
regsvr32_LIBS := -lshell32 -lole32
$(eval $(call windows_program,regsvr32))
