crypt32_SRCS := der.c decode.c context.c key.c store.c store_system.c text.c name.c find.c chain.c policy.c protect.c pfx.c
# the header's word for imported functions, which this DLL itself defines
crypt32_CFLAGS := -DWINIMPM= -DDPAPI_IMP=
crypt32_IMPORTS := bcrypt advapi32 kernel32 ntdll
crypt32_UNIX_SRCS := unix/certificate.c
$(eval $(call dll,crypt32))
