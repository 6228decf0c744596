oleaut32_SRCS := bstr.c variant.c safe_array.c safe_array_query.c change_type.c
oleaut32_LIBS := -luuid
oleaut32_IMPORTS := kernel32 msvcrt ntdll
$(eval $(call dll,oleaut32))
