/* Code-page conversion: whatever the text and the page are, nothing outside the buffers is touched, the size that is
 * asked for beforehand is the size that is needed, and characters that a page can hold come back. */
#include "windows_types.h"
#include "nt/locale.h"

__asm__(".pushsection .rodata\n.balign 4\n.globl nls_data\nnls_data: .incbin \"" NLS_DATA_FILE "\"\n.popsection");

UINT NTAPI winrun_ansi_code_page(void) { return 1252; }
UINT NTAPI winrun_oem_code_page(void) { return 437; }

/* Normalisation is not what is tried here: text stays as it is. */
NTSTATUS NTAPI RtlNormalizeString(ULONG form, PCWSTR source, INT length, PWSTR target, PINT target_length)
{
    (void)form;
    if (*target_length < length) return -1;
    memcpy(target, source, (size_t)length * sizeof(WCHAR));
    *target_length = length;
    return 0;
}

#include "../../dlls/ntdll/nls_code_page.c"
#include "../../dlls/ntdll/nls_utf8.c"
#include "../../dlls/ntdll/nls_tables.c"

BOOL WINAPI IsDBCSLeadByteEx(UINT page, BYTE byte)
{
    const struct code_page *table = winrun_code_page(page);
    return table && table->leads && nls_data[table->leads + byte];
}

/* three sources in one: names that they share */
#define write_character write_shifted_character
#define put_byte put_shifted_byte
#include "../../dlls/kernel32/stringapiset_iso2022.c"
#undef put_byte
#include "../../dlls/kernel32/stringapiset_convert.c"

/* Any page: those with tables, those without, and now and then one that does not exist. */
static UINT choose_page(uint8_t choice)
{
    static const UINT special[] = {CP_UTF7, CP_UTF8, CP_SYMBOL, 50220, 50221, 50222, 50225, 52936,
                                   54936,   932,     936,       949,   950,   1,     0,     12345};
    if (choice < 64) return special[choice % ARRAYSIZE(special)];
    return winrun_code_page_at((ULONG)(choice - 64) % NLS_CODE_PAGES_1);
}

/* Converts with a buffer of exactly the size asked for, and with one that is too small. */
static WCHAR *to_wide(UINT page, DWORD flags, const char *bytes, int size, int *length)
{
    int count = MultiByteToWideChar(page, flags, bytes, size, NULL, 0);
    *length = 0;
    if (count <= 0) return NULL;
    WCHAR *wide = malloc((size_t)count * sizeof(WCHAR)), *small = malloc((size_t)(count / 2 + 1) * sizeof(WCHAR));
    *length = MultiByteToWideChar(page, flags, bytes, size, wide, count);
    if (*length != count) abort();
    MultiByteToWideChar(page, flags, bytes, size, small, count / 2 ? count / 2 : 1);
    free(small);
    return wide;
}

static char *to_bytes(UINT page, DWORD flags, const WCHAR *wide, int length, int *size)
{
    int count = WideCharToMultiByte(page, flags, wide, length, NULL, 0, NULL, NULL);
    *size = 0;
    if (count <= 0) return NULL;
    char *bytes = malloc((size_t)count), *small = malloc((size_t)count / 2 + 1);
    *size = WideCharToMultiByte(page, flags, wide, length, bytes, count, NULL, NULL);
    if (*size != count) abort();
    WideCharToMultiByte(page, flags, wide, length, small, count / 2 ? count / 2 : 1, NULL, NULL);
    free(small);
    return bytes;
}

/* Every character is converted for itself: what comes back without a stand-in is what went in. */
static void check_characters(UINT page, const WCHAR *wide, int length)
{
    const struct code_page *table = winrun_code_page(page);
    for (int i = 0; table && i < length && i < 64; i++) {
        char bytes[8];
        WCHAR back[8];
        BOOL used = FALSE;
        int size = WideCharToMultiByte(page, page == 54936 ? 0 : WC_NO_BEST_FIT_CHARS, &wide[i], 1, bytes,
                                       sizeof(bytes), NULL, page == 54936 ? NULL : &used);
        if (used || size <= 0 || page == 54936) continue;
        int count = MultiByteToWideChar(page, 0, bytes, size, back, ARRAYSIZE(back));
        if (count != 1 || back[0] != wide[i]) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    static const DWORD to_wide_flags[] = {
        0, MB_ERR_INVALID_CHARS, MB_COMPOSITE, MB_USEGLYPHCHARS, MB_PRECOMPOSED | MB_ERR_INVALID_CHARS, 0xffff};
    static const DWORD to_bytes_flags[] = {0, WC_NO_BEST_FIT_CHARS, WC_COMPOSITECHECK | WC_DISCARDNS,
                                           WC_ERR_INVALID_CHARS, 0xffff};
    int length, count;
    if (size < 4 || size > 65536) return 0;
    UINT page = choose_page(input[0]);
    int rest = (int)(size - 2);
    char *source = malloc((size_t)rest), *bytes;
    memcpy(source, input + 2, (size_t)rest);
    WCHAR *wide = to_wide(page, to_wide_flags[input[1] % ARRAYSIZE(to_wide_flags)], source, rest, &length);
    if (wide) {
        bytes = to_bytes(page, to_bytes_flags[input[1] / 8 % ARRAYSIZE(to_bytes_flags)], wide, length, &count);
        free(bytes);
    }
    free(wide);
    wide = malloc((size_t)(rest / 2) * sizeof(WCHAR)); /* the same bytes as characters */
    memcpy(wide, source, (size_t)(rest / 2) * sizeof(WCHAR));
    bytes = to_bytes(page, to_bytes_flags[input[1] % ARRAYSIZE(to_bytes_flags)], wide, rest / 2, &count);
    if (page != 0 && page != 1) check_characters(page, wide, rest / 2);
    free(bytes);
    free(wide);
    free(source);
    return 0;
}
