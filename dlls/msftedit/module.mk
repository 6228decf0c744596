msftedit_SRCS := main.c
msftedit_IMPORTS := riched20 kernel32
msftedit_VERSION := 5.41.21.2512
$(eval $(call dll,msftedit))
