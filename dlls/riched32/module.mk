riched32_SRCS := main.c
riched32_IMPORTS := riched20 kernel32
riched32_VERSION := 5.31.23.1230
$(eval $(call dll,riched32))
