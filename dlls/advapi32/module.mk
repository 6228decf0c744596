# advapi32.dll; one source a line, by topic.
advapi32_SRCS := \
    event_log.c \
    services.c \
    crypt_hash.c \
    hash_functions.c \
    text.c \
    registry_keys.c \
    registry_values.c \
    registry_ansi.c \
    sid.c \
    acl.c \
    security_descriptor.c \
    token.c \
    account.c \
    file_security.c \
    crypt_random.c \
    tracing.c

# the headers' names for functions that this DLL itself defines
advapi32_CFLAGS := -DWINIMPM= -D_EVNT_SOURCE_

advapi32_IMPORTS := kernel32 ntdll

$(eval $(call dll,advapi32))
