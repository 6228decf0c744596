secur32_SRCS := credential.c context.c logon_session.c message.c validate.c package.c names.c
# the headers' words for imported functions, which this DLL itself defines
secur32_CFLAGS := -D_NO_KSECDD_IMPORT_
secur32_IMPORTS := advapi32 kernel32 ntdll
secur32_UNIX_SRCS := unix/tls.c
$(eval $(call dll,secur32))
