/* Variables: those of the environment and those that the interpreter makes up. */
#include "cmd.h"

#include <stdio.h>
#include <stdlib.h>

bool get_environment(const wchar_t *name, struct text *value)
{
    wchar_t small[512];
    SetLastError(0);
    DWORD length = GetEnvironmentVariableW(name, small, 512);
    if (!length && GetLastError()) return false;
    if (length < 512) {
        text_append(value, small, length);
        return true;
    }
    wchar_t *large = allocate(length * sizeof(wchar_t));
    length = GetEnvironmentVariableW(name, large, length);
    text_append(value, large, length);
    free(large);
    return true;
}

void add_current_folder(struct text *text)
{
    DWORD size = GetCurrentDirectoryW(0, NULL) + 1;
    wchar_t *folder = allocate(size * sizeof(wchar_t));
    GetCurrentDirectoryW(size, folder);
    text_add(text, folder);
    free(folder);
}

/* The user's short date, with two digits for day and month; looked up once. */
static const wchar_t *date_format(void)
{
    static wchar_t padded[160];
    wchar_t format[80], *out = padded;
    if (*padded) return padded;
    if (!GetLocaleInfoW(LOCALE_USER_DEFAULT, LOCALE_SSHORTDATE, format, 80)) wcscpy(format, L"MM/dd/yyyy");
    for (const wchar_t *p = format; *p;) {
        size_t run = 1;
        while (p[run] == *p) run++;
        for (size_t i = 0; i < run; i++) *out++ = p[i];
        if (run == 1 && (*p == 'M' || *p == 'd')) *out++ = *p;
        p += run;
    }
    *out = 0;
    return padded;
}

/* Formats of numbers alone, which nearly all are, are filled in here: DIR does it for every file. */
static void add_short_date(const SYSTEMTIME *now, struct text *text)
{
    wchar_t date[80];
    const wchar_t *format = date_format();
    if (wcsstr(format, L"ddd") || wcsstr(format, L"MMM") || wcspbrk(format, L"g'")) {
        if (GetDateFormatW(LOCALE_USER_DEFAULT, 0, now, format, date, 80)) text_add(text, date);
        return;
    }
    for (const wchar_t *p = format; *p;) {
        size_t run = wcsspn(p, (wchar_t[]){ *p, 0 });
        WORD number = *p == 'd' ? now->wDay : *p == 'M' ? now->wMonth : now->wYear;
        if (!wcschr(L"dMy", *p)) {
            text_append(text, p, run);
        } else {
            int length = _snwprintf(date, 16, L"%02u", run < 3 ? number % 100 : number);
            text_append(text, date, length);
        }
        p += run;
    }
}

static void add_weekday(const SYSTEMTIME *now, struct text *text)
{
    wchar_t name[40];
    if (!GetDateFormatW(LOCALE_USER_DEFAULT, 0, now, L"ddd", name, 40)) return;
    text_add(text, name);
    text_add_char(text, ' ');
}

void add_date(struct text *text)
{
    SYSTEMTIME now;
    GetLocalTime(&now);
    add_weekday(&now, text);
    add_short_date(&now, text);
}

void add_time(struct text *text)
{
    SYSTEMTIME now;
    wchar_t time[40];
    GetLocalTime(&now);
    _snwprintf(time, 40, L"%2u:%02u:%02u.%02u", now.wHour, now.wMinute, now.wSecond, now.wMilliseconds / 10);
    text_add(text, time);
}

void add_file_time(const FILETIME *time, bool long_year, struct text *text)
{
    FILETIME local;
    SYSTEMTIME parts;
    wchar_t clock[40];
    (void)long_year;
    if (!FileTimeToLocalFileTime(time, &local) || !FileTimeToSystemTime(&local, &parts)) return;
    add_short_date(&parts, text);
    _snwprintf(clock, 40, L" %02u:%02u %ls", (parts.wHour + 11) % 12 + 1, parts.wMinute,
               parts.wHour < 12 ? L"AM" : L"PM");
    text_add(text, clock);
}

static void add_errorlevel(struct text *text) { text_add_number(text, shell.errorlevel); }
static void add_extension_version(struct text *text) { text_add_char(text, '2'); }
static void add_command_line(struct text *text) { text_add(text, shell.command_line); }
static void add_highest_node(struct text *text) { text_add_char(text, '0'); }
static void add_random(struct text *text) { text_add_number(text, rand()); }

static const struct {
    const wchar_t *name;
    void (*add)(struct text *text);
} made_up[] = {
    {L"CD", add_current_folder},
    {L"DATE", add_date},
    {L"TIME", add_time},
    {L"RANDOM", add_random},
    {L"ERRORLEVEL", add_errorlevel},
    {L"CMDEXTVERSION", add_extension_version},
    {L"CMDCMDLINE", add_command_line},
    {L"HIGHESTNUMANODENUMBER", add_highest_node},
};

bool get_variable(const wchar_t *name, struct text *value)
{
    if (get_environment(name, value)) return true;
    for (size_t i = 0; shell.extensions && i < sizeof(made_up) / sizeof(*made_up); i++) {
        if (!same_word(name, made_up[i].name)) continue;
        made_up[i].add(value);
        return true;
    }
    return false;
}

static bool look_up_variable(void *context, const wchar_t *name, struct text *value)
{
    (void)context;
    return get_variable(name, value);
}

void expansion_for_line(struct expansion *expansion)
{
    *expansion = (struct expansion){
        .context = shell.batch, .variable = look_up_variable, .argument = batch_argument, .modify = modify_path,
        .batch = shell.batch != NULL, .extensions = shell.extensions,
    };
}

wchar_t *expand_token(const wchar_t *token)
{
    bool loop = shell.for_variables && wcschr(token, '%'), delayed = shell.delayed;
    if (!loop && !(delayed && (wcschr(token, '!') || wcschr(token, '%')))) return copy_string(token);
    struct expansion expansion;
    struct text first = { 0 }, second = { 0 };
    expansion_for_line(&expansion);
    expand_for(&expansion, shell.for_variables, token, &first);
    if (!delayed) return first.data;
    expand_delayed(&expansion, first.data, &second);
    text_free(&first);
    return second.data;
}
