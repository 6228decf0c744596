sample_SRCS := sample.c
sample_LIBS := -ladvapi32
$(eval $(call windows_program,sample))
