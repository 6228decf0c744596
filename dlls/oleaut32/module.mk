oleaut32_SRCS := bstr.c bstr_math.c error_info.c time.c variant.c safe_array.c safe_array_query.c change_type.c
oleaut32_LIBS := -luuid
oleaut32_IMPORTS := kernel32 msvcrt ntdll
$(eval $(call dll,oleaut32))
