/* Strings of multibyte characters in the code page of _setmbcp: one or two bytes a character. */
#include "crt.h"

static unsigned current_code_page; /* 0: single bytes */
unsigned char _mbctype[257];
unsigned char _mbcasemap[257];
enum mbc_bits { MBC_LEAD = 0x04, MBC_TRAIL = 0x08 };

unsigned char *__cdecl __p__mbctype(void) { return _mbctype; }
unsigned char *__cdecl __p__mbcasemap(void) { return _mbcasemap; }
int __cdecl _getmbcp(void) { return (int)current_code_page; }

#define CODE_PAGE_SBCS 0
#define CODE_PAGE_OEM (-2)
#define CODE_PAGE_ANSI (-3)
#define CODE_PAGE_LOCALE (-4)

int __cdecl _setmbcp(int code_page)
{
    CPINFO information;
    unsigned wanted = code_page == CODE_PAGE_OEM      ? GetOEMCP()
                      : code_page == CODE_PAGE_ANSI   ? GetACP()
                      : code_page == CODE_PAGE_LOCALE ? crt_locale(NULL)->data.code_page
                                                      : (unsigned)code_page;
    memset(_mbctype, 0, sizeof(_mbctype));
    current_code_page = 0;
    if (!wanted) return 0;
    if (!GetCPInfo(wanted, &information)) {
        crt_invalid(EINVAL);
        return -1;
    }
    if (information.MaxCharSize != 2) return 0;
    current_code_page = wanted;
    for (BYTE *range = information.LeadByte; range[0]; range += 2) {
        for (int i = range[0]; i <= range[1]; i++) _mbctype[i + 1] |= MBC_LEAD;
    }
    for (int i = 0x40; i <= 0xfc; i++) {
        if (i != 0x7f) _mbctype[i + 1] |= MBC_TRAIL;
    }
    return 0;
}

int __cdecl _ismbblead(unsigned c) { return _mbctype[(c & 0xff) + 1] & MBC_LEAD; }
int __cdecl _ismbbtrail(unsigned c) { return _mbctype[(c & 0xff) + 1] & MBC_TRAIL; }

static size_t length_at(const unsigned char *at) { return _ismbblead(*at) && at[1] ? 2 : 1; }
static unsigned character_at(const unsigned char *at) { return length_at(at) == 2 ? (unsigned)*at << 8 | at[1] : *at; }

unsigned char *__cdecl _mbsinc(const unsigned char *at) { return (unsigned char *)at + length_at(at); }
size_t __cdecl _mbclen(const unsigned char *at) { return length_at(at); }
unsigned __cdecl _mbsnextc(const unsigned char *at) { return character_at(at); }

unsigned char *__cdecl _mbsdec(const unsigned char *start, const unsigned char *at)
{
    const unsigned char *last = NULL;
    for (const unsigned char *walk = start; walk < at; walk += length_at(walk)) last = walk;
    return (unsigned char *)last;
}

size_t __cdecl _mbslen(const unsigned char *text)
{
    size_t count = 0;
    for (; *text; text += length_at(text)) count++;
    return count;
}

size_t __cdecl _mbstrlen(const char *text) { return _mbslen((const unsigned char *)text); }

unsigned char *__cdecl _mbschr(const unsigned char *text, unsigned c)
{
    for (;; text += length_at(text)) {
        if (character_at(text) == c) return (unsigned char *)text;
        if (!*text) return NULL;
    }
}

unsigned char *__cdecl _mbsrchr(const unsigned char *text, unsigned c)
{
    const unsigned char *found = NULL;
    for (;; text += length_at(text)) {
        if (character_at(text) == c) found = text;
        if (!*text) return (unsigned char *)found;
    }
}

unsigned char *__cdecl _mbsstr(const unsigned char *text, const unsigned char *part)
{
    size_t length = strlen((const char *)part);
    for (;; text += length_at(text)) {
        if (!strncmp((const char *)text, (const char *)part, length)) return (unsigned char *)text;
        if (!*text) return NULL;
    }
}

unsigned char *__cdecl _mbspbrk(const unsigned char *text, const unsigned char *set)
{
    for (; *text; text += length_at(text)) {
        if (_mbschr(set, character_at(text))) return (unsigned char *)text;
    }
    return NULL;
}

size_t __cdecl _mbscspn(const unsigned char *text, const unsigned char *set)
{
    const unsigned char *at = text;
    while (*at && !_mbschr(set, character_at(at))) at += length_at(at);
    return at - text;
}

size_t __cdecl _mbsspn(const unsigned char *text, const unsigned char *set)
{
    const unsigned char *at = text;
    while (*at && _mbschr(set, character_at(at))) at += length_at(at);
    return at - text;
}

int __cdecl _mbscmp(const unsigned char *a, const unsigned char *b) { return strcmp((const char *)a, (const char *)b); }
unsigned char *__cdecl _mbsdup(const unsigned char *text) { return (unsigned char *)_strdup((const char *)text); }
unsigned char *__cdecl _mbscpy(unsigned char *to, const unsigned char *from)
{
    return (unsigned char *)strcpy((char *)to, (const char *)from);
}

unsigned char *__cdecl _mbscat(unsigned char *to, const unsigned char *from)
{
    strcpy((char *)to + strlen((const char *)to), (const char *)from);
    return to;
}

static unsigned lower_at(const unsigned char *at)
{
    return length_at(at) == 2 ? character_at(at) : (unsigned)tolower(*at);
}

int __cdecl _mbsnicmp(const unsigned char *a, const unsigned char *b, size_t count)
{
    for (; count; count--, a += length_at(a), b += length_at(b)) {
        unsigned x = lower_at(a), y = lower_at(b);
        if (x != y) return x < y ? -1 : 1;
        if (!x) break;
    }
    return 0;
}

int __cdecl _mbsicmp(const unsigned char *a, const unsigned char *b) { return _mbsnicmp(a, b, SIZE_MAX); }

int __cdecl _mbsncmp(const unsigned char *a, const unsigned char *b, size_t count)
{
    for (; count; count--, a += length_at(a), b += length_at(b)) {
        unsigned x = character_at(a), y = character_at(b);
        if (x != y) return x < y ? -1 : 1;
        if (!x) break;
    }
    return 0;
}

unsigned char *__cdecl _mbslwr(unsigned char *text)
{
    for (unsigned char *at = text; *at; at += length_at(at)) {
        if (length_at(at) == 1) *at = (unsigned char)tolower(*at);
    }
    return text;
}

unsigned char *__cdecl _mbsupr(unsigned char *text)
{
    for (unsigned char *at = text; *at; at += length_at(at)) {
        if (length_at(at) == 1) *at = (unsigned char)toupper(*at);
    }
    return text;
}
