/* Private profiles: .ini files (winbase.h). A file is read whole for each call, and written whole for each change, so
 * what another program writes is seen; comments, order and blank lines stay. */
#include "nls_private.h"

#include <string.h>

struct profile { LPWSTR text; SIZE_T length; bool utf16; };
struct span { SIZE_T start, end; };

static WCHAR fold(WCHAR c) { return RtlDowncaseUnicodeChar(c); }

/* ---- files */

/* A name without a folder is in the Windows folder; NULL is win.ini. */
static bool profile_path(LPCWSTR name, WCHAR *path)
{
    if (!name) name = L"win.ini";
    if (wcschr(name, '\\') || wcschr(name, '/') || wcschr(name, ':'))
        return GetFullPathNameW(name, MAX_PATH, path, NULL) != 0;
    UINT length = GetWindowsDirectoryW(path, MAX_PATH);
    if (length + wcslen(name) + 2 > MAX_PATH) return false;
    path[length] = '\\';
    lstrcpyW(path + length + 1, name);
    return true;
}

static void decode(struct profile *profile, const BYTE *bytes, DWORD size)
{
    profile->utf16 = size >= 2 && bytes[0] == 0xff && bytes[1] == 0xfe;
    bool utf8 = size >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf;
    if (profile->utf16) {
        profile->length = (size - 2) / sizeof(WCHAR);
        if (profile->length) memcpy(profile->text, bytes + 2, profile->length * sizeof(WCHAR));
    } else if (size) {
        DWORD skip = utf8 ? 3 : 0;
        profile->length = size > skip ? (SIZE_T)MultiByteToWideChar(utf8 ? CP_UTF8 : CP_ACP, 0, (LPCSTR)bytes + skip,
                                                                    (int)(size - skip), profile->text, (int)size)
                                      : 0;
    }
}

/* A missing file is an empty profile with the last error set; false when it cannot be had at all. */
static bool load(LPCWSTR name, struct profile *profile)
{
    WCHAR path[MAX_PATH];
    DWORD got = 0;
    *profile = (struct profile){ .text = NULL };
    if (!profile_path(name, path)) return false;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    DWORD size = file == INVALID_HANDLE_VALUE ? 0 : GetFileSize(file, NULL);
    BYTE *bytes = heap_allocate((SIZE_T)size + 1);
    profile->text = heap_allocate(((SIZE_T)size + 1) * sizeof(WCHAR));
    if (file != INVALID_HANDLE_VALUE) {
        if (bytes && size && !ReadFile(file, bytes, size, &got, NULL)) got = 0;
        CloseHandle(file);
    }
    if (bytes && profile->text) decode(profile, bytes, got);
    heap_free(bytes);
    return profile->text != NULL;
}

static BOOL store(LPCWSTR name, const struct profile *profile)
{
    WCHAR path[MAX_PATH];
    DWORD written;
    if (!profile_path(name, path)) return FALSE;
    HANDLE file = CreateFileW(path, GENERIC_WRITE, FILE_SHARE_READ, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) return FALSE;
    BOOL good = TRUE;
    if (profile->utf16) {
        static const WCHAR mark = 0xfeff;
        good = WriteFile(file, &mark, sizeof(mark), &written, NULL) &&
               (!profile->length ||
                WriteFile(file, profile->text, (DWORD)(profile->length * sizeof(WCHAR)), &written, NULL));
    } else if (profile->length) {
        int size = WideCharToMultiByte(CP_ACP, 0, profile->text, (int)profile->length, NULL, 0, NULL, NULL);
        LPSTR bytes = heap_allocate((SIZE_T)size);
        good = bytes != NULL;
        if (bytes) WideCharToMultiByte(CP_ACP, 0, profile->text, (int)profile->length, bytes, size, NULL, NULL);
        good = good && WriteFile(file, bytes, (DWORD)size, &written, NULL);
        heap_free(bytes);
    }
    CloseHandle(file);
    return good;
}

/* ---- lines */

static bool is_blank(WCHAR c) { return c == ' ' || c == '\t' || c == '\r'; }

static struct span trimmed(const struct profile *profile, struct span span)
{
    while (span.start < span.end && is_blank(profile->text[span.start])) span.start++;
    while (span.end > span.start && is_blank(profile->text[span.end - 1])) span.end--;
    return span;
}

/* The next line, without its end; moves *at behind it. */
static bool next_line(const struct profile *profile, SIZE_T *at, struct span *line)
{
    if (*at >= profile->length) return false;
    line->start = *at;
    while (*at < profile->length && profile->text[*at] != '\n') ++*at;
    line->end = *at;
    if (*at < profile->length) ++*at;
    return true;
}

static bool equals(const struct profile *profile, struct span span, LPCWSTR text)
{
    SIZE_T length = wcslen(text);
    while (length && is_blank(text[length - 1])) length--;
    while (length && is_blank(*text)) {
        text++;
        length--;
    }
    if (span.end - span.start != length) return false;
    for (SIZE_T i = 0; i < length; i++)
        if (fold(profile->text[span.start + i]) != fold(text[i])) return false;
    return true;
}

/* Is the line "[name]"? */
static bool section_name(const struct profile *profile, struct span line, struct span *name)
{
    line = trimmed(profile, line);
    if (line.start == line.end || profile->text[line.start] != '[') return false;
    name->start = line.start + 1;
    for (name->end = name->start; name->end < line.end && profile->text[name->end] != ']'; name->end++) {}
    *name = trimmed(profile, *name);
    return true;
}

/* Splits "key = value"; comments and empty lines have no key. */
static bool split_line(const struct profile *profile, struct span line, struct span *key, struct span *value)
{
    line = trimmed(profile, line);
    if (line.start == line.end || profile->text[line.start] == ';') return false;
    SIZE_T at = line.start;
    while (at < line.end && profile->text[at] != '=') at++;
    *key = trimmed(profile, (struct span){ line.start, at });
    *value = trimmed(profile, (struct span){ at < line.end ? at + 1 : at, line.end });
    return true;
}

/* The lines of a section, headline excluded; false if there is no such section. */
static bool find_section(const struct profile *profile, LPCWSTR wanted, struct span *body, struct span *headline)
{
    struct span line, name;
    bool found = false;
    for (SIZE_T at = 0; next_line(profile, &at, &line);) {
        if (!section_name(profile, line, &name)) continue;
        if (found) {
            body->end = line.start;
            return true;
        }
        if (!equals(profile, name, wanted)) continue;
        found = true;
        *headline = line;
        *body = (struct span){ at, profile->length };
    }
    return found;
}

static bool find_value(const struct profile *profile, LPCWSTR section, LPCWSTR key, struct span *value,
                       struct span *whole_line)
{
    struct span body, headline, line, name;
    if (!find_section(profile, section, &body, &headline)) return false;
    for (SIZE_T at = body.start; at < body.end && next_line(profile, &at, &line);) {
        if (!split_line(profile, line, &name, value) || !equals(profile, name, key)) continue;
        *whole_line = (struct span){ line.start, at };
        return true;
    }
    return false;
}

/* ---- reading */

/* Lists of strings end with two zeros; what does not fit is cut off and capacity - 2 is the answer. */
struct list { LPWSTR buffer; DWORD capacity, length; bool full; };

static void add_to_list(struct list *list, const WCHAR *text, SIZE_T length)
{
    if (list->full || list->capacity < 2) return;
    SIZE_T room = list->capacity - 2 - list->length;
    list->full = length + 1 > room;
    SIZE_T count = list->full ? room : length;
    memcpy(list->buffer + list->length, text, count * sizeof(WCHAR));
    list->length += (DWORD)count;
    if (!list->full) list->buffer[list->length++] = 0;
}

static DWORD finish_list(struct list *list)
{
    if (list->capacity < 2) {
        if (list->capacity) list->buffer[0] = 0;
        return 0;
    }
    if (list->full) list->length = list->capacity - 2;
    list->buffer[list->length] = 0;
    list->buffer[list->length + (list->full || !list->length)] = 0;
    return list->length;
}

static DWORD list_sections(const struct profile *profile, LPWSTR buffer, DWORD capacity)
{
    struct list list = { buffer, capacity, 0, false };
    struct span line, name;
    for (SIZE_T at = 0; next_line(profile, &at, &line);)
        if (section_name(profile, line, &name)) add_to_list(&list, profile->text + name.start, name.end - name.start);
    return finish_list(&list);
}

enum list_what { LIST_KEYS, LIST_LINES };

static DWORD list_section(const struct profile *profile, LPCWSTR section, enum list_what what, LPWSTR buffer,
                          DWORD capacity)
{
    struct list list = { buffer, capacity, 0, false };
    struct span body, headline, line, key, value;
    if (!find_section(profile, section, &body, &headline)) return finish_list(&list);
    for (SIZE_T at = body.start; at < body.end && next_line(profile, &at, &line);) {
        if (!split_line(profile, line, &key, &value)) continue;
        struct span put = what == LIST_KEYS ? key : trimmed(profile, line);
        add_to_list(&list, profile->text + put.start, put.end - put.start);
    }
    return finish_list(&list);
}

/* Quotation marks around a value belong to its writing, not to it. */
static DWORD copy_value(const WCHAR *text, SIZE_T length, LPWSTR buffer, DWORD capacity)
{
    if (length >= 2 && (*text == '"' || *text == '\'') && text[length - 1] == *text) {
        text++;
        length -= 2;
    }
    if (!capacity) return 0;
    if (length > capacity - 1) length = capacity - 1;
    memcpy(buffer, text, length * sizeof(WCHAR));
    buffer[length] = 0;
    return (DWORD)length;
}

static DWORD copy_default(LPCWSTR text, LPWSTR buffer, DWORD capacity)
{
    SIZE_T length = text ? wcslen(text) : 0;
    while (length && text[length - 1] == ' ')
        length--; /* as documented: blanks at the end of the default are dropped */
    if (!capacity) return 0;
    if (length > capacity - 1) length = capacity - 1;
    if (length) memcpy(buffer, text, length * sizeof(WCHAR));
    buffer[length] = 0;
    return (DWORD)length;
}

DWORD WINAPI GetPrivateProfileStringW(LPCWSTR section, LPCWSTR key, LPCWSTR default_value, LPWSTR buffer,
                                      DWORD capacity, LPCWSTR file)
{
    struct profile profile;
    struct span value, line;
    DWORD result;
    if (!buffer || !capacity) return 0;
    if (!load(file, &profile)) return copy_default(default_value, buffer, capacity);
    if (!section) result = list_sections(&profile, buffer, capacity);
    else if (!key) result = list_section(&profile, section, LIST_KEYS, buffer, capacity);
    else if (find_value(&profile, section, key, &value, &line))
        result = copy_value(profile.text + value.start, value.end - value.start, buffer, capacity);
    else result = copy_default(default_value, buffer, capacity);
    heap_free(profile.text);
    return result;
}

DWORD WINAPI GetPrivateProfileSectionW(LPCWSTR section, LPWSTR buffer, DWORD capacity, LPCWSTR file)
{
    struct profile profile;
    if (!section || !buffer || !load(file, &profile)) return 0;
    DWORD result = list_section(&profile, section, LIST_LINES, buffer, capacity);
    heap_free(profile.text);
    return result;
}

DWORD WINAPI GetPrivateProfileSectionNamesW(LPWSTR buffer, DWORD capacity, LPCWSTR file)
{
    return GetPrivateProfileStringW(NULL, NULL, NULL, buffer, capacity, file);
}

UINT WINAPI GetPrivateProfileIntW(LPCWSTR section, LPCWSTR key, INT default_value, LPCWSTR file)
{
    WCHAR text[32];
    UNICODE_STRING number;
    ULONG value;
    if (!section || !key || !GetPrivateProfileStringW(section, key, L"", text, ARRAYSIZE(text), file))
        return (UINT)default_value;
    RtlInitUnicodeString(&number, text);
    return NT_SUCCESS(RtlUnicodeStringToInteger(&number, 0, &value)) ? value : (UINT)default_value;
}

/* ---- writing */

/* Replaces a stretch of the text. */
static bool replace(struct profile *profile, struct span span, const WCHAR *text, SIZE_T length)
{
    SIZE_T rest = profile->length - span.end;
    LPWSTR changed = heap_allocate((span.start + length + rest + 1) * sizeof(WCHAR));
    if (!changed) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    memcpy(changed, profile->text, span.start * sizeof(WCHAR));
    if (length) memcpy(changed + span.start, text, length * sizeof(WCHAR));
    memcpy(changed + span.start + length, profile->text + span.end, rest * sizeof(WCHAR));
    heap_free(profile->text);
    profile->text = changed;
    profile->length = span.start + length + rest;
    return true;
}

/* "before" key = value "\r\n", on the heap. */
static LPWSTR make_line(LPCWSTR before, LPCWSTR key, LPCWSTR middle, LPCWSTR value, SIZE_T *length)
{
    SIZE_T a = wcslen(before), b = wcslen(key), c = wcslen(middle), d = wcslen(value);
    LPWSTR line = heap_allocate((a + b + c + d + 3) * sizeof(WCHAR));
    if (!line) return NULL;
    lstrcpyW(line, before);
    lstrcpyW(line + a, key);
    lstrcpyW(line + a + b, middle);
    lstrcpyW(line + a + b + c, value);
    lstrcpyW(line + a + b + c + d, L"\r\n");
    *length = a + b + c + d + 2;
    return line;
}

static bool insert_line(struct profile *profile, SIZE_T at, LPCWSTR before, LPCWSTR key, LPCWSTR middle, LPCWSTR value)
{
    SIZE_T length;
    bool needs_break = at && profile->text[at - 1] != '\n';
    if (needs_break) {
        if (!replace(profile, (struct span){ at, at }, L"\r\n", 2)) return false;
        at += 2;
    }
    LPWSTR line = make_line(before, key, middle, value, &length);
    bool good = line && replace(profile, (struct span){ at, at }, line, length);
    heap_free(line);
    return good;
}

/* Where a new line of a section goes: behind its last line that is not empty. */
static SIZE_T end_of_section(const struct profile *profile, struct span body)
{
    SIZE_T end = body.end;
    while (end > body.start && (is_blank(profile->text[end - 1]) || profile->text[end - 1] == '\n')) end--;
    while (end < body.end && profile->text[end] != '\n') end++;
    return end < body.end ? end + 1 : end;
}

static bool set_value(struct profile *profile, LPCWSTR section, LPCWSTR key, LPCWSTR value)
{
    struct span body, headline, old, line;
    if (find_value(profile, section, key, &old, &line)) {
        if (!value) return replace(profile, line, NULL, 0);
        return replace(profile, old, value, wcslen(value));
    }
    if (!value) return true;
    if (!find_section(profile, section, &body, &headline)) {
        if (!insert_line(profile, profile->length, L"[", section, L"]", L"")) return false;
        body = (struct span){ profile->length, profile->length };
    }
    return insert_line(profile, end_of_section(profile, body), L"", key, L"=", value);
}

static bool delete_section(struct profile *profile, LPCWSTR section)
{
    struct span body, headline;
    if (!find_section(profile, section, &body, &headline)) return true;
    return replace(profile, (struct span){ headline.start, body.end }, NULL, 0);
}

static RTL_SRWLOCK write_lock = RTL_SRWLOCK_INIT;

BOOL WINAPI WritePrivateProfileStringW(LPCWSTR section, LPCWSTR key, LPCWSTR value, LPCWSTR file)
{
    struct profile profile;
    if (!section) return FALSE; /* flushes a cache of Windows 95, as documented with the result FALSE */
    RtlAcquireSRWLockExclusive(&write_lock);
    BOOL good = load(file, &profile);
    if (good) {
        good = (key ? set_value(&profile, section, key, value) : delete_section(&profile, section)) &&
               store(file, &profile);
        heap_free(profile.text);
    }
    RtlReleaseSRWLockExclusive(&write_lock);
    return good;
}

BOOL WINAPI WritePrivateProfileSectionW(LPCWSTR section, LPCWSTR lines, LPCWSTR file)
{
    struct profile profile;
    if (!section) return fail_with(ERROR_INVALID_PARAMETER);
    RtlAcquireSRWLockExclusive(&write_lock);
    BOOL good = load(file, &profile);
    if (good) {
        good = delete_section(&profile, section);
        if (lines) {
            good = good && insert_line(&profile, profile.length, L"[", section, L"]", L"");
            for (; good && *lines; lines += wcslen(lines) + 1)
                good = insert_line(&profile, profile.length, L"", lines, L"", L"");
        }
        good = good && store(file, &profile);
        heap_free(profile.text);
    }
    RtlReleaseSRWLockExclusive(&write_lock);
    return good;
}

/* ---- structures: bytes in hexadecimal, then their sum */

static int digit_value(WCHAR c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

BOOL WINAPI GetPrivateProfileStructW(LPCWSTR section, LPCWSTR key, LPVOID data, UINT size, LPCWSTR file)
{
    SIZE_T length = 2 * ((SIZE_T)size + 1);
    LPWSTR text = heap_allocate((length + 2) * sizeof(WCHAR));
    if (!text) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    BOOL good = GetPrivateProfileStringW(section, key, L"", text, (DWORD)length + 2, file) == length;
    BYTE sum = 0;
    for (UINT i = 0; good && i <= size; i++) {
        int high = digit_value(text[2 * i]), low = digit_value(text[2 * i + 1]);
        BYTE byte = (BYTE)(high << 4 | low);
        if (high < 0 || low < 0 || (i == size && byte != sum)) good = FALSE;
        else if (i < size) {
            ((BYTE *)data)[i] = byte;
            sum = (BYTE)(sum + byte);
        }
    }
    heap_free(text);
    return good ? TRUE : fail_with(ERROR_BAD_LENGTH);
}

BOOL WINAPI WritePrivateProfileStructW(LPCWSTR section, LPCWSTR key, LPVOID data, UINT size, LPCWSTR file)
{
    static const WCHAR digits[] = L"0123456789ABCDEF";
    if (!data) return WritePrivateProfileStringW(section, key, NULL, file);
    LPWSTR text = heap_allocate((2 * ((SIZE_T)size + 1) + 1) * sizeof(WCHAR));
    if (!text) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    BYTE sum = 0;
    for (UINT i = 0; i <= size; i++) {
        BYTE byte = i < size ? ((const BYTE *)data)[i] : sum;
        text[2 * i] = digits[byte >> 4];
        text[2 * i + 1] = digits[byte & 15];
        sum = (BYTE)(sum + byte);
    }
    text[2 * (size + 1)] = 0;
    BOOL good = WritePrivateProfileStringW(section, key, text, file);
    heap_free(text);
    return good;
}

/* ---- win.ini */

DWORD WINAPI GetProfileStringW(LPCWSTR section, LPCWSTR key, LPCWSTR default_value, LPWSTR buffer, DWORD capacity)
{
    return GetPrivateProfileStringW(section, key, default_value, buffer, capacity, NULL);
}

DWORD WINAPI GetProfileSectionW(LPCWSTR section, LPWSTR buffer, DWORD capacity)
{
    return GetPrivateProfileSectionW(section, buffer, capacity, NULL);
}
UINT WINAPI GetProfileIntW(LPCWSTR section, LPCWSTR key, INT value)
{
    return GetPrivateProfileIntW(section, key, value, NULL);
}
BOOL WINAPI WriteProfileStringW(LPCWSTR section, LPCWSTR key, LPCWSTR value)
{
    return WritePrivateProfileStringW(section, key, value, NULL);
}
BOOL WINAPI WriteProfileSectionW(LPCWSTR section, LPCWSTR lines)
{
    return WritePrivateProfileSectionW(section, lines, NULL);
}
