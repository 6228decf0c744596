/* The conditions of `where`: comparisons joined by AND and OR, with NOT and parentheses, as in WQL. */
#include "wmic.h"

struct reader { const WCHAR *at; const struct class *class; const struct object *object; bool failed; int depth; };

static void skip_blanks(struct reader *reader)
{
    while (*reader->at == ' ' || *reader->at == '\t') reader->at++;
}

static bool take_word(struct reader *reader, const WCHAR *word)
{
    size_t length = wcslen(word);
    skip_blanks(reader);
    if (_wcsnicmp(reader->at, word, length) || iswalnum(reader->at[length]) || reader->at[length] == '_') return false;
    reader->at += length;
    return true;
}

static bool take_sign(struct reader *reader, const WCHAR *sign)
{
    skip_blanks(reader);
    if (wcsncmp(reader->at, sign, wcslen(sign))) return false;
    reader->at += wcslen(sign);
    return true;
}

/* A text in quotes (a backslash keeps what follows it) or what stands up to a blank. */
static void take_value(struct reader *reader, WCHAR *value, size_t size)
{
    size_t length = 0;
    skip_blanks(reader);
    WCHAR quote = *reader->at == '\'' || *reader->at == '"' ? *reader->at++ : 0;
    while (*reader->at && (quote ? *reader->at != quote : !wcschr(L" )", *reader->at))) {
        if (quote && *reader->at == '\\' && reader->at[1]) reader->at++;
        if (length + 1 < size) value[length++] = *reader->at;
        reader->at++;
    }
    value[length] = 0;
    if (quote && *reader->at++ != quote) {
        reader->at--;
        reader->failed = true;
    }
}

/* LIKE: % stands for any text, _ for one character. */
static bool is_like(const WCHAR *text, const WCHAR *pattern)
{
    for (; *pattern; pattern++) {
        if (*pattern == '%') {
            while (*pattern == '%') pattern++;
            if (!*pattern) return true;
            for (; *text; text++)
                if (is_like(text, pattern)) return true;
            return false;
        }
        if (!*text || (*pattern != '_' && towupper(*pattern) != towupper(*text))) return false;
        text++;
    }
    return !*text;
}

static int compare(const WCHAR *first, const WCHAR *second)
{
    WCHAR *end_first, *end_second;
    double left = wcstod(first, &end_first), right = wcstod(second, &end_second);
    if (*first && *second && !*end_first && !*end_second) return left < right ? -1 : left > right;
    return _wcsicmp(first, second);
}

static bool read_comparison(struct reader *reader)
{
    static const struct { const WCHAR *sign; bool less, equal, greater;
    } signs[] = {
        {L"<>", true, false, true}, {L"!=", true, false, true}, {L"<=", true, true, false}, {L">=", false, true, true},
        {L"=", false, true, false}, {L"<", true, false, false}, {L">", false, false, true},
    };
    WCHAR name[64], value[1024];
    size_t length = 0;
    skip_blanks(reader);
    while ((iswalnum(*reader->at) || *reader->at == '_') && length + 1 < ARRAYSIZE(name))
        name[length++] = *reader->at++;
    name[length] = 0;
    int index = property_index(reader->class, name);
    const WCHAR *actual = index >= 0 ? reader->object->values[index] : NULL;
    if (index < 0) reader->failed = true;
    if (take_word(reader, L"like")) {
        take_value(reader, value, ARRAYSIZE(value));
        return actual && is_like(actual, value);
    }
    for (size_t i = 0; i < ARRAYSIZE(signs); i++) {
        if (!take_sign(reader, signs[i].sign)) continue;
        take_value(reader, value, ARRAYSIZE(value));
        int order = actual ? compare(actual, value) : -1;
        return actual && (order < 0 ? signs[i].less : order > 0 ? signs[i].greater : signs[i].equal);
    }
    reader->failed = true;
    return false;
}

static bool read_or(struct reader *reader);

static bool read_factor(struct reader *reader)
{
    bool result = false;
    if (++reader->depth > 100) reader->failed = true;
    else if (take_word(reader, L"not")) result = !read_factor(reader);
    else if (take_sign(reader, L"(")) {
        result = read_or(reader);
        if (!take_sign(reader, L")")) reader->failed = true;
    } else result = read_comparison(reader);
    reader->depth--;
    return result;
}

static bool read_and(struct reader *reader)
{
    bool result = read_factor(reader);
    while (!reader->failed && take_word(reader, L"and")) result &= read_factor(reader);
    return result;
}

static bool read_or(struct reader *reader)
{
    bool result = read_and(reader);
    while (!reader->failed && take_word(reader, L"or")) result |= read_and(reader);
    return result;
}

bool object_matches(const struct class *class, const struct object *object, const WCHAR *condition, bool *matches)
{
    struct reader reader = { condition, class, object, false, 0 };
    *matches = read_or(&reader);
    skip_blanks(&reader);
    return !reader.failed && !*reader.at;
}
