/* Locales: setlocale, _create_locale, localeconv. A locale is a code page and tables of bytes for LC_CTYPE, and a name
 * that Windows knows for each category; what the categories say is asked of Windows. */
#include "crt.h"

struct locale crt_c_locale = {
    .data = {.ctype = crt_c_ctype + 1, .mb_cur_max = 1},
    .names = {"C", "C", "C", "C", "C", "C"},
    .lconv = {.decimal_point = ".",
              .thousands_sep = "",
              .grouping = "",
              .int_curr_symbol = "",
              .currency_symbol = "",
              .mon_decimal_point = "",
              .mon_thousands_sep = "",
              .mon_grouping = "",
              .positive_sign = "",
              .negative_sign = "",
              .int_frac_digits = CHAR_MAX,
              .frac_digits = CHAR_MAX,
              .p_cs_precedes = CHAR_MAX,
              .p_sep_by_space = CHAR_MAX,
              .n_cs_precedes = CHAR_MAX,
              .n_sep_by_space = CHAR_MAX,
              .p_sign_posn = CHAR_MAX,
              .n_sign_posn = CHAR_MAX,
              ._W_decimal_point = L".",
              ._W_thousands_sep = L"",
              ._W_int_curr_symbol = L"",
              ._W_currency_symbol = L"",
              ._W_mon_decimal_point = L"",
              ._W_mon_thousands_sep = L"",
              ._W_positive_sign = L"",
              ._W_negative_sign = L""},
    .pointers = {(pthreadlocinfo)&crt_c_locale.data, NULL},
#define CASES(from) from, from + 1, from + 2, from + 3, from + 4, from + 5, from + 6, from + 7
#define BYTES(from) CASES(from), CASES(from + 8), CASES(from + 16), CASES(from + 24)
    .lower_table = {BYTES(0), BYTES(32), '@', [65] = 'a', CASES('b'), CASES('j'), CASES('r'), 'z', '[', '\\', ']', '^',
                    '_', BYTES(96), BYTES(128), BYTES(160), BYTES(192), BYTES(224)},
    .upper_table = {BYTES(0), BYTES(32), BYTES(64), '`', [97] = 'A', CASES('B'), CASES('J'), CASES('R'), 'Z', '{', '|',
                    '}', '~', 127, BYTES(128), BYTES(160), BYTES(192), BYTES(224)},
};
struct locale *crt_process_locale = &crt_c_locale;
static struct crt_lock locale_lock;

struct locale *crt_locale(_locale_t given)
{
    if (given) return (struct locale *)given; /* pointers is the first field */
    struct thread_data *thread = crt_thread();
    return thread->locale ? thread->locale : crt_process_locale;
}

#ifdef _MSVCRT_
int __mb_cur_max = 1;
unsigned __lc_codepage, __lc_collate_cp;
unsigned long __lc_handle[LC_CATEGORIES];
int __setlc_active, __unguarded_readlc_active;

int *__cdecl __p___mb_cur_max(void) { return &__mb_cur_max; }
int *__cdecl ___setlc_active_func(void) { return &__setlc_active; }
int *__cdecl ___unguarded_readlc_active_add_func(void) { return &__unguarded_readlc_active; }
unsigned long *__cdecl ___lc_handle_func(void) { return __lc_handle; }

static void publish(const struct locale *locale)
{
    extern const unsigned short *_pctype;
    __mb_cur_max = locale->data.mb_cur_max;
    __lc_codepage = locale->data.code_page;
    __lc_collate_cp = locale->data.code_page;
    _pctype = locale->data.ctype;
    for (int i = 0; i < LC_CATEGORIES; i++) {
        __lc_handle[i] = locale->locale_names[i] ? LocaleNameToLCID(locale->locale_names[i], 0) : 0;
    }
}
#else
static void publish(const struct locale *locale) { (void)locale; }
wchar_t **__cdecl ___lc_locale_name_func(void) { return crt_locale(NULL)->locale_names; }
int __cdecl ___mb_cur_max_l_func(_locale_t locale) { return crt_locale(locale)->data.mb_cur_max; }
#endif

unsigned __cdecl ___lc_codepage_func(void) { return crt_locale(NULL)->data.code_page; }
unsigned __cdecl ___lc_collate_cp_func(void) { return crt_locale(NULL)->data.code_page; }
int __cdecl ___mb_cur_max_func(void) { return crt_locale(NULL)->data.mb_cur_max; }
void __cdecl __lconv_init(void) {}
void __cdecl __initialize_lconv_for_unsigned_char(void) {}

/* ---- names */

struct parsed_name {
    wchar_t windows_name[LOCALE_NAME_MAX_LENGTH]; /* empty: the C locale */
    unsigned code_page;
    char text[160]; /* as setlocale returns it */
};

struct name_search {
    const wchar_t *language, *country;
    wchar_t found[LOCALE_NAME_MAX_LENGTH];
};

static BOOL CALLBACK match_english_name(LPWSTR name, DWORD flags, LPARAM parameter)
{
    struct name_search *search = (struct name_search *)parameter;
    wchar_t text[128];
    (void)flags;
    if (!GetLocaleInfoEx(name, LOCALE_SENGLISHLANGUAGENAME, text, ARRAY_SIZE(text)) ||
        _wcsicmp(text, search->language)) {
        if (!GetLocaleInfoEx(name, LOCALE_SABBREVLANGNAME, text, ARRAY_SIZE(text)) || _wcsicmp(text, search->language))
            return TRUE;
    }
    if (*search->country) {
        bool same = GetLocaleInfoEx(name, LOCALE_SENGLISHCOUNTRYNAME, text, ARRAY_SIZE(text)) &&
                    !_wcsicmp(text, search->country);
        if (!same)
            same = GetLocaleInfoEx(name, LOCALE_SABBREVCTRYNAME, text, ARRAY_SIZE(text)) &&
                   !_wcsicmp(text, search->country);
        if (!same) return TRUE;
    }
    wcscpy_s(search->found, ARRAY_SIZE(search->found), name);
    return FALSE;
}

static const struct { const wchar_t *name, *locale; } short_names[] = {
    {L"english", L"en-US"},    {L"american", L"en-US"},   {L"us", L"en-US"},
    {L"usa", L"en-US"},        {L"english-us", L"en-US"}, {L"american-english", L"en-US"},
    {L"uk", L"en-GB"},         {L"english-uk", L"en-GB"}, {L"german", L"de-DE"},
    {L"french", L"fr-FR"},     {L"spanish", L"es-ES"},    {L"italian", L"it-IT"},
    {L"japanese", L"ja-JP"},   {L"chinese", L"zh-CN"},    {L"korean", L"ko-KR"},
    {L"russian", L"ru-RU"},    {L"dutch", L"nl-NL"},      {L"polish", L"pl-PL"},
    {L"portuguese", L"pt-PT"}, {L"turkish", L"tr-TR"},    {L"swedish", L"sv-SE"},
    {L"czech", L"cs-CZ"},
};

/* language[_country][.code page] without the last part, or a name as Windows has it */
static bool find_windows_name(const wchar_t *name, wchar_t *to)
{
    if (!*name) return GetUserDefaultLocaleName(to, LOCALE_NAME_MAX_LENGTH) > 0;
    for (size_t i = 0; i < ARRAY_SIZE(short_names); i++) {
        if (!_wcsicmp(short_names[i].name, name)) return !wcscpy_s(to, LOCALE_NAME_MAX_LENGTH, short_names[i].locale);
    }
    if (!wcschr(name, '_') && IsValidLocaleName(name)) return !wcscpy_s(to, LOCALE_NAME_MAX_LENGTH, name);
    wchar_t language[128];
    if (wcscpy_s(language, ARRAY_SIZE(language), name)) return false;
    wchar_t *country = wcschr(language, '_');
    if (country) *country++ = 0;
    struct name_search search = {language, country ? country : L"", {0}};
    EnumSystemLocalesEx(match_english_name, LOCALE_WINDOWS, (LPARAM)&search, NULL);
    if (*search.found) return !wcscpy_s(to, LOCALE_NAME_MAX_LENGTH, search.found);
    if (country) { /* en_US, as others write it */
        country[-1] = '-';
        if (IsValidLocaleName(language)) return !wcscpy_s(to, LOCALE_NAME_MAX_LENGTH, language);
    }
    return false;
}

static unsigned default_code_page(const wchar_t *windows_name, DWORD which)
{
    DWORD value = 0;
    GetLocaleInfoEx(windows_name, which | LOCALE_RETURN_NUMBER, (wchar_t *)&value, sizeof(value) / sizeof(wchar_t));
    return value ? value : IS_UCRT ? CP_UTF8 : CP_ACP;
}

static bool parse_code_page(const wchar_t *text, struct parsed_name *name)
{
    CPINFO information;
    if (!*text || !_wcsicmp(text, L"ACP")) {
        name->code_page = default_code_page(name->windows_name, LOCALE_IDEFAULTANSICODEPAGE);
    } else if (!_wcsicmp(text, L"OCP")) {
        name->code_page = default_code_page(name->windows_name, LOCALE_IDEFAULTCODEPAGE);
    } else if (!_wcsicmp(text, L"utf8") || !_wcsicmp(text, L"utf-8")) {
        name->code_page = CP_UTF8;
    } else {
        name->code_page = 0;
        for (; *text >= '0' && *text <= '9'; text++) name->code_page = name->code_page * 10 + (*text - '0');
        if (*text || !name->code_page) return false;
    }
    if (name->code_page == CP_UTF8 || name->code_page == CP_UTF7) return IS_UCRT && name->code_page == CP_UTF8;
    return GetCPInfo(name->code_page, &information) && information.MaxCharSize <= 2;
}

static void append_text(char *to, size_t size, const wchar_t *text)
{
    size_t length = strlen(to);
    for (; *text && length + 1 < size; text++) to[length++] = (char)*text;
    to[length] = 0;
}

static void describe(struct parsed_name *name, const wchar_t *given, bool has_code_page)
{
    wchar_t text[80];
    *name->text = 0;
    /* The Universal CRT gives names of Windows' kind back as they are. */
    if (IS_UCRT && *given && !wcschr(given, '_') && IsValidLocaleName(given)) {
        append_text(name->text, sizeof(name->text), given);
        if (!has_code_page) return;
    } else {
        if (GetLocaleInfoEx(name->windows_name, LOCALE_SENGLISHLANGUAGENAME, text, ARRAY_SIZE(text)))
            append_text(name->text, sizeof(name->text), text);
        append_text(name->text, sizeof(name->text), L"_");
        if (GetLocaleInfoEx(name->windows_name, LOCALE_SENGLISHCOUNTRYNAME, text, ARRAY_SIZE(text)))
            append_text(name->text, sizeof(name->text), text);
    }
    append_text(name->text, sizeof(name->text), L".");
    if (name->code_page == CP_UTF8) {
        append_text(name->text, sizeof(name->text), L"utf8");
        return;
    }
    wchar_t digits[12], *at = digits + 11;
    *at = 0;
    for (unsigned rest = name->code_page; rest; rest /= 10) *--at = '0' + rest % 10;
    append_text(name->text, sizeof(name->text), at);
}

static bool parse_name(const wchar_t *text, struct parsed_name *name)
{
    memset(name, 0, sizeof(*name));
    if (!wcscmp(text, L"C") || (IS_UCRT && !wcscmp(text, L"POSIX"))) {
        memcpy(name->text, "C", 2);
        return true;
    }
    wchar_t base[128];
    const wchar_t *dot = wcschr(text, '.');
    size_t length = dot ? (size_t)(dot - text) : wcslen(text);
    if (length >= ARRAY_SIZE(base)) return false;
    memcpy(base, text, length * sizeof(wchar_t));
    base[length] = 0;
    if (!find_windows_name(base, name->windows_name)) return false;
    if (!parse_code_page(dot ? dot + 1 : L"", name)) return false;
    describe(name, base, dot != NULL);
    return true;
}

/* ---- making a locale */

static void fill_ctype(struct locale *locale)
{
    CPINFO information;
    WORD types[256];
    char bytes[256];
    memcpy(locale->ctype_table, crt_c_ctype, sizeof(crt_c_ctype));
    memcpy(locale->lower_table, crt_c_locale.lower_table, 256);
    memcpy(locale->upper_table, crt_c_locale.upper_table, 256);
    locale->data.ctype = locale->ctype_table + 1;
    locale->data.mb_cur_max = 1;
    if (!locale->locale_names[LC_CTYPE]) return;
    unsigned code_page = locale->data.code_page;
    if (code_page == CP_UTF8) {
        locale->data.mb_cur_max = 4;
        return;
    }
    if (!GetCPInfo(code_page, &information)) return;
    locale->data.mb_cur_max = information.MaxCharSize;
    for (int i = 0; i < 256; i++) bytes[i] = (char)i;
    for (BYTE *range = information.LeadByte; range[0]; range += 2) {
        for (int i = range[0]; i <= range[1]; i++) bytes[i] = ' ';
    }
    wchar_t wide[256], changed[256];
    if (MultiByteToWideChar(code_page, 0, bytes, 256, wide, 256) != 256) return;
    if (GetStringTypeW(CT_CTYPE1, wide, 256, types)) {
        for (int i = 128; i < 256; i++) locale->ctype_table[i + 1] = types[i] & 0x1ff;
    }
    if (LCMapStringW(LOCALE_INVARIANT, LCMAP_LOWERCASE, wide, 256, changed, 256) == 256) {
        WideCharToMultiByte(code_page, 0, changed, 256, (char *)locale->lower_table, 256, NULL, NULL);
    }
    if (LCMapStringW(LOCALE_INVARIANT, LCMAP_UPPERCASE, wide, 256, changed, 256) == 256) {
        WideCharToMultiByte(code_page, 0, changed, 256, (char *)locale->upper_table, 256, NULL, NULL);
    }
    for (BYTE *range = information.LeadByte; range[0]; range += 2) {
        for (int i = range[0]; i <= range[1]; i++) {
            locale->ctype_table[i + 1] = CT_LEAD;
            locale->lower_table[i] = locale->upper_table[i] = (unsigned char)i;
        }
    }
}

static char *info_text(const wchar_t *name, DWORD which, unsigned code_page, wchar_t **wide)
{
    wchar_t text[128] = L"";
    GetLocaleInfoEx(name, which, text, ARRAY_SIZE(text));
    if (wide) *wide = _wcsdup(text);
    char bytes[256] = "";
    WideCharToMultiByte(code_page, 0, text, -1, bytes, sizeof(bytes), NULL, NULL);
    return _strdup(bytes);
}

/* "3;2;0" becomes the bytes 3, 2. */
static char *info_grouping(const wchar_t *name, DWORD which)
{
    wchar_t text[32] = L"";
    char *result = calloc(1, 32), *to = result;
    GetLocaleInfoEx(name, which, text, ARRAY_SIZE(text));
    for (const wchar_t *at = text; result && *at; at++) {
        if (*at > '0' && *at <= '9') *to++ = (char)(*at - '0');
    }
    return result;
}

static char info_number(const wchar_t *name, DWORD which)
{
    DWORD value = 0;
    GetLocaleInfoEx(name, which | LOCALE_RETURN_NUMBER, (wchar_t *)&value, 2);
    return (char)value;
}

static void fill_lconv(struct locale *locale)
{
    struct lconv *lconv = &locale->lconv;
    const wchar_t *numeric = locale->locale_names[LC_NUMERIC], *monetary = locale->locale_names[LC_MONETARY];
    unsigned code_page = locale->data.code_page;
    *lconv = crt_c_locale.lconv;
    if (numeric) {
        lconv->decimal_point = info_text(numeric, LOCALE_SDECIMAL, code_page, &lconv->_W_decimal_point);
        lconv->thousands_sep = info_text(numeric, LOCALE_STHOUSAND, code_page, &lconv->_W_thousands_sep);
        lconv->grouping = info_grouping(numeric, LOCALE_SGROUPING);
    }
    if (!monetary) return;
    lconv->int_curr_symbol = info_text(monetary, LOCALE_SINTLSYMBOL, code_page, &lconv->_W_int_curr_symbol);
    lconv->currency_symbol = info_text(monetary, LOCALE_SCURRENCY, code_page, &lconv->_W_currency_symbol);
    lconv->mon_decimal_point = info_text(monetary, LOCALE_SMONDECIMALSEP, code_page, &lconv->_W_mon_decimal_point);
    lconv->mon_thousands_sep = info_text(monetary, LOCALE_SMONTHOUSANDSEP, code_page, &lconv->_W_mon_thousands_sep);
    lconv->mon_grouping = info_grouping(monetary, LOCALE_SMONGROUPING);
    lconv->positive_sign = info_text(monetary, LOCALE_SPOSITIVESIGN, code_page, &lconv->_W_positive_sign);
    lconv->negative_sign = info_text(monetary, LOCALE_SNEGATIVESIGN, code_page, &lconv->_W_negative_sign);
    lconv->int_frac_digits = info_number(monetary, LOCALE_IINTLCURRDIGITS);
    lconv->frac_digits = info_number(monetary, LOCALE_ICURRDIGITS);
    lconv->p_cs_precedes = info_number(monetary, LOCALE_IPOSSYMPRECEDES);
    lconv->p_sep_by_space = info_number(monetary, LOCALE_IPOSSEPBYSPACE);
    lconv->n_cs_precedes = info_number(monetary, LOCALE_INEGSYMPRECEDES);
    lconv->n_sep_by_space = info_number(monetary, LOCALE_INEGSEPBYSPACE);
    lconv->p_sign_posn = info_number(monetary, LOCALE_IPOSSIGNPOSN);
    lconv->n_sign_posn = info_number(monetary, LOCALE_INEGSIGNPOSN);
}

/* A copy of `base` in which `category` (or all) has the name. */
static struct locale *make_locale(const struct locale *base, int category, const struct parsed_name *names)
{
    struct locale *locale = calloc(1, sizeof(*locale));
    if (!locale) return NULL;
    locale->pointers.locinfo = (pthreadlocinfo)&locale->data;
    for (int i = LC_COLLATE; i < LC_CATEGORIES; i++) {
        bool changed = category == LC_ALL || category == i;
        const wchar_t *windows_name = changed ? names[i].windows_name : base->locale_names[i];
        locale->names[i] = _strdup(changed ? names[i].text : base->names[i]);
        locale->locale_names[i] = windows_name && *windows_name ? _wcsdup(windows_name) : NULL;
    }
    bool ctype_changed = category == LC_ALL || category == LC_CTYPE;
    locale->data.code_page = ctype_changed ? names[LC_CTYPE].code_page : base->data.code_page;
    fill_ctype(locale);
    fill_lconv(locale);
#ifdef _MSVCRT_
    locale->data.lower = locale->lower_table;
    locale->data.upper = locale->upper_table;
    locale->data.lconv_for_programs = &locale->lconv;
    for (int i = 0; i < LC_CATEGORIES; i++) locale->data.categories[i].name = locale->names[i];
#endif
    return locale;
}

/* The name of LC_ALL: the common one, or all of them. */
static char *combined_name(struct locale *locale)
{
    static const char *const categories[] = {"", "LC_COLLATE=", "LC_CTYPE=", "LC_MONETARY=", "LC_NUMERIC=", "LC_TIME="};
    if (locale->names[LC_ALL]) return locale->names[LC_ALL];
    bool same = true;
    size_t length = 1;
    for (int i = LC_COLLATE; i < LC_CATEGORIES; i++) {
        same = same && !strcmp(locale->names[i], locale->names[LC_COLLATE]);
        length += strlen(categories[i]) + strlen(locale->names[i]) + 1;
    }
    if (same) return locale->names[LC_ALL] = _strdup(locale->names[LC_COLLATE]);
    char *text = malloc(length), *at = text;
    if (!text) return NULL;
    for (int i = LC_COLLATE; i < LC_CATEGORIES; i++) {
        if (i > LC_COLLATE) *at++ = ';';
        strcpy(at, categories[i]);
        at += strlen(at);
        strcpy(at, locale->names[i]);
        at += strlen(at);
    }
    return locale->names[LC_ALL] = text;
}

/* One name for all categories, or "LC_COLLATE=...;LC_CTYPE=...". */
static bool parse_names(const wchar_t *text, int category, struct parsed_name *names)
{
    static const wchar_t *const categories[] = {L"LC_ALL",      L"LC_COLLATE", L"LC_CTYPE",
                                                L"LC_MONETARY", L"LC_NUMERIC", L"LC_TIME"};
    if (category != LC_ALL) return parse_name(text, &names[category]);
    if (wcsncmp(text, L"LC_", 3)) {
        if (!parse_name(text, &names[1])) return false;
        for (int i = LC_CTYPE; i < LC_CATEGORIES; i++) names[i] = names[1];
        return true;
    }
    for (int i = LC_COLLATE; i < LC_CATEGORIES; i++) parse_name(L"C", &names[i]);
    while (*text) {
        wchar_t value[160];
        const wchar_t *equals = wcschr(text, '='), *end = wcschr(text, ';');
        if (!equals) return false;
        if (!end) end = text + wcslen(text);
        size_t length = end - equals - 1;
        if (end < equals || length >= ARRAY_SIZE(value)) return false;
        memcpy(value, equals + 1, length * sizeof(wchar_t));
        value[length] = 0;
        for (int i = LC_COLLATE; i < LC_CATEGORIES; i++) {
            if (wcslen(categories[i]) != (size_t)(equals - text) || wcsncmp(categories[i], text, equals - text))
                continue;
            if (!parse_name(value, &names[i])) return false;
        }
        text = *end ? end + 1 : end;
    }
    return true;
}

/* Locales that were current once stay alive: another thread may still look at them. */
static char *set_locale(int category, const wchar_t *text)
{
    struct thread_data *thread = crt_thread();
    struct locale *current = crt_locale(NULL);
    if (category < LC_ALL || category > LC_TIME) {
        crt_invalid(EINVAL);
        return NULL;
    }
    if (!text) return category == LC_ALL ? combined_name(current) : current->names[category];
    struct parsed_name *names = calloc(LC_CATEGORIES, sizeof(*names));
    if (!names) return NULL;
    char *result = NULL;
    crt_lock(&locale_lock);
    if (parse_names(text, category, names)) {
        bool same = true;
        for (int i = LC_COLLATE; i < LC_CATEGORIES; i++) {
            if (category == LC_ALL || category == i) same = same && !strcmp(names[i].text, current->names[i]);
        }
        struct locale *made = same ? current : make_locale(current, category, names);
        if (made) {
            if (thread->own_locale) thread->locale = made;
            else crt_process_locale = made;
            if (!thread->own_locale) publish(made);
            result = category == LC_ALL ? combined_name(made) : made->names[category];
        }
    }
    crt_unlock(&locale_lock);
    free(names);
    return result;
}

char *__cdecl setlocale(int category, const char *text)
{
    wchar_t wide[512];
    if (!text) return set_locale(category, NULL);
    size_t length = strlen(text);
    if (length >= ARRAY_SIZE(wide)) return NULL;
    for (size_t i = 0; i <= length; i++) wide[i] = (unsigned char)text[i];
    return set_locale(category, wide);
}

wchar_t *__cdecl _wsetlocale(int category, const wchar_t *text)
{
    char *result = set_locale(category, text);
    if (!result) return NULL;
    wchar_t *to = crt_thread()->wide_locale_name;
    size_t i = 0;
    for (; result[i] && i + 1 < ARRAY_SIZE(crt_thread()->wide_locale_name); i++) to[i] = (unsigned char)result[i];
    to[i] = 0;
    return to;
}

/* ---- locales as objects */

_locale_t __cdecl _wcreate_locale(int category, const wchar_t *text)
{
    if (category < LC_ALL || category > LC_TIME || !text) return NULL;
    struct parsed_name *names = calloc(LC_CATEGORIES, sizeof(*names));
    struct locale *locale =
        names && parse_names(text, category, names) ? make_locale(&crt_c_locale, category, names) : NULL;
    free(names);
    if (locale) locale->references = 1;
    return locale ? &locale->pointers : NULL;
}

_locale_t __cdecl _create_locale(int category, const char *text)
{
    wchar_t *wide = text ? crt_wide(text) : NULL;
    _locale_t locale = _wcreate_locale(category, wide);
    free(wide);
    return locale;
}

static void free_texts(struct locale *locale)
{
    struct lconv *own = &locale->lconv, *none = &crt_c_locale.lconv;
    char **texts[] = {&own->decimal_point,   &own->thousands_sep,     &own->grouping,          &own->int_curr_symbol,
                      &own->currency_symbol, &own->mon_decimal_point, &own->mon_thousands_sep, &own->mon_grouping,
                      &own->positive_sign,   &own->negative_sign};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        char *shared = *(char **)((char *)none + ((char *)texts[i] - (char *)own));
        if (*texts[i] != shared) free(*texts[i]);
    }
    for (int i = 0; i < LC_CATEGORIES; i++) {
        free(locale->names[i]);
        free(locale->locale_names[i]);
    }
}

void __cdecl _free_locale(_locale_t given)
{
    struct locale *locale = (struct locale *)given;
    if (!locale || locale == &crt_c_locale || --locale->references) return;
    free_texts(locale);
    free(locale->time);
    free(locale);
}

_locale_t __cdecl _get_current_locale(void)
{
    struct locale *locale = crt_locale(NULL);
    if (locale != &crt_c_locale) locale->references += 2; /* never freed: it may be current */
    return &locale->pointers;
}

#define ENABLE_PER_THREAD 1
#define DISABLE_PER_THREAD 2

int __cdecl _configthreadlocale(int mode)
{
    struct thread_data *thread = crt_thread();
    int before = thread->own_locale ? ENABLE_PER_THREAD : DISABLE_PER_THREAD;
    if (mode == ENABLE_PER_THREAD) {
        thread->own_locale = 1;
        if (!thread->locale) thread->locale = crt_process_locale;
    } else if (mode == DISABLE_PER_THREAD) {
        thread->own_locale = 0;
        thread->locale = NULL;
    } else if (mode) {
        crt_invalid(EINVAL);
        return -1;
    }
    return before;
}

struct lconv *__cdecl localeconv(void) { return &crt_locale(NULL)->lconv; }
