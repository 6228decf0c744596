/* GUIDs and their texts; ProgIDs in the registry. */
#include "nt/nt.h"
#include <objbase.h>
#include <stdbool.h>

#define GUID_CHARACTERS 38

HRESULT WINAPI CoCreateGuid(GUID *guid)
{
    BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG size);

    if (!guid) return E_INVALIDARG;
    if (!SystemFunction036(guid, sizeof(*guid))) return HRESULT_FROM_WIN32(ERROR_GEN_FAILURE);
    guid->Data3 = (guid->Data3 & 0x0fff) | 0x4000; /* version 4: random */
    guid->Data4[0] = (guid->Data4[0] & 0x3f) | 0x80;
    return S_OK;
}

static WCHAR *put_hex(WCHAR *to, ULONG value, int digits)
{
    while (digits--) *to++ = L"0123456789ABCDEF"[value >> (4 * digits) & 15];
    return to;
}

INT WINAPI StringFromGUID2(REFGUID guid, LPOLESTR text, INT size)
{
    if (!text || size <= GUID_CHARACTERS) return 0;
    *text++ = '{';
    text = put_hex(text, guid->Data1, 8);
    *text++ = '-';
    text = put_hex(text, guid->Data2, 4);
    *text++ = '-';
    text = put_hex(text, guid->Data3, 4);
    *text++ = '-';
    for (int i = 0; i < 8; i++) {
        text = put_hex(text, guid->Data4[i], 2);
        if (i == 1) *text++ = '-';
    }
    *text++ = '}';
    *text = 0;
    return GUID_CHARACTERS + 1;
}

HRESULT WINAPI StringFromCLSID(REFCLSID id, LPOLESTR *text)
{
    if (!(*text = CoTaskMemAlloc((GUID_CHARACTERS + 1) * sizeof(WCHAR)))) return E_OUTOFMEMORY;
    StringFromGUID2(id, *text, GUID_CHARACTERS + 1);
    return S_OK;
}

HRESULT WINAPI StringFromIID(REFIID id, LPOLESTR *text)
{
    return StringFromCLSID(id, text);
}

static int hex_digit(WCHAR c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static bool get_hex(const WCHAR *text, int digits, ULONG *value)
{
    for (*value = 0; digits--; text++) {
        int digit = hex_digit(*text);
        if (digit < 0) return false;
        *value = *value << 4 | (ULONG)digit;
    }
    return true;
}

static bool parse_guid(const WCHAR *text, GUID *guid)
{
    static const int byte_positions[8] = { 20, 22, 25, 27, 29, 31, 33, 35 };
    ULONG value;

    if (lstrlenW(text) != GUID_CHARACTERS || text[0] != '{' || text[37] != '}') return false;
    if (text[9] != '-' || text[14] != '-' || text[19] != '-' || text[24] != '-') return false;
    if (!get_hex(text + 1, 8, &value)) return false;
    guid->Data1 = value;
    if (!get_hex(text + 10, 4, &value)) return false;
    guid->Data2 = (WORD)value;
    if (!get_hex(text + 15, 4, &value)) return false;
    guid->Data3 = (WORD)value;
    for (int i = 0; i < 8; i++) {
        if (!get_hex(text + byte_positions[i], 2, &value)) return false;
        guid->Data4[i] = (BYTE)value;
    }
    return true;
}

HRESULT WINAPI IIDFromString(LPCOLESTR text, LPIID id)
{
    if (!id) return E_INVALIDARG;
    memset(id, 0, sizeof(*id));
    if (!text) return S_OK;
    return parse_guid(text, id) ? S_OK : E_INVALIDARG;
}

HRESULT WINAPI CLSIDFromProgID(LPCOLESTR name, LPCLSID id)
{
    WCHAR key[128], text[64];
    DWORD size = sizeof(text);

    if (!name || !id) return E_INVALIDARG;
    memset(id, 0, sizeof(*id));
    if (!*name || lstrlenW(name) > 100) return CO_E_CLASSSTRING;
    lstrcpyW(key, name);
    lstrcatW(key, L"\\CLSID");
    if (RegGetValueW(HKEY_CLASSES_ROOT, key, NULL, RRF_RT_REG_SZ, NULL, text, &size)) return CO_E_CLASSSTRING;
    return parse_guid(text, id) ? S_OK : CO_E_CLASSSTRING;
}

HRESULT WINAPI CLSIDFromProgIDEx(LPCOLESTR name, LPCLSID id)
{
    return CLSIDFromProgID(name, id);
}

HRESULT WINAPI CLSIDFromString(LPCOLESTR text, LPCLSID id)
{
    if (!id) return E_INVALIDARG;
    memset(id, 0, sizeof(*id));
    if (!text) return S_OK;
    return parse_guid(text, id) ? S_OK : CLSIDFromProgID(text, id);
}

HRESULT WINAPI ProgIDFromCLSID(REFCLSID id, LPOLESTR *name)
{
    WCHAR key[64] = L"CLSID\\";
    DWORD size = 256 * sizeof(WCHAR);

    if (!name) return E_INVALIDARG;
    StringFromGUID2(id, key + 6, GUID_CHARACTERS + 1);
    lstrcatW(key, L"\\ProgID");
    if (!(*name = CoTaskMemAlloc(size))) return E_OUTOFMEMORY;
    if (!RegGetValueW(HKEY_CLASSES_ROOT, key, NULL, RRF_RT_REG_SZ, NULL, *name, &size)) return S_OK;
    CoTaskMemFree(*name);
    *name = NULL;
    return REGDB_E_CLASSNOTREG;
}

#undef IsEqualGUID
BOOL WINAPI IsEqualGUID(REFGUID left, REFGUID right)
{
    return !memcmp(left, right, sizeof(*left));
}
