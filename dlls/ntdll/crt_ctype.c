/* Classes of characters in the C locale. */
#include "nt/nt.h"

#include <ctype.h>
#include <stdbool.h>
#include <wctype.h>

#undef _tolower
#undef _toupper
#undef __isascii
#undef __toascii
#undef __iscsymf
#undef __iscsym
#undef iswdigit
#undef iswxdigit
#undef iswalpha
#undef iswalnum
#undef iswlower
#undef iswupper
#undef iswspace
#undef iswcntrl
#undef iswprint
#undef iswgraph
#undef iswpunct

static inline bool between(int c, int low, int high) { return c >= low && c <= high; }

int __cdecl isupper(int c) { return between(c, 'A', 'Z'); }
int __cdecl islower(int c) { return between(c, 'a', 'z'); }
int __cdecl isalpha(int c) { return between(c | 32, 'a', 'z'); }
int __cdecl isdigit(int c) { return between(c, '0', '9'); }
int __cdecl isalnum(int c) { return isalpha(c) || isdigit(c); }
int __cdecl isxdigit(int c) { return isdigit(c) || between(c | 32, 'a', 'f'); }
int __cdecl isspace(int c) { return c == ' ' || between(c, '\t', '\r'); }
int __cdecl iscntrl(int c) { return between(c, 0, 31) || c == 127; }
int __cdecl isprint(int c) { return between(c, 32, 126); }
int __cdecl isgraph(int c) { return between(c, 33, 126); }
int __cdecl ispunct(int c) { return isgraph(c) && !isalnum(c); }
int __cdecl tolower(int c) { return isupper(c) ? c + 32 : c; }
int __cdecl toupper(int c) { return islower(c) ? c - 32 : c; }
int __cdecl _tolower(int c) { return c + 32; }
int __cdecl _toupper(int c) { return c - 32; }
int __cdecl __isascii(int c) { return between(c, 0, 127); }
int __cdecl __toascii(int c) { return c & 127; }
int __cdecl __iscsymf(int c) { return isalpha(c) || c == '_'; }
int __cdecl __iscsym(int c) { return isalnum(c) || c == '_'; }

/* The C locale has Latin-1 in its wide half. */
static bool latin_letter(wint_t c) { return between(c, 0xc0, 0xff) && c != 0xd7 && c != 0xf7; }

int __cdecl iswdigit(wint_t c) { return between(c, '0', '9'); }
int __cdecl iswxdigit(wint_t c) { return c < 128 && isxdigit(c); }
int __cdecl iswalpha(wint_t c)
{
    return (c < 128 && isalpha(c)) || latin_letter(c) || c == 0xaa || c == 0xb5 || c == 0xba;
}
int __cdecl iswalnum(wint_t c) { return iswalpha(c) || iswdigit(c); }
int __cdecl iswlower(wint_t c) { return (c < 128 && islower(c)) || (between(c, 0xdf, 0xff) && c != 0xf7); }
int __cdecl iswupper(wint_t c) { return (c < 128 && isupper(c)) || (between(c, 0xc0, 0xde) && c != 0xd7); }
int __cdecl iswspace(wint_t c) { return (c < 128 && isspace(c)) || c == 0xa0; }
int __cdecl iswcntrl(wint_t c) { return c < 32 || between(c, 127, 0x9f); }
int __cdecl iswprint(wint_t c) { return between(c, 32, 126) || between(c, 0xa0, 0xff); }
int __cdecl iswgraph(wint_t c) { return iswprint(c) && !iswspace(c); }
int __cdecl iswpunct(wint_t c) { return iswgraph(c) && !iswalnum(c); }
#undef iswascii
int __cdecl iswascii(wint_t c) { return c < 128; }

int __cdecl iswctype(wint_t c, wctype_t type)
{
    const struct { wctype_t bit; int (__cdecl *test)(wint_t);
    } classes[] = {
        {0x1, iswupper},  {0x2, iswlower},  {0x4, iswdigit},   {0x8, iswspace},
        {0x10, iswpunct}, {0x20, iswcntrl}, {0x80, iswxdigit}, {0x100, iswalpha},
    };
    for (size_t i = 0; i < ARRAYSIZE(classes); i++) {
        if (type & classes[i].bit && classes[i].test(c)) return 1;
    }
    return type & 0x40 && c == ' ';
}

wint_t __cdecl towlower(wint_t c) { return RtlDowncaseUnicodeChar(c); }
wint_t __cdecl towupper(wint_t c) { return RtlUpcaseUnicodeChar(c); }
