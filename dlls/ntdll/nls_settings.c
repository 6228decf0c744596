/* The user's settings as Unix has them, and the code pages that follow from his language. */
#include "nt/nt.h"
#include "unix_calls.h"

#include <string.h>

static struct unix_locale_query_args settings;
static LONG settings_state; /* 0 unknown, 1 known */
static UINT ansi_page, oem_page;

const struct unix_locale_query_args *NTAPI winrun_user_settings(void)
{
    if (__atomic_load_n(&settings_state, __ATOMIC_ACQUIRE)) return &settings;
    struct unix_locale_query_args answer = { .user_id = 0 };
    unix_call_locale_query(&answer);
    /* whoever asks at the same time gets the same answer */
    settings = answer;
    __atomic_store_n(&settings_state, 1, __ATOMIC_RELEASE);
    return &settings;
}

/* Windows' code pages by language ("zh_TW" before "zh"); all others have 1252 and 850. */
static const struct { char language[6]; uint16_t ansi, oem; } language_pages[] = {
    {"en_US", 1252, 437}, {"zh_TW", 950, 950}, {"zh_HK", 950, 950}, {"zh_MO", 950, 950}, {"C", 1252, 437},
    {"POSIX", 1252, 437}, {"ar", 1256, 720},   {"az", 1254, 857},   {"be", 1251, 866},   {"bg", 1251, 866},
    {"bs", 1250, 852},    {"cs", 1250, 852},   {"el", 1253, 737},   {"et", 1257, 775},   {"fa", 1256, 720},
    {"he", 1255, 862},    {"hr", 1250, 852},   {"hu", 1250, 852},   {"ja", 932, 932},    {"kk", 1251, 866},
    {"ko", 949, 949},     {"ky", 1251, 866},   {"lt", 1257, 775},   {"lv", 1257, 775},   {"mk", 1251, 866},
    {"mn", 1251, 866},    {"pl", 1250, 852},   {"ro", 1250, 852},   {"ru", 1251, 866},   {"sk", 1250, 852},
    {"sl", 1250, 852},    {"sq", 1250, 852},   {"sr", 1250, 852},   {"th", 874, 874},    {"tr", 1254, 857},
    {"tt", 1251, 866},    {"uk", 1251, 866},   {"ur", 1256, 720},   {"uz", 1254, 857},   {"vi", 1258, 1258},
    {"zh", 936, 936},
};

static void choose_code_pages(void)
{
    const char *name = winrun_user_settings()->formats;
    UINT ansi = 1252, oem = *name ? 850 : 437;
    for (size_t i = 0; i < ARRAYSIZE(language_pages); i++) {
        size_t length = strlen(language_pages[i].language);
        if (strncmp(name, language_pages[i].language, length) ||
            (name[length] && name[length] != '_' && name[length] != '.' && name[length] != '@'))
            continue;
        ansi = language_pages[i].ansi;
        oem = language_pages[i].oem;
        break;
    }
    oem_page = oem;
    if (!ansi_page) ansi_page = ansi;
}

UINT NTAPI winrun_ansi_code_page(void)
{
    if (!ansi_page) choose_code_pages();
    return ansi_page;
}

UINT NTAPI winrun_oem_code_page(void)
{
    if (!oem_page) choose_code_pages();
    return oem_page;
}

void NTAPI winrun_set_ansi_code_page(UINT number)
{
    choose_code_pages();
    ansi_page = number;
    if (number == CP_UTF8) oem_page = number;
}
