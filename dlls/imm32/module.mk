imm32_SRCS := main.c
imm32_IMPORTS := kernel32 ntdll
$(eval $(call dll,imm32))
