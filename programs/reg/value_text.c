/* Values as text: the names of types, data as reg shows it and as the user types it. */
#include "reg.h"

static const struct { const WCHAR *name; DWORD type; } types[] = {
    {L"REG_NONE", REG_NONE},
    {L"REG_SZ", REG_SZ},
    {L"REG_EXPAND_SZ", REG_EXPAND_SZ},
    {L"REG_BINARY", REG_BINARY},
    {L"REG_DWORD", REG_DWORD},
    {L"REG_DWORD_LITTLE_ENDIAN", REG_DWORD},
    {L"REG_DWORD_BIG_ENDIAN", REG_DWORD_BIG_ENDIAN},
    {L"REG_LINK", REG_LINK},
    {L"REG_MULTI_SZ", REG_MULTI_SZ},
    {L"REG_RESOURCE_LIST", REG_RESOURCE_LIST},
    {L"REG_FULL_RESOURCE_DESCRIPTOR", REG_FULL_RESOURCE_DESCRIPTOR},
    {L"REG_RESOURCE_REQUIREMENTS_LIST", REG_RESOURCE_REQUIREMENTS_LIST},
    {L"REG_QWORD", REG_QWORD},
};

const WCHAR *type_name(DWORD type)
{
    for (size_t i = 0; i < ARRAYSIZE(types); i++)
        if (types[i].type == type) return types[i].name;
    return L"REG_NONE";
}

bool type_of_name(const WCHAR *name, DWORD *type)
{
    for (size_t i = 0; i < ARRAYSIZE(types); i++) {
        if (_wcsicmp(types[i].name, name)) continue;
        *type = types[i].type;
        return true;
    }
    return false;
}

bool enumerate_value(HKEY key, DWORD index, struct value *value)
{
    DWORD length = ARRAYSIZE(value->name);
    value->size = 0;
    value->data = NULL;
    if (RegEnumValueW(key, index, value->name, &length, NULL, &value->type, NULL, &value->size)) return false;
    value->data = calloc(value->size + 2 * sizeof(WCHAR), 1);
    length = ARRAYSIZE(value->name);
    if (value->data && !RegEnumValueW(key, index, value->name, &length, NULL, &value->type, value->data, &value->size))
        return true;
    free(value->data);
    value->data = NULL;
    return false;
}

bool enumerate_key(HKEY key, DWORD index, WCHAR name[256])
{
    DWORD length = 256;
    return !RegEnumKeyExW(key, index, name, &length, NULL, NULL, NULL, NULL);
}

static WCHAR *strings_as_text(const struct value *value, const WCHAR *separator)
{
    const WCHAR *at = (const WCHAR *)value->data, *end = at + value->size / sizeof(WCHAR);
    WCHAR *text = calloc(value->size * (1 + wcslen(separator)) + 2, sizeof(WCHAR));
    if (!text) return NULL;
    while (at < end && *at) {
        if (*text) wcscat(text, separator);
        wcscat(text, at);
        at += wcslen(at) + 1;
    }
    return text;
}

WCHAR *data_as_text(const struct value *value, const WCHAR *separator)
{
    WCHAR *text;
    if (value->type == REG_MULTI_SZ) return strings_as_text(value, separator);
    if (value->type == REG_SZ || value->type == REG_EXPAND_SZ) return _wcsdup((const WCHAR *)value->data);
    if (!(text = calloc(2 * (size_t)value->size + 20, sizeof(WCHAR)))) return NULL;
    if (value->type == REG_DWORD && value->size == 4) swprintf(text, 20, L"0x%lx", *(DWORD *)value->data);
    else if (value->type == REG_QWORD && value->size == 8) swprintf(text, 20, L"0x%I64x", *(ULONGLONG *)value->data);
    else for (DWORD i = 0; i < value->size; i++) swprintf(text + 2 * i, 3, L"%02X", value->data[i]);
    return text;
}

static BYTE *number_of_text(const WCHAR *text, DWORD size)
{
    WCHAR *end;
    BYTE *data = malloc(size);
    ULONGLONG number = _wcstoui64(text, &end, *text == '0' && (text[1] | 32) == 'x' ? 16 : 10);
    if (data && *text && !*end && *text != '-' && (size == 8 || number <= 0xffffffff)) {
        memcpy(data, &number, size);
        return data;
    }
    free(data);
    return NULL;
}

static BYTE *bytes_of_text(const WCHAR *text, DWORD *size)
{
    size_t length = wcslen(text), i;
    BYTE *data = calloc(length / 2 + 1, 1);
    *size = (DWORD)(length / 2);
    for (i = 0; data && i < length && iswxdigit(text[i]); i++) {
        int digit = text[i] <= '9' ? text[i] - '0' : (text[i] | 32) - 'a' + 10;
        data[i / 2] = (BYTE)(data[i / 2] << 4 | digit);
    }
    if (i == length && length % 2 == 0) return data;
    free(data);
    return NULL;
}

static BYTE *strings_of_text(const WCHAR *text, const WCHAR *separator, DWORD *size)
{
    size_t step = wcslen(separator), length = 0;
    WCHAR *data = calloc(wcslen(text) + 2, sizeof(WCHAR));
    if (!data) return NULL;
    while (*text) {
        bool ends = !wcsncmp(text, separator, step);
        data[length++] = ends ? 0 : *text;
        text += ends ? step : 1;
    }
    if (length && data[length - 1]) length++;
    *size = (DWORD)((length + 1) * sizeof(WCHAR));
    return (BYTE *)data;
}

BYTE *data_of_text(DWORD type, const WCHAR *text, const WCHAR *separator, DWORD *size)
{
    switch (type) {
    case REG_DWORD: case REG_DWORD_BIG_ENDIAN:
        *size = 4;
        return number_of_text(*text ? text : L"0", 4);
    case REG_QWORD:
        *size = 8;
        return number_of_text(*text ? text : L"0", 8);
    case REG_BINARY: case REG_NONE:
        return bytes_of_text(text, size);
    case REG_MULTI_SZ:
        return strings_of_text(text, separator, size);
    default:
        *size = (DWORD)((wcslen(text) + 1) * sizeof(WCHAR));
        return (BYTE *)_wcsdup(text);
    }
}
