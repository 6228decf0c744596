/* What is known of code pages: GetCPInfo, lead bytes, enumeration (winnls.h). */
#include "nls_private.h"

#include <string.h>

UINT WINAPI GetACP(void) { return winrun_ansi_code_page(); }
UINT WINAPI GetOEMCP(void) { return winrun_oem_code_page(); }

BOOL WINAPI IsValidCodePage(UINT page)
{
    if (page <= CP_THREAD_ACP) return FALSE;
    return page == CP_UTF8 || page == CP_UTF7 || euc_of_shifting_page(page) || winrun_code_page(page) != NULL;
}

BOOL WINAPI IsDBCSLeadByteEx(UINT page, BYTE byte)
{
    const struct code_page *table = winrun_code_page(real_code_page(page));
    if (!table || !table->leads) return FALSE;
    for (unsigned i = 0; i < sizeof(table->lead_ranges) && table->lead_ranges[i]; i += 2)
        if (byte >= table->lead_ranges[i] && byte <= table->lead_ranges[i + 1]) return TRUE;
    return FALSE;
}

BOOL WINAPI IsDBCSLeadByte(BYTE byte) { return IsDBCSLeadByteEx(CP_ACP, byte); }

BOOL WINAPI GetCPInfo(UINT page, LPCPINFO info)
{
    if (!info) return fail_with(ERROR_INVALID_PARAMETER);
    page = real_code_page(page);
    const struct code_page *table = winrun_code_page(page);
    memset(info, 0, sizeof(*info));
    info->DefaultChar[0] = '?';
    if (page == CP_UTF8 || page == CP_UTF7 || euc_of_shifting_page(page)) {
        info->MaxCharSize = page == CP_UTF8 ? 4 : 5;
        return TRUE;
    }
    if (!table) return fail_with(ERROR_INVALID_PARAMETER);
    info->MaxCharSize = table->maximum_size;
    info->DefaultChar[0] = (BYTE)table->default_bytes;
    memcpy(info->LeadByte, table->lead_ranges, sizeof(info->LeadByte));
    return TRUE;
}

static const struct { UINT page; const WCHAR *name; } page_names[] = {
    {37, L"IBM EBCDIC - U.S./Canada"},
    {437, L"OEM - United States"},
    {500, L"IBM EBCDIC - International"},
    {720, L"Transparent ASMO"},
    {737, L"OEM - Greek 437G"},
    {775, L"OEM - Baltic"},
    {850, L"OEM - Multilingual Latin I"},
    {852, L"OEM - Latin II"},
    {855, L"OEM - Cyrillic"},
    {857, L"OEM - Turkish"},
    {858, L"OEM - Multilingual Latin I + Euro"},
    {862, L"OEM - Hebrew"},
    {866, L"OEM - Russian"},
    {874, L"ANSI/OEM - Thai"},
    {932, L"ANSI/OEM - Japanese Shift-JIS"},
    {936, L"ANSI/OEM - Simplified Chinese GBK"},
    {949, L"ANSI/OEM - Korean"},
    {950, L"ANSI/OEM - Traditional Chinese Big5"},
    {1250, L"ANSI - Central Europe"},
    {1251, L"ANSI - Cyrillic"},
    {1252, L"ANSI - Latin I"},
    {1253, L"ANSI - Greek"},
    {1254, L"ANSI - Turkish"},
    {1255, L"ANSI - Hebrew"},
    {1256, L"ANSI - Arabic"},
    {1257, L"ANSI - Baltic"},
    {1258, L"ANSI/OEM - Viet Nam"},
    {20127, L"US-ASCII"},
    {20866, L"Russian - KOI8"},
    {28591, L"ISO 8859-1 Latin I"},
    {28592, L"ISO 8859-2 Central Europe"},
    {28605, L"ISO 8859-15 Latin 9"},
    {54936, L"GB18030 Simplified Chinese"},
    {65000, L"UTF-7"},
    {65001, L"UTF-8"},
};

/* "1252  (ANSI - Latin I)" */
static void put_page_name(UINT page, LPWSTR target)
{
    WCHAR digits[12];
    UNICODE_STRING number = { 0, sizeof(digits), digits };
    RtlIntegerToUnicodeString(page, 10, &number);
    memcpy(target, digits, number.Length);
    target += number.Length / sizeof(WCHAR);
    *target = 0;
    for (size_t i = 0; i < ARRAYSIZE(page_names); i++) {
        if (page_names[i].page != page) continue;
        size_t length = wcslen(page_names[i].name);
        while (number.Length < 5 * sizeof(WCHAR)) {
            *target++ = ' ';
            number.Length += sizeof(WCHAR);
        }
        *target++ = ' ';
        *target++ = '(';
        memcpy(target, page_names[i].name, length * sizeof(WCHAR));
        target[length] = ')';
        target[length + 1] = 0;
        return;
    }
}

BOOL WINAPI GetCPInfoExW(UINT page, DWORD flags, LPCPINFOEXW info)
{
    if (flags) return fail_with(ERROR_INVALID_PARAMETER);
    if (!GetCPInfo(page, (LPCPINFO)info)) return FALSE;
    page = real_code_page(page);
    const struct code_page *table = winrun_code_page(page);
    info->CodePage = page;
    info->UnicodeDefaultChar = table ? table->default_wide : page == CP_UTF8 ? 0xfffd : '?';
    put_page_name(page, info->CodePageName);
    return TRUE;
}

BOOL WINAPI GetCPInfoExA(UINT page, DWORD flags, LPCPINFOEXA info)
{
    CPINFOEXW wide;
    if (!GetCPInfoExW(page, flags, &wide)) return FALSE;
    memcpy(info, &wide, offsetof(CPINFOEXW, CodePageName));
    WideCharToMultiByte(CP_ACP, 0, wide.CodePageName, -1, info->CodePageName, MAX_PATH, NULL, NULL);
    return TRUE;
}

/* Calls back with each number in decimal; CP_INSTALLED and CP_SUPPORTED are the same here. */
BOOL WINAPI EnumSystemCodePagesW(CODEPAGE_ENUMPROCW callback, DWORD flags)
{
    if (!callback) return fail_with(ERROR_INVALID_PARAMETER);
    if (flags & ~(DWORD)(CP_INSTALLED | CP_SUPPORTED)) return fail_with(ERROR_INVALID_FLAGS);
    for (ULONG i = 0;; i++) {
        UINT page = winrun_code_page_at(i);
        WCHAR digits[12];
        UNICODE_STRING number = { 0, sizeof(digits), digits };
        RtlIntegerToUnicodeString(page ? page : CP_UTF8, 10, &number);
        if (!callback(digits) || !page) return TRUE;
    }
}

BOOL WINAPI EnumSystemCodePagesA(CODEPAGE_ENUMPROCA callback, DWORD flags)
{
    if (!callback) return fail_with(ERROR_INVALID_PARAMETER);
    if (flags & ~(DWORD)(CP_INSTALLED | CP_SUPPORTED)) return fail_with(ERROR_INVALID_FLAGS);
    for (ULONG i = 0;; i++) {
        UINT page = winrun_code_page_at(i);
        CHAR digits[12];
        RtlIntegerToChar(page ? page : CP_UTF8, 10, sizeof(digits), digits);
        if (!callback(digits) || !page) return TRUE;
    }
}
