oleaut32_SRCS := bstr.c variant.c
oleaut32_IMPORTS := kernel32
$(eval $(call dll,oleaut32))
