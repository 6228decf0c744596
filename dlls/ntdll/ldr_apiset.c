/* The PE loader's use of the API set table. */
#include "api_sets.h"
#include "ldr_private.h"

static const struct { const char *prefix; const WCHAR *host; } api_sets[] = {
#define SET(prefix, host) { prefix, L##host },
    API_SET_LIST(SET)
#undef SET
};

const WCHAR *const api_set_fallbacks[] = {
#define NAME(host) L##host,
    API_SET_FALLBACKS(NAME)
#undef NAME
    NULL
};

static bool has_prefix(const WCHAR *name, size_t length, const char *prefix)
{
    for (size_t i = 0; prefix[i]; i++) {
        if (i == length) return false;
        WCHAR c = name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i];
        if (c != (unsigned char)prefix[i]) return false;
    }
    return true;
}

bool api_set_is_name(const WCHAR *name, size_t length)
{
    return has_prefix(name, length, "api-") || has_prefix(name, length, "ext-");
}

const WCHAR *api_set_host(const WCHAR *name, size_t length)
{
    for (size_t i = 0; i < ARRAYSIZE(api_sets); i++) {
        if (has_prefix(name, length, api_sets[i].prefix)) return api_sets[i].host;
    }
    return NULL;
}
