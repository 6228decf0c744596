/* Code pages, case tables, character types, normalisation, and what the user's settings are (dlls/ntdll/nls_*.c). */
#ifndef NT_LOCALE_H
#define NT_LOCALE_H

#define CODE_PAGE_NO_CHARACTER 0xffffu

/* One code page of the character data; offsets count 16-bit words from its beginning. */
struct code_page {
    uint16_t number, maximum_size;   /* bytes of the longest character */
    uint16_t default_bytes, default_wide; /* stand for what cannot be converted */
    uint8_t  lead_ranges[12];        /* as CPINFO.LeadByte */
    uint32_t forward;                /* 256 words: single bytes */
    uint32_t leads;                  /* 256 words: 1 + number of a page of trail bytes, 0 for bytes that do not lead */
    uint32_t reverse_index, reverse_pages;
};
_Static_assert(sizeof(struct code_page) == 36, "as tools/make_nls.py writes it");

/* Exported for kernel32 and the C runtimes. A code page with tables, by number; NULL for unknown ones and for UTF-7 and
 * UTF-8. */
const struct code_page *NTAPI winrun_code_page(UINT number);
UINT NTAPI winrun_code_page_at(ULONG index);     /* numbers of all that have tables; 0 behind the last */
UINT NTAPI winrun_ansi_code_page(void);
UINT NTAPI winrun_oem_code_page(void);
void NTAPI winrun_set_ansi_code_page(UINT number); /* what a manifest's activeCodePage asks for */
const uint16_t *NTAPI winrun_nls_data(void);
/* Conversions: they write up to `capacity` units and return how many the whole source needs. *problems counts what
 * could not be converted exactly (may be NULL). */
ULONG NTAPI winrun_to_wide(const struct code_page *page, PCSTR source, ULONG size, PWSTR target, ULONG capacity,
                           ULONG *problems);
#define TO_BYTES_EXACT 1u /* no similar characters */
ULONG NTAPI winrun_to_bytes(const struct code_page *page, ULONG flags, PCWSTR source, ULONG length, PSTR target,
                            ULONG capacity, ULONG default_bytes, ULONG *problems);
ULONG NTAPI winrun_utf8_to_wide(PCSTR source, ULONG size, PWSTR target, ULONG capacity, ULONG *problems);
ULONG NTAPI winrun_utf8_from_wide(PCWSTR source, ULONG length, PSTR target, ULONG capacity, ULONG *problems);
/* Character type words, CT_CTYPE1 to 3 */
const uint16_t *NTAPI winrun_character_types(WCHAR c);
/* One character to its counterpart by a sorted list of pairs; itself when it has none */
enum fold_kind { FOLD_TO_FULLWIDTH, FOLD_TO_HALFWIDTH, FOLD_TO_DIGIT };
WCHAR NTAPI winrun_fold(enum fold_kind kind, WCHAR c);
/* What Unix says about user, host, locale and zone; asked once. */
const struct unix_locale_query_args *NTAPI winrun_user_settings(void);

NTSYSAPI NTSTATUS NTAPI RtlNormalizeString(ULONG form, PCWSTR source, INT length, PWSTR target, PINT target_length);
NTSYSAPI NTSTATUS NTAPI RtlIsNormalizedString(ULONG form, PCWSTR source, INT length, PBOOLEAN normalized);
NTSYSAPI NTSTATUS NTAPI RtlUpcaseUnicodeToMultiByteN(PSTR target, ULONG size, PULONG used, PCWSTR source,
                                                     ULONG source_size);
NTSYSAPI NTSTATUS NTAPI RtlUpcaseUnicodeToOemN(PSTR target, ULONG size, PULONG used, PCWSTR source, ULONG source_size);

#endif
