/* The readable names of types from the names that Microsoft's compiler gives them (".?AVname@scope@@", ".PEAH"). */
#include "undecorate.h"

#define NAMES 10 /* what digits refer back to */
#define LENGTH 2000

struct names {
    char text[NAMES][200];
    int count;
};

struct parser {
    const char *at;
    bool failed;
    int depth;
    struct names names, types;
};

struct text {
    char characters[LENGTH];
    size_t size;
};

static void append(struct parser *parser, struct text *text, const char *more)
{
    size_t size = strlen(more);
    if (text->size + size >= LENGTH) {
        parser->failed = true;
        return;
    }
    memcpy(text->characters + text->size, more, size + 1);
    text->size += size;
}

static void remember(struct names *names, const char *text)
{
    if (names->count < NAMES && strlen(text) < sizeof(names->text[0])) strcpy(names->text[names->count++], text);
}

static void recall(struct parser *parser, const struct names *names, struct text *text)
{
    int index = *parser->at++ - '0';
    if (index < names->count) append(parser, text, names->text[index]);
    else parser->failed = true;
}

static bool take(struct parser *parser, const char *word)
{
    size_t size = strlen(word);
    if (strncmp(parser->at, word, size)) return false;
    parser->at += size;
    return true;
}

static void parse_type(struct parser *parser, struct text *text);

/* A digit is a number plus one, letters from A to P are hexadecimal digits, ended by @. */
static void parse_number(struct parser *parser, struct text *text)
{
    bool negative = take(parser, "?");
    unsigned long long value = 0;
    if (*parser->at >= '0' && *parser->at <= '9') value = *parser->at++ - '0' + 1;
    else {
        for (; *parser->at >= 'A' && *parser->at <= 'P'; parser->at++) value = value * 16 + (*parser->at - 'A');
        parser->failed |= !take(parser, "@");
    }
    char digits[24], *start = digits + sizeof(digits) - 1;
    *start = 0;
    do *--start = '0' + value % 10; while (value /= 10);
    if (negative) *--start = '-';
    append(parser, text, start);
}

static void parse_arguments(struct parser *parser, struct text *text)
{
    for (bool first = true; !parser->failed && *parser->at && *parser->at != '@'; first = false) {
        if (!first) append(parser, text, ",");
        if (take(parser, "$0")) parse_number(parser, text);
        else parse_type(parser, text);
    }
    parser->failed |= !take(parser, "@");
}

/* Templates count what digits refer to anew. */
static void parse_template(struct parser *parser, struct text *text)
{
    struct names names = parser->names, types = parser->types;
    parser->names.count = parser->types.count = 0;
    const char *end = strchr(parser->at, '@');
    if (!end || end - parser->at >= 200) {
        parser->failed = true;
        return;
    }
    char name[200] = {0};
    memcpy(name, parser->at, end - parser->at);
    remember(&parser->names, name);
    append(parser, text, name);
    append(parser, text, "<");
    parser->at = end + 1;
    parse_arguments(parser, text);
    append(parser, text, text->size && text->characters[text->size - 1] == '>' ? " >" : ">");
    parser->names = names;
    parser->types = types;
}

static void parse_name_part(struct parser *parser, struct text *part)
{
    if (*parser->at >= '0' && *parser->at <= '9') {
        recall(parser, &parser->names, part);
        return;
    }
    if (take(parser, "?$")) parse_template(parser, part);
    else {
        const char *end = strchr(parser->at, '@');
        bool anonymous = take(parser, "?A");
        if (!end || end == parser->at || (*parser->at == '?' && !anonymous) || end - parser->at >= 200) {
            parser->failed = true;
            return;
        }
        char name[200] = {0};
        memcpy(name, parser->at, end - parser->at);
        append(parser, part, anonymous ? "`anonymous namespace'" : name);
        parser->at = end + 1;
    }
    remember(&parser->names, part->characters);
}

/* The innermost name stands first: name@scope@outer scope@@ */
static void parse_name(struct parser *parser, struct text *text)
{
    struct text *whole = calloc(1, sizeof(*whole)), *part = calloc(1, sizeof(*part));
    if (!whole || !part) parser->failed = true;
    for (bool first = true; !parser->failed && !take(parser, "@"); first = false) {
        part->size = 0;
        part->characters[0] = 0;
        parse_name_part(parser, part);
        if (!first) append(parser, part, "::");
        append(parser, part, whole->characters);
        struct text *before = whole;
        whole = part;
        part = before;
    }
    if (!parser->failed) append(parser, text, whole->characters);
    free(whole);
    free(part);
}

static const char *const qualifiers[] = {"", " const", " volatile", " const volatile"};

static bool parse_basic(struct parser *parser, struct text *text)
{
    static const struct { const char *code, *word;
    } types[] = {{"C", "signed char"},  {"D", "char"},           {"E", "unsigned char"},
                 {"F", "short"},        {"G", "unsigned short"}, {"H", "int"},
                 {"I", "unsigned int"}, {"J", "long"},           {"K", "unsigned long"},
                 {"M", "float"},        {"N", "double"},         {"O", "long double"},
                 {"X", "void"},         {"_J", "__int64"},       {"_K", "unsigned __int64"},
                 {"_N", "bool"},        {"_W", "wchar_t"},       {"_S", "char16_t"},
                 {"_U", "char32_t"},    {"_Q", "char8_t"},       {"$$T", "std::nullptr_t"}};
    for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
        if (!take(parser, types[i].code)) continue;
        append(parser, text, types[i].word);
        return true;
    }
    return false;
}

static bool parse_named(struct parser *parser, struct text *text)
{
    static const struct {
        const char *code, *word;
    } kinds[] = {{"V", "class "}, {"U", "struct "}, {"T", "union "}, {"W4", "enum "}};
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        if (!take(parser, kinds[i].code)) continue;
        append(parser, text, kinds[i].word);
        parse_name(parser, text);
        return true;
    }
    return false;
}

/* A pointer to a function: calling convention, result, arguments, Z */
static void parse_function(struct parser *parser, struct text *text, const char *mark)
{
    static const struct {
        const char *code, *word;
    } conventions[] = {{"A", "__cdecl"}, {"G", "__stdcall"}, {"I", "__fastcall"}, {"Q", "__vectorcall"}};
    size_t kind = 0;
    while (kind < ARRAY_SIZE(conventions) && !take(parser, conventions[kind].code)) kind++;
    if (kind == ARRAY_SIZE(conventions)) {
        parser->failed = true;
        return;
    }
    parse_type(parser, text);
    append(parser, text, " (");
    append(parser, text, conventions[kind].word);
    append(parser, text, mark);
    append(parser, text, ")(");
    if (take(parser, "X")) append(parser, text, "void");
    else parse_arguments(parser, text);
    append(parser, text, ")");
    parser->failed |= !take(parser, "Z");
}

static bool parse_pointer(struct parser *parser, struct text *text)
{
    static const struct {
        const char *code, *mark, *after;
    } kinds[] = {{"P", "*", ""}, {"Q", "*", " const"},    {"R", "*", " volatile"}, {"S", "*", " const volatile"},
                 {"A", "&", ""}, {"B", "&", " volatile"}, {"$$Q", "&&", ""}};
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        if (!take(parser, kinds[i].code)) continue;
        if (take(parser, "6")) {
            parse_function(parser, text, kinds[i].mark);
            append(parser, text, kinds[i].after);
            return true;
        }
        bool wide = take(parser, "E");
        unsigned qualifier = *parser->at - 'A';
        if (qualifier >= ARRAY_SIZE(qualifiers)) return false;
        parser->at++;
        parse_type(parser, text);
        append(parser, text, qualifiers[qualifier]);
        append(parser, text, " ");
        append(parser, text, kinds[i].mark);
        if (wide) append(parser, text, " __ptr64");
        append(parser, text, kinds[i].after);
        return true;
    }
    return false;
}

static void parse_type(struct parser *parser, struct text *text)
{
    const char *start = parser->at;
    size_t before = text->size;
    if (parser->failed || ++parser->depth > 50) {
        parser->failed = true;
        return;
    }
    if (*parser->at >= '0' && *parser->at <= '9') {
        recall(parser, &parser->types, text);
    } else {
        unsigned qualifier = 0;
        if (take(parser, "?") && (qualifier = *parser->at++ - 'A') >= ARRAY_SIZE(qualifiers)) parser->failed = true;
        if (!parser->failed && !parse_basic(parser, text) && !parse_named(parser, text) && !parse_pointer(parser, text))
            parser->failed = true;
        if (!parser->failed) append(parser, text, qualifiers[qualifier]);
        if (parser->at - start > 1)
            remember(&parser->types, text->characters + before); /* letters are not referred to */
    }
    parser->depth--;
}

char *crt_undecorate_type(const char *raw)
{
    struct parser *parser = calloc(1, sizeof(*parser));
    struct text *text = calloc(1, sizeof(*text));
    char *result = NULL;
    if (parser && text) {
        parser->at = raw + (*raw == '.');
        parse_type(parser, text);
        result = _strdup(parser->failed || *parser->at ? raw : text->characters);
    }
    free(parser);
    free(text);
    return result;
}
