/* FormatMessage (winbase.h): finds a message and puts its inserts in. */
#include "nls_private.h"
#include "system_messages.h"

#include <string.h>

/* Text that grows on the heap. */
struct text { LPWSTR buffer; SIZE_T length, capacity; bool failed; };

static void put(struct text *text, WCHAR c)
{
    if (text->length == text->capacity && !text->failed) {
        SIZE_T capacity = text->capacity ? 2 * text->capacity : 256;
        LPWSTR larger = heap_allocate(capacity * sizeof(WCHAR));
        text->failed = !larger;
        if (larger) {
            if (text->length) memcpy(larger, text->buffer, text->length * sizeof(WCHAR));
            heap_free(text->buffer);
            text->buffer = larger;
            text->capacity = capacity;
        }
    }
    if (!text->failed) text->buffer[text->length++] = c;
}

static void put_many(struct text *text, const WCHAR *from, SIZE_T count)
{
    for (SIZE_T i = 0; i < count; i++) put(text, from[i]);
}

/* ---- inserts */

/* Where arguments come from: an array of pointer-sized values, or a va_list, which is read in order and remembered. */
struct arguments {
    const DWORD_PTR *array;
    va_list *list;
    DWORD_PTR seen[100];
    unsigned count;
    bool ansi; /* FormatMessageA: %s is a narrow string */
};

static DWORD_PTR argument(struct arguments *arguments, unsigned index)
{
    if (arguments->array) return arguments->array[index];
    while (arguments->count <= index) arguments->seen[arguments->count++] = va_arg(*arguments->list, DWORD_PTR);
    return arguments->seen[index];
}

struct format {
    bool left, zero, plus, space, alternate, has_precision, wide, narrow, is_64;
    int width, precision;
    WCHAR kind;
};

static const WCHAR *parse_count(const WCHAR *at, int *value, struct arguments *arguments, unsigned *next)
{
    if (*at == '*') {
        *value = (int)argument(arguments, (*next)++);
        return at + 1;
    }
    for (*value = 0; *at >= '0' && *at <= '9'; at++) *value = *value * 10 + (*at - '0');
    return at;
}

/* What stands between the exclamation marks of %n!...!, as of printf; returns what follows the second mark. */
static const WCHAR *parse_format(const WCHAR *at, struct format *format, struct arguments *arguments, unsigned *next)
{
    for (;; at++) {
        if (*at == '-') format->left = true;
        else if (*at == '0') format->zero = true;
        else if (*at == '+') format->plus = true;
        else if (*at == ' ') format->space = true;
        else if (*at == '#') format->alternate = true;
        else break;
    }
    at = parse_count(at, &format->width, arguments, next);
    if (format->width < 0) {
        format->left = true;
        format->width = -format->width;
    }
    if (*at == '.') {
        format->has_precision = true;
        at = parse_count(at + 1, &format->precision, arguments, next);
    }
    for (;; at++) {
        if (*at == 'l' || *at == 'w') format->wide = true;
        else if (*at == 'h') format->narrow = true;
        else if (*at == 'I' && at[1] == '6' && at[2] == '4') { format->is_64 = true; at += 2; }
        else if (*at == 'I' && at[1] == '3' && at[2] == '2') at += 2;
        else if (*at == 'I') format->is_64 = sizeof(void *) == 8;
        else break;
    }
    format->kind = *at;
    while (*at && *at != '!') at++;
    return *at ? at + 1 : at;
}

static void put_padded(struct text *text, const struct format *format, const WCHAR *from, SIZE_T count)
{
    SIZE_T width = (SIZE_T)format->width, padding = width > count ? width - count : 0;
    for (SIZE_T i = 0; i < padding && !format->left; i++) put(text, format->zero ? '0' : ' ');
    put_many(text, from, count);
    for (SIZE_T i = 0; i < padding && format->left; i++) put(text, ' ');
}

static void put_string(struct text *text, const struct format *format, DWORD_PTR value, bool narrow)
{
    const WCHAR *string = value ? (const WCHAR *)value : L"(null)";
    int length;
    LPWSTR copy = narrow && value ? wide_copy(CP_ACP, (LPCSTR)value, -1, &length) : NULL;
    if (copy) string = copy;
    SIZE_T count = format->has_precision ? wcsnlen(string, (SIZE_T)format->precision) : wcslen(string);
    put_padded(text, format, string, count);
    heap_free(copy);
}

static void put_integer(struct text *text, const struct format *format, ULONGLONG value)
{
    WCHAR digits[96];
    unsigned at = ARRAYSIZE(digits), least = format->has_precision ? (unsigned)min(format->precision, 60) : 1;
    unsigned base = format->kind == 'x' || format->kind == 'X' || format->kind == 'p' ? 16
                    : format->kind == 'o'                                             ? 8
                                                                                      : 10;
    bool is_signed = format->kind == 'd' || format->kind == 'i', negative = is_signed && (LONGLONG)value < 0;
    const char *set = format->kind == 'x' ? "0123456789abcdef" : "0123456789ABCDEF";
    unsigned first = at;
    if (negative) value = 0 - value;
    if (format->kind == 'p') least = 2 * sizeof(void *);
    for (; value || first - at < least; value /= base) digits[--at] = (WCHAR)set[value % base];
    while (format->zero && !format->left && !format->has_precision &&
           first - at + (negative || format->plus) < (unsigned)format->width && at > 8)
        digits[--at] = '0';
    if (format->alternate && base == 16 && format->kind != 'p') {
        digits[--at] = format->kind;
        digits[--at] = '0';
    }
    if (negative) digits[--at] = '-';
    else if (is_signed && format->plus) digits[--at] = '+';
    else if (is_signed && format->space) digits[--at] = ' ';
    put_padded(text, format, digits + at, first - at);
}

/* 64-bit numbers take two places of an i386 argument list. */
static ULONGLONG integer_argument(struct arguments *arguments, unsigned index, const struct format *format)
{
    DWORD_PTR value = argument(arguments, index);
    bool is_signed = format->kind == 'd' || format->kind == 'i';
    if (format->is_64) return sizeof(void *) == 8 ? value : value | (ULONGLONG)argument(arguments, index + 1) << 32;
    if (format->kind == 'p') return value;
    return is_signed ? (ULONGLONG)(LONGLONG)(LONG)value : (ULONG)value;
}

static void put_insert(struct text *text, const struct format *format, struct arguments *arguments, unsigned index)
{
    WCHAR c;
    switch (format->kind) {
    case 's':
        put_string(text, format, argument(arguments, index), format->narrow || (arguments->ansi && !format->wide));
        break;
    case 'S':
        put_string(text, format, argument(arguments, index), format->narrow || (!arguments->ansi && !format->wide));
        break;
    case 'c': case 'C':
        c = (WCHAR)argument(arguments, index);
        put_padded(text, format, &c, 1);
        break;
    default:
        put_integer(text, format, integer_argument(arguments, index, format));
    }
}

/* ---- the message */

#define LINE_WIDTH(flags) ((flags) & FORMAT_MESSAGE_MAX_WIDTH_MASK)

/* Breaks lines after `width` characters at the last blank; soft breaks of the message have become blanks. */
static void wrap_lines(struct text *text, SIZE_T width)
{
    SIZE_T start = 0, blank = 0;
    for (SIZE_T i = 0; i < text->length; i++) {
        if (text->buffer[i] == '\n') {
            start = i + 1;
            blank = 0;
        }
        if (text->buffer[i] == ' ') blank = i;
        if (i - start < width || !blank) continue;
        put(text, 0); /* room for one more */
        if (text->failed) return;
        text->length--;
        memmove(text->buffer + blank + 2, text->buffer + blank + 1, (text->length - blank - 1) * sizeof(WCHAR));
        text->buffer[blank] = '\r';
        text->buffer[blank + 1] = '\n';
        text->length++;
        start = blank + 2;
        blank = 0;
    }
}

static const WCHAR *put_numbered(struct text *text, const WCHAR *at, DWORD flags, struct arguments *arguments)
{
    const WCHAR *begin = at - 1;
    unsigned number = (unsigned)(*at++ - '0');
    if (*at >= '0' && *at <= '9') number = number * 10 + (unsigned)(*at++ - '0');
    struct format format = { .kind = 's' };
    unsigned next = number - 1;
    if (flags & FORMAT_MESSAGE_IGNORE_INSERTS) {
        if (*at == '!') {
            const WCHAR *end = wcschr(at + 1, '!');
            if (end) at = end + 1;
        }
        put_many(text, begin, (SIZE_T)(at - begin));
        return at;
    }
    if (*at == '!') at = parse_format(at + 1, &format, arguments, &next);
    put_insert(text, &format, arguments, next);
    return at;
}

/* What stands behind a percent sign; NULL when the message ends there (%0). */
static const WCHAR *put_escape(struct text *text, const WCHAR *at, DWORD flags, struct arguments *arguments)
{
    if (*at >= '1' && *at <= '9') return put_numbered(text, at, flags, arguments);
    switch (*at) {
    case '0': return NULL;
    case 0: return at;
    case 'n':
        put(text, '\r');
        put(text, '\n');
        break;
    case 'r': put(text, '\r'); break;
    case 't': put(text, '\t'); break;
    default: put(text, *at); /* %% %! %. and a blank are themselves */
    }
    return at + 1;
}

static void build_message(struct text *text, const WCHAR *message, DWORD flags, struct arguments *arguments)
{
    bool soft_breaks_are_blanks = LINE_WIDTH(flags) != 0;
    for (const WCHAR *at = message; at && *at;) {
        if (*at == '%') {
            at = put_escape(text, at + 1, flags, arguments);
        } else if (*at == '\r' || *at == '\n') {
            if (*at == '\r' && at[1] == '\n') at++;
            if (soft_breaks_are_blanks) {
                put(text, ' ');
            } else {
                put(text, '\r');
                put(text, '\n');
            }
            at++;
        } else {
            put(text, *at++);
        }
    }
    if (LINE_WIDTH(flags) && LINE_WIDTH(flags) != FORMAT_MESSAGE_MAX_WIDTH_MASK) wrap_lines(text, LINE_WIDTH(flags));
}

/* ---- where messages are */

/* An entry of a message table resource as UTF-16 on the heap. */
static LPWSTR message_of_entry(const MESSAGE_RESOURCE_ENTRY *entry)
{
    int length = entry->Length - (int)offsetof(MESSAGE_RESOURCE_ENTRY, Text);
    if (!(entry->Flags & MESSAGE_RESOURCE_UNICODE))
        return wide_copy(CP_ACP, (LPCSTR)entry->Text, (int)strnlen((LPCSTR)entry->Text, (size_t)length), NULL);
    SIZE_T count = wcsnlen((const WCHAR *)entry->Text, (SIZE_T)length / sizeof(WCHAR));
    LPWSTR copy = heap_allocate((count + 1) * sizeof(WCHAR));
    if (!copy) return NULL;
    memcpy(copy, entry->Text, count * sizeof(WCHAR));
    copy[count] = 0;
    return copy;
}

/* NULL with the last error ERROR_RESOURCE_... or ERROR_MR_MID_NOT_FOUND. */
static LPWSTR message_of_module(HMODULE module, DWORD id, LANGID language)
{
    HRSRC resource = FindResourceExW(module, (LPCWSTR)RT_MESSAGETABLE, MAKEINTRESOURCEW(1), language);
    HGLOBAL handle = resource ? LoadResource(module, resource) : NULL;
    const MESSAGE_RESOURCE_DATA *data = handle ? LockResource(handle) : NULL;
    if (!data) return NULL;
    for (DWORD i = 0; i < data->NumberOfBlocks; i++) {
        const MESSAGE_RESOURCE_BLOCK *block = &data->Blocks[i];
        if (id < block->LowId || id > block->HighId) continue;
        const BYTE *entry = (const BYTE *)data + block->OffsetToEntries;
        for (DWORD each = block->LowId; each < id; each++) entry += ((const MESSAGE_RESOURCE_ENTRY *)entry)->Length;
        return message_of_entry((const MESSAGE_RESOURCE_ENTRY *)entry);
    }
    SetLastError(ERROR_MR_MID_NOT_FOUND);
    return NULL;
}

static LPWSTR system_message(DWORD id)
{
    if ((id & 0xffff0000) == 0x80070000) id &= 0xffff; /* a Win32 error in an HRESULT */
    size_t low = 0, high = ARRAYSIZE(system_messages);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (system_messages[middle].id < id) {
            low = middle + 1;
            continue;
        }
        if (system_messages[middle].id > id) {
            high = middle;
            continue;
        }
        SIZE_T length = wcslen(system_messages[middle].text);
        LPWSTR copy = heap_allocate((length + 3) * sizeof(WCHAR));
        if (!copy) return NULL;
        memcpy(copy, system_messages[middle].text, length * sizeof(WCHAR));
        memcpy(copy + length, L"\r\n", 3 * sizeof(WCHAR));
        return copy;
    }
    SetLastError(ERROR_MR_MID_NOT_FOUND);
    return NULL;
}

static LPWSTR find_message(DWORD flags, LPCVOID source, DWORD id, DWORD language)
{
    LPWSTR message = NULL;
    if (flags & FORMAT_MESSAGE_FROM_HMODULE) {
        message = message_of_module(source ? (HMODULE)source : current_peb()->ImageBaseAddress, id, (LANGID)language);
        if (message || !(flags & FORMAT_MESSAGE_FROM_SYSTEM)) return message;
    }
    LANGID primary = PRIMARYLANGID((LANGID)language);
    if (primary != LANG_NEUTRAL && primary != LANG_ENGLISH && language != GetUserDefaultLangID()) {
        SetLastError(ERROR_RESOURCE_LANG_NOT_FOUND);
        return NULL;
    }
    return system_message(id);
}

static bool flags_are_good(DWORD flags, LPCVOID source, const void *buffer)
{
    if (!buffer) return false;
    if (!(flags & (FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_FROM_SYSTEM)))
        return false;
    if (flags & FORMAT_MESSAGE_FROM_STRING)
        return source && !(flags & (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_FROM_HMODULE));
    return true;
}

/* The finished message; FALSE with the last error. */
static bool make_message(DWORD flags, LPWSTR message, struct arguments *arguments, struct text *text)
{
    if (!message) return false;
    build_message(text, message, flags, arguments);
    put(text, 0);
    heap_free(message);
    if (text->failed) {
        heap_free(text->buffer);
        return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    }
    return true;
}

static void init_arguments(struct arguments *arguments, DWORD flags, va_list *list, bool ansi)
{
    arguments->array = flags & FORMAT_MESSAGE_ARGUMENT_ARRAY ? (const DWORD_PTR *)list : NULL;
    arguments->list = list;
    arguments->count = 0;
    arguments->ansi = ansi;
}

DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD id, DWORD language, LPWSTR buffer, DWORD size,
                            va_list *list)
{
    struct text text = { .length = 0 };
    struct arguments arguments;
    LPWSTR message;
    if (!flags_are_good(flags, source, buffer)) return (DWORD)fail_with(ERROR_INVALID_PARAMETER);
    if (flags & FORMAT_MESSAGE_FROM_STRING) {
        SIZE_T bytes = (wcslen(source) + 1) * sizeof(WCHAR);
        message = heap_allocate(bytes);
        if (message) memcpy(message, source, bytes);
    } else {
        message = find_message(flags, source, id, language);
    }
    init_arguments(&arguments, flags, list, false);
    if (!make_message(flags, message, &arguments, &text)) return 0;
    DWORD length = (DWORD)text.length - 1;
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
        DWORD characters = max(length + 1, size);
        LPWSTR copy = LocalAlloc(LMEM_ZEROINIT, characters * sizeof(WCHAR));
        if (copy) memcpy(copy, text.buffer, text.length * sizeof(WCHAR));
        *(LPWSTR *)(void *)buffer = copy;
        if (!copy) length = 0;
    } else if (length >= size) {
        length = (DWORD)fail_with(ERROR_INSUFFICIENT_BUFFER);
    } else {
        memcpy(buffer, text.buffer, text.length * sizeof(WCHAR));
    }
    heap_free(text.buffer);
    return length;
}

DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD id, DWORD language, LPSTR buffer, DWORD size,
                            va_list *list)
{
    struct text text = { .length = 0 };
    struct arguments arguments;
    if (!flags_are_good(flags, source, buffer)) return (DWORD)fail_with(ERROR_INVALID_PARAMETER);
    LPWSTR message = flags & FORMAT_MESSAGE_FROM_STRING ? wide_copy(CP_ACP, source, -1, NULL)
                                                        : find_message(flags, source, id, language);
    init_arguments(&arguments, flags, list, true);
    if (!make_message(flags, message, &arguments, &text)) return 0;
    DWORD needed = (DWORD)WideCharToMultiByte(CP_ACP, 0, text.buffer, (int)text.length, NULL, 0, NULL, NULL);
    LPSTR target = buffer;
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
        target = LocalAlloc(LMEM_ZEROINIT, max(needed, size));
        *(LPSTR *)(void *)buffer = target;
    } else if (needed > size) {
        target = NULL;
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
    }
    if (target) WideCharToMultiByte(CP_ACP, 0, text.buffer, (int)text.length, target, (int)needed, NULL, NULL);
    heap_free(text.buffer);
    return target ? needed - 1 : 0;
}
