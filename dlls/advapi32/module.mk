# advapi32.dll; one source a line, by topic.
advapi32_SRCS := \
    credentials.c \
    event_log.c \
    time_zones.c \
    event_log_read.c \
    services.c \
    services_config.c \
    services_run.c \
    text.c \
    registry_keys.c \
    registry_values.c \
    registry_ansi.c \
    hive_reader.c \
    hive_writer.c \
    registry_hives.c \
    sid.c \
    acl.c \
    security_descriptor.c \
    token.c \
    account.c \
    object_security.c \
    trustee.c \
    acl_entries.c \
    access_check.c \
    sddl.c \
    sddl_text.c \
    crypt_random.c \
    tracing.c

# the headers' names for functions that this DLL itself defines
advapi32_CFLAGS := -DWINIMPM= -D_EVNT_SOURCE_

advapi32_IMPORTS := kernel32 ntdll

$(eval $(call dll,advapi32))
