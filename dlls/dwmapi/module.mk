dwmapi_SRCS := main.c
dwmapi_IMPORTS := user32 kernel32
$(eval $(call dll,dwmapi))
