cryptsp_SRCS := provider.c container.c hash.c key.c encrypt.c key_blob.c
# the header's word for imported functions, which this DLL itself defines
cryptsp_CFLAGS := -DWINIMPM=
cryptsp_IMPORTS := bcrypt kernel32 ntdll
$(eval $(call dll,cryptsp))
