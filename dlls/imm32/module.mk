imm32_SRCS :=
imm32_IMPORTS := kernel32
$(eval $(call dll,imm32))
