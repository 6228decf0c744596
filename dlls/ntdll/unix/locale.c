/* The user, his language and his time zone. */
#include <langinfo.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "unix_private.h"

static void put(char *target, size_t capacity, const char *text)
{
    snprintf(target, capacity, "%s", text ? text : "");
}

#define PUT(target, text) put(target, sizeof(target), text)

/* The first variable that is set, in POSIX's order. */
static const char *locale_of(const char *category)
{
    const char *names[] = { "LC_ALL", category, "LANG" };
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return value;
    }
    return "";
}

static void put_time_zone(char *target, size_t capacity)
{
    char link[PATH_MAX];
    const char *zone = getenv("TZ");
    if (zone && *zone) {
        put(target, capacity, *zone == ':' ? zone + 1 : zone);
        return;
    }
    ssize_t length = readlink("/etc/localtime", link, sizeof(link) - 1);
    link[length > 0 ? length : 0] = 0;
    const char *found = strstr(link, "zoneinfo/");
    put(target, capacity, found ? found + strlen("zoneinfo/") : "Etc/UTC");
}

NTSTATUS unix_locale_query(struct unix_locale_query_args *args)
{
    struct passwd record, *user = NULL;
    char buffer[4096], number[32], host[HOST_NAME_MAX + 1] = "";

    PUT(args->formats, locale_of("LC_TIME"));
    PUT(args->messages, locale_of("LC_MESSAGES"));
    args->user_id = getuid();
    args->group_id = getgid();
    getpwuid_r(args->user_id, &record, buffer, sizeof(buffer), &user);
    snprintf(number, sizeof(number), "user%u", (unsigned)args->user_id);
    PUT(args->user_name, user ? user->pw_name : number);
    PUT(args->full_name, user ? user->pw_gecos : "");
    args->full_name[strcspn(args->full_name, ",")] = 0;
    gethostname(host, sizeof(host) - 1);
    PUT(args->host_name, host);
    put_time_zone(args->time_zone, sizeof(args->time_zone));
    return STATUS_SUCCESS;
}

static int64_t start_of_year(int year)
{
    struct tm tm = { .tm_year = year - 1900, .tm_mday = 1 };
    return timegm(&tm);
}

static long offset_at(int64_t moment, struct tm *local)
{
    time_t seconds = moment;
    return localtime_r(&seconds, local) ? local->tm_gmtoff : 0;
}

/* The moment between low and high at which the offset or the name changes. */
static int64_t find_change(int64_t low, int64_t high)
{
    struct tm at_low, at_middle;
    offset_at(low, &at_low);
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        offset_at(middle, &at_middle);
        if (at_middle.tm_gmtoff == at_low.tm_gmtoff && at_middle.tm_isdst == at_low.tm_isdst) low = middle;
        else high = middle;
    }
    return high;
}

#define DAY 86400

NTSTATUS unix_time_zone_query(struct unix_time_zone_query_args *args)
{
    struct tm before, after;
    int64_t start = start_of_year(args->year), end = start_of_year(args->year + 1);

    tzset();
    args->offset_at = (int32_t)offset_at(args->at, &after);
    args->daylight_at = after.tm_isdst > 0;
    args->transition_count = 0;
    offset_at(start, &before);
    args->standard_offset = args->daylight_offset = (int32_t)before.tm_gmtoff;
    PUT(args->standard_name, before.tm_zone);
    PUT(args->daylight_name, before.tm_zone);
    bool to_daylight = false, to_standard = false;
    for (int64_t day = start; day < end; day += DAY) {
        offset_at(day, &before);
        offset_at(day + DAY, &after);
        if (before.tm_gmtoff == after.tm_gmtoff && before.tm_isdst == after.tm_isdst) continue;
        int64_t change = find_change(day, day + DAY);
        const struct tm *standard = after.tm_isdst > 0 ? &before : &after,
                        *daylight = after.tm_isdst > 0 ? &after : &before;
        if (before.tm_isdst == after.tm_isdst) { /* the country has another standard time from now on */
            args->standard_offset = args->daylight_offset = (int32_t)after.tm_gmtoff;
            continue;
        }
        args->standard_offset = (int32_t)standard->tm_gmtoff;
        args->daylight_offset = (int32_t)daylight->tm_gmtoff;
        PUT(args->standard_name, standard->tm_zone);
        PUT(args->daylight_name, daylight->tm_zone);
        if (after.tm_isdst > 0) { args->to_daylight = change; to_daylight = true; }
        else { args->to_standard = change; to_standard = true; }
    }
    if (to_daylight && to_standard) args->transition_count = 2;
    return STATUS_SUCCESS;
}
