/* Code pages that change between sets of characters: ISO-2022-JP (50220 to 50222), ISO-2022-KR (50225) and HZ (52936),
 * by RFC 1468, RFC 1557 and RFC 1843. Their double bytes are those of the EUC code pages with the high bits off. */
#include "nls_private.h"

#include <string.h>

#define SHIFT_OUT 0x0e
#define SHIFT_IN  0x0f

enum set { SET_ASCII, SET_KANA, SET_DOUBLE };

/* What a shift looks like in bytes, by code page; the first ones are what we write. */
struct shift { uint16_t page; uint8_t set; char bytes[5]; };
static const struct shift shifts[] = {
    {50220, SET_ASCII, "\x1b(B"},  {50220, SET_DOUBLE, "\x1b$B"}, {50220, SET_KANA, "\x1b(I"},
    {50220, SET_ASCII, "\x1b(J"},  {50220, SET_DOUBLE, "\x1b$@"}, {50220, SET_KANA, "\x0e"},
    {50220, SET_ASCII, "\x0f"},    {50225, SET_ASCII, "\x0f"},    {50225, SET_DOUBLE, "\x0e"},
    {50225, SET_ASCII, "\x1b$)C"}, {52936, SET_ASCII, "~}"},      {52936, SET_DOUBLE, "~{"},
};

static UINT family_of(UINT page) { return page >= 50220 && page <= 50222 ? 50220 : page; }

UINT euc_of_shifting_page(UINT page)
{
    static const struct { uint16_t page, euc; } pages[] = { { 50220, 20932 }, { 50225, 20949 }, { 52936, 20936 } };
    for (size_t i = 0; i < ARRAYSIZE(pages); i++)
        if (pages[i].page == family_of(page)) return pages[i].euc;
    return 0;
}

static const struct shift *shift_at(UINT family, PCSTR text, ULONG size)
{
    for (size_t i = 0; i < ARRAYSIZE(shifts); i++) {
        size_t length = strlen(shifts[i].bytes);
        if (shifts[i].page == family && length <= size && !memcmp(shifts[i].bytes, text, length)) return &shifts[i];
    }
    return NULL;
}

static void put_wide(PWSTR target, ULONG capacity, ULONG *count, WCHAR c)
{
    if (*count < capacity) target[*count] = c;
    ++*count;
}

static WCHAR double_character(const struct code_page *euc, BYTE first, BYTE second)
{
    char pair[2] = { (char)(first | 0x80), (char)(second | 0x80) };
    WCHAR wide[2];
    ULONG problems;
    return winrun_to_wide(euc, pair, 2, wide, 2, &problems) == 1 && !problems ? wide[0] : '?';
}

ULONG shifting_to_wide(UINT page, PCSTR source, ULONG size, PWSTR target, ULONG capacity)
{
    UINT family = family_of(page);
    const struct code_page *euc = winrun_code_page(euc_of_shifting_page(page));
    enum set set = SET_ASCII;
    ULONG count = 0;

    for (ULONG i = 0; i < size;) {
        BYTE c = (BYTE)source[i];
        const struct shift *shift = shift_at(family, source + i, size - i);
        if (shift) {
            set = shift->set;
            i += (ULONG)strlen(shift->bytes);
        } else if (family == 52936 && c == '~' && set == SET_ASCII && i + 1 < size &&
                   (source[i + 1] == '~' || source[i + 1] == '\n')) {
            if (source[i + 1] == '~')
                put_wide(target, capacity, &count, '~'); /* a line's end behind ~ is no character */
            i += 2;
        } else if (set == SET_DOUBLE && c > 0x20 && i + 1 < size) {
            put_wide(target, capacity, &count, double_character(euc, c, (BYTE)source[i + 1]));
            i += 2;
        } else {
            bool kana = family == 50220 && ((set == SET_KANA && c > 0x20 && c < 0x60) || (c > 0xa0 && c < 0xe0));
            put_wide(target, capacity, &count, kana ? (WCHAR)(0xff61 + (c & 0x7f) - 0x21) : c < 0x80 ? c : '?');
            i++;
        }
    }
    return count;
}

struct writer { UINT page, family; enum set set; PSTR target; ULONG capacity, count; };

static void put_byte(struct writer *writer, BYTE byte)
{
    if (writer->count < writer->capacity) writer->target[writer->count] = (char)byte;
    writer->count++;
}

static void shift_to(struct writer *writer, enum set set)
{
    if (writer->set == set) return;
    bool by_control = writer->page == 50222 && (set == SET_KANA || writer->set == SET_KANA);
    for (size_t i = 0; i < ARRAYSIZE(shifts); i++) {
        const struct shift *shift = &shifts[i];
        if (shift->page != writer->family || shift->set != set ||
            (by_control && strlen(shift->bytes) > 1 && set != SET_DOUBLE))
            continue;
        if (by_control && set == SET_DOUBLE) put_byte(writer, SHIFT_IN);
        for (const char *byte = shift->bytes; *byte; byte++) put_byte(writer, (BYTE)*byte);
        break;
    }
    writer->set = set;
}

static bool write_character(struct writer *writer, const struct code_page *euc, WCHAR c)
{
    ULONG problems = 0;
    char bytes[4];
    if (c < 0x80) {
        shift_to(writer, SET_ASCII);
        if (writer->family == 52936 && c == '~') put_byte(writer, '~');
        put_byte(writer, (BYTE)c);
        return true;
    }
    bool kana = writer->family == 50220 && c >= 0xff61 && c <= 0xff9f;
    if (kana && writer->page != 50220) {
        shift_to(writer, SET_KANA);
        put_byte(writer, (BYTE)(c - 0xff61 + 0x21));
        return true;
    }
    if (kana) c = winrun_fold(FOLD_TO_FULLWIDTH, c);
    ULONG size = winrun_to_bytes(euc, 0, &c, 1, bytes, sizeof(bytes), '?', &problems);
    bool known = size == 2 && !problems && (BYTE)bytes[0] > 0xa0 && (BYTE)bytes[1] > 0xa0;
    shift_to(writer, known ? SET_DOUBLE : SET_ASCII);
    if (!known) {
        put_byte(writer, '?');
        return false;
    }
    put_byte(writer, bytes[0] & 0x7f);
    put_byte(writer, bytes[1] & 0x7f);
    return true;
}

ULONG shifting_from_wide(UINT page, PCWSTR source, ULONG length, PSTR target, ULONG capacity, ULONG *problems)
{
    struct writer writer = { .page = page, .family = family_of(page), .target = target, .capacity = capacity };
    const struct code_page *euc = winrun_code_page(euc_of_shifting_page(page));
    *problems = 0;
    if (page == 50225) { /* announces the set that SHIFT OUT selects */
        bool plain = true;
        for (ULONG i = 0; i < length; i++) plain &= source[i] < 0x80;
        for (const char *byte = "\x1b$)C"; !plain && *byte; byte++) put_byte(&writer, (BYTE)*byte);
    }
    for (ULONG i = 0; i < length; i++) *problems += !write_character(&writer, euc, source[i]);
    shift_to(&writer, SET_ASCII);
    return writer.count;
}
