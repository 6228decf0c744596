/* Unix calls for the user, his language and time zone: dlls/ntdll/unix/locale.c. */
#ifndef UNIX_CALLS_LOCALE_H
#define UNIX_CALLS_LOCALE_H

#include <stdint.h>

/* Who and where: names as Unix has them, zero-terminated UTF-8, empty when unknown. */
struct unix_locale_query_args {
    char formats[64];     /* the locale of dates and numbers ("de_DE.UTF-8") */
    char messages[64];    /* that of messages */
    char user_name[64];
    char full_name[128];
    char host_name[256];
    char time_zone[64];   /* "Europe/Berlin" */
    uint32_t user_id, group_id;
};

/* The rules of the local time zone in a year: offsets are seconds east of UTC. */
struct unix_time_zone_query_args {
    int32_t  year;
    int32_t  standard_offset, daylight_offset;
    uint32_t transition_count;  /* 0 or 2 */
    int64_t  to_daylight, to_standard; /* seconds since 1970, UTC */
    char     standard_name[32], daylight_name[32];
    int64_t  at;                /* given: a moment (seconds since 1970); */
    int32_t  offset_at;         /* set: its offset */
    uint32_t daylight_at;       /* set */
};

#endif
