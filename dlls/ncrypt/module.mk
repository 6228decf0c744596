ncrypt_SRCS := storage.c
ncrypt_IMPORTS := ntdll
$(eval $(call dll,ncrypt))
