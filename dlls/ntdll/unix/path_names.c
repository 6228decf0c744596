/* One file name in both worlds.
 *
 * Unix names are bytes, Windows names UTF-16 without a few characters. UTF-8 converts as usual; a byte that Windows
 * cannot show (a reserved character, or no valid UTF-8) becomes U+F000 + byte, and back. Unpaired surrogates of a
 * Windows name are kept as three bytes each. So every name makes the round trip in both directions. */
#include <locale.h>
#include <string.h>
#include <wctype.h>
#include "file_private.h"

#define PRIVATE_FIRST 0xf000u
#define PRIVATE_LAST  0xf0ffu

static bool is_reserved(uint8_t c)
{
    static const bool reserved[0x80] = {['<'] = true, ['>'] = true, [':'] = true, ['"'] = true,
                                        ['|'] = true, ['?'] = true, ['*'] = true, ['\\'] = true};
    return c < 0x20 || (c < 0x80 && reserved[c]);
}

/* Bytes that a private-use character may stand for. */
static bool is_hidden_byte(uint8_t c)
{
    return c && c != '/' && (c >= 0x80 || is_reserved(c));
}

size_t name_to_unix(const uint16_t *name, size_t length, char *unix_name, size_t capacity)
{
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        uint32_t c = name[i];
        uint8_t bytes[4];
        size_t count;
        if (c >= 0xd800 && c < 0xdc00 && i + 1 < length && name[i + 1] >= 0xdc00 && name[i + 1] < 0xe000)
            c = 0x10000 + ((c - 0xd800) << 10) + (name[++i] - 0xdc00u);
        if (c >= PRIVATE_FIRST && c <= PRIVATE_LAST && is_hidden_byte((uint8_t)c)) {
            bytes[0] = (uint8_t)c;
            count = 1;
        } else if (c < 0x80) {
            bytes[0] = (uint8_t)c;
            count = 1;
        } else if (c < 0x800) {
            bytes[0] = 0xc0 | c >> 6;
            bytes[1] = 0x80 | (c & 0x3f);
            count = 2;
        } else if (c < 0x10000) {
            bytes[0] = 0xe0 | c >> 12;
            bytes[1] = 0x80 | (c >> 6 & 0x3f);
            bytes[2] = 0x80 | (c & 0x3f);
            count = 3;
        } else {
            bytes[0] = 0xf0 | c >> 18;
            bytes[1] = 0x80 | (c >> 12 & 0x3f);
            bytes[2] = 0x80 | (c >> 6 & 0x3f);
            bytes[3] = 0x80 | (c & 0x3f);
            count = 4;
        }
        if (used + count >= capacity) return 0;
        memcpy(unix_name + used, bytes, count);
        used += count;
    }
    unix_name[used] = 0;
    return used;
}

/* The character that begins here and its bytes; 0 bytes when it is no well-formed (or a mapped) character. */
static size_t decode_character(const uint8_t *bytes, size_t size, uint32_t *character)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t count = bytes[0] < 0xc0 ? 0 : bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : bytes[0] < 0xf8 ? 4 : 0;
    if (!count || count > size) return 0;
    uint32_t c = bytes[0] & (0x7f >> count);
    for (size_t i = 1; i < count; i++) {
        if ((bytes[i] & 0xc0) != 0x80) return 0;
        c = c << 6 | (bytes[i] & 0x3f);
    }
    if (c < least[count] || c > 0x10ffff) return 0;
    if (c >= PRIVATE_FIRST && c <= PRIVATE_LAST && is_hidden_byte((uint8_t)c)) return 0;
    *character = c;
    return count;
}

/* A surrogate kept as three bytes must not meet its other half so: together they would come back as one character. */
static bool joins_surrogates(uint32_t c, const uint16_t *name, size_t length)
{
    return c >= 0xdc00 && c < 0xe000 && length && name[length - 1] >= 0xd800 && name[length - 1] < 0xdc00;
}

size_t name_to_windows(const char *unix_name, size_t size, uint16_t *name, size_t capacity)
{
    const uint8_t *bytes = (const uint8_t *)unix_name;
    size_t length = 0;
    for (size_t i = 0; i < size && length + 2 <= capacity;) {
        uint32_t c = bytes[i];
        size_t count = 1;
        if (c >= 0x80) {
            count = decode_character(bytes + i, size - i, &c);
            if (count == 3 && joins_surrogates(c, name, length)) count = 0;
            if (!count) {
                c = PRIVATE_FIRST + bytes[i];
                count = 1;
            }
        } else if (is_reserved((uint8_t)c)) {
            c += PRIVATE_FIRST;
        }
        i += count;
        if (c >= 0x10000) {
            name[length++] = 0xd800 + ((c - 0x10000) >> 10);
            c = 0xdc00 + (c & 0x3ff);
        }
        name[length++] = (uint16_t)c;
    }
    return length;
}

static locale_t case_locale;

__attribute__((constructor)) static void open_case_locale(void)
{
    case_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
}

static uint16_t upcase_beyond_ascii(uint16_t c)
{
    /* NTFS keeps these apart from the letters that Unicode folds them to */
    if (c == 0xb5 || c == 0xdf || c == 0x131 || c == 0x17f || !case_locale) return c;
    wint_t upper = towupper_l(c, case_locale);
    return upper < 0x80 || upper > 0xffff ? c : (uint16_t)upper;
}

uint16_t upcase(uint16_t c)
{
    if (c < 'a') return c;
    if (c <= 'z') return c - 32;
    return c < 0x80 ? c : upcase_beyond_ascii(c);
}

int names_compare(const uint16_t *a, size_t a_length, const uint16_t *b, size_t b_length)
{
    size_t common = a_length < b_length ? a_length : b_length;
    for (size_t i = 0; i < common; i++) {
        int difference = (int)upcase(a[i]) - (int)upcase(b[i]);
        if (difference) return difference;
    }
    return a_length < b_length ? -1 : a_length > b_length;
}

bool names_equal(const uint16_t *a, size_t a_length, const uint16_t *b, size_t b_length)
{
    return a_length == b_length && !names_compare(a, a_length, b, b_length);
}

bool names_equal_ascii(const uint16_t *a, size_t a_length, const char *b)
{
    for (size_t i = 0; i < a_length; i++)
        if (!b[i] || upcase(a[i]) != upcase((uint8_t)b[i])) return false;
    return !b[a_length];
}

uint32_t name_hash(const uint16_t *name, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ upcase(name[i])) * 16777619u;
    return hash;
}

bool name_has_wildcards(const uint16_t *name, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (name[i] < 0x80 && name[i] && strchr("*?<>\"", name[i])) return true;
    return false;
}

/* The rules of FsRtlIsNameInExpression: * any run; ? any one character; < (DOS_STAR) any run up to the last dot; >
 * (DOS_QM) any one character, or none before a dot or at the end; " (DOS_DOT) a dot, or nothing at the end. One pass
 * over the name with the set of pattern positions that are still alive, so that no pattern takes more than pattern *
 * name steps. */
#define PATTERN_MAX 1024u

struct match_state { uint64_t alive[PATTERN_MAX / 64 + 1]; };

static void state_add(struct match_state *state, const uint16_t *pattern, size_t length, size_t position, bool at_end)
{
    for (;; position++) {
        state->alive[position / 64] |= 1ull << (position % 64);
        if (position == length) return;
        uint16_t c = pattern[position];
        bool may_be_empty = c == '*' || c == '<' || (at_end && (c == '>' || c == '"'));
        if (!may_be_empty) return;
    }
}

static void state_step(struct match_state *next, const uint16_t *pattern, size_t length, size_t position, uint16_t c,
                       bool last_dot, bool at_end)
{
    uint16_t p = pattern[position];
    bool stays = p == '*' || (p == '<' && !last_dot);
    bool passes = p == '?' || p == '>' || (p == '"' && c == '.') || (p != '*' && p != '<' && upcase(p) == upcase(c));
    if (p == '>' && c == '.') {
        /* matches nothing here, and what follows it decides about the dot */
        size_t following = position;
        while (following < length && pattern[following] == '>') following++;
        if (following < length) state_step(next, pattern, length, following, c, last_dot, at_end);
        return;
    }
    if (stays) state_add(next, pattern, length, position, at_end);
    if (passes) state_add(next, pattern, length, position + 1, at_end);
}

bool name_matches(const uint16_t *pattern, size_t pattern_length, const uint16_t *name, size_t length)
{
    if (pattern_length >= PATTERN_MAX) return false;
    if (pattern_length == 1 && pattern[0] == '*') return true;
    size_t dot = length;
    while (dot && name[dot - 1] != '.') dot--;
    struct match_state state = {{0}};
    state_add(&state, pattern, pattern_length, 0, length == 0);
    for (size_t i = 0; i < length; i++) {
        struct match_state next = {{0}};
        for (size_t p = 0; p < pattern_length; p++)
            if (state.alive[p / 64] >> (p % 64) & 1)
                state_step(&next, pattern, pattern_length, p, name[i], i + 1 == dot, i + 1 == length);
        state = next;
    }
    return state.alive[pattern_length / 64] >> (pattern_length % 64) & 1;
}
