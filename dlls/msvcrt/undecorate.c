/* The readable names of decorated C++ symbols and types, after what is published of Microsoft's decoration (Agner Fog,
 * "Calling conventions for different C++ compilers and operating systems", chapter 8, and what is written of undname).
 *
 * A type has two texts, what stands left of a declared name and what stands right of it: int (* and )[3]. All texts lie
 * in memory of the caller's; when that is used up, or the name makes no sense, the whole parse fails. */
#include "undecorate.h"
#include <stdarg.h>

#define REFERENCES 10 /* what digits refer back to */
#define DEPTH_MAX 60

struct references {
    const char *text[REFERENCES];
    int count;
};

struct declaration {
    const char *left, *right;
};

struct type_references {
    struct declaration type[REFERENCES];
    int count;
};

struct parser {
    const char *at;
    char *memory, *memory_end;
    unsigned flags;
    int depth;
    bool failed;
    struct references names;
    struct type_references types;
};

static bool has(const struct parser *parser, unsigned flag) { return (parser->flags & flag) != 0; }

static const char *fail(struct parser *parser)
{
    parser->failed = true;
    return "";
}

static size_t length_of(const char *text) { return __builtin_strlen(text); }

/* The texts in a row, up to a NULL. */
static const char *join(struct parser *parser, ...)
{
    va_list texts;
    char *start = parser->memory, *end = start;

    va_start(texts, parser);
    for (const char *text; !parser->failed && (text = va_arg(texts, const char *));) {
        size_t size = length_of(text);
        if (size >= (size_t)(parser->memory_end - end)) parser->failed = true;
        else {
            __builtin_memcpy(end, text, size);
            end += size;
        }
    }
    va_end(texts);
    if (parser->failed) return "";
    *end = 0;
    parser->memory = end + 1;
    return start;
}

static const char *copy(struct parser *parser, const char *from, size_t size)
{
    char *text = parser->memory;
    if (parser->failed || size >= (size_t)(parser->memory_end - text)) return fail(parser);
    __builtin_memcpy(text, from, size);
    text[size] = 0;
    parser->memory += size + 1;
    return text;
}

static bool take(struct parser *parser, const char *word)
{
    size_t size = length_of(word);
    if (__builtin_strncmp(parser->at, word, size)) return false;
    parser->at += size;
    return true;
}

static char take_any(struct parser *parser)
{
    if (*parser->at) return *parser->at++;
    parser->failed = true;
    return 0;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static void remember(struct parser *parser, const char *text)
{
    struct references *names = &parser->names;
    for (int i = 0; i < names->count; i++) {
        if (!__builtin_strcmp(names->text[i], text)) return;
    }
    if (names->count < REFERENCES) names->text[names->count++] = text;
}

/* A keyword of Microsoft's such as __cdecl, with or without its underscores, or nothing. */
static const char *keyword(struct parser *parser, const char *word)
{
    if (has(parser, UNDECORATE_NO_MS_KEYWORDS)) return "";
    return has(parser, UNDECORATE_NO_LEADING_UNDERSCORES) ? word + 2 : word;
}

static struct declaration parse_type(struct parser *parser);
static const char *parse_symbol(struct parser *parser);
static const char *parse_scoped_name(struct parser *parser);

/* ---- numbers: a digit is a number less one, letters from A to P are hexadecimal digits that an @ ends */

static long long parse_value(struct parser *parser)
{
    bool negative = take(parser, "?");
    unsigned long long value = 0;

    if (is_digit(*parser->at)) value = (unsigned)(*parser->at++ - '0') + 1u;
    else {
        for (; *parser->at >= 'A' && *parser->at <= 'P'; parser->at++)
            value = value << 4 | (unsigned)(*parser->at - 'A');
        if (!take(parser, "@")) parser->failed = true;
    }
    return (long long)(negative ? 0 - value : value);
}

static const char *number_text(struct parser *parser, long long number)
{
    char digits[24], *start = digits + sizeof(digits) - 1;
    unsigned long long value = number < 0 ? 0 - (unsigned long long)number : (unsigned long long)number;

    *start = 0;
    do *--start = (char)('0' + value % 10); while (value /= 10);
    if (number < 0) *--start = '-';
    return copy(parser, start, length_of(start));
}

static const char *parse_number(struct parser *parser) { return number_text(parser, parse_value(parser)); }

/* ---- types */

static const char *const qualifiers[] = {"", "const", "volatile", "const volatile"};

static const char *basic_type(char code)
{
    static const char *const words[] = {"signed char",    "char", "unsigned char", "short", "unsigned short", "int",
                                        "unsigned int",   "long", "unsigned long", NULL,    "float",          "double",
                                        "long double"};
    if (code == 'X') return "void";
    return code >= 'C' && code <= 'O' ? words[code - 'C'] : NULL;
}

static const char *extended_type(char code)
{
    static const struct {
        char code;
        const char *word;
    } types[] = {{'D', "__int8"},           {'E', "unsigned __int8"},   {'F', "__int16"},  {'G', "unsigned __int16"},
                 {'H', "__int32"},          {'I', "unsigned __int32"},  {'J', "__int64"},  {'K', "unsigned __int64"},
                 {'L', "__int128"},         {'M', "unsigned __int128"}, {'N', "bool"},     {'P', "auto"},
                 {'Q', "char8_t"},          {'S', "char16_t"},          {'U', "char32_t"}, {'W', "wchar_t"},
                 {'T', "decltype(auto)"}};
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (types[i].code == code) return types[i].word;
    }
    return NULL;
}

static const char *calling_convention(struct parser *parser)
{
    static const char *const names[] = {"__cdecl",    "__pascal", "__thiscall", "__stdcall",   "__fastcall",
                                        "",           "__clrcall", "__eabi",    "__vectorcall"};
    unsigned index = (unsigned)(take_any(parser) - 'A') / 2;
    if (index >= sizeof(names) / sizeof(names[0])) return fail(parser);
    if (has(parser, UNDECORATE_NO_ALLOCATION_LANGUAGE) || !*names[index]) return "";
    return keyword(parser, names[index]);
}

/* E, F and I say that a pointer has 64 bits, is unaligned or restricted; G and H that a function wants an lvalue or an
 * rvalue as its object. */
struct modifiers {
    bool wide, unaligned, restricted;
    const char *reference;
};

static struct modifiers parse_modifiers(struct parser *parser)
{
    struct modifiers modifiers = {.reference = ""};
    for (;; parser->at++) {
        switch (*parser->at) {
        case 'E': modifiers.wide = true; break;
        case 'F': modifiers.unaligned = true; break;
        case 'I': modifiers.restricted = true; break;
        case 'G': modifiers.reference = " &"; break;
        case 'H': modifiers.reference = " &&"; break;
        default: return modifiers;
        }
    }
}

static const char *spaced(struct parser *parser, const char *word)
{
    return *word ? join(parser, " ", word, NULL) : "";
}

/* The parameters of a function up to the mark of their end: "void", "int,char" or "int,...". */
static const char *parse_parameters(struct parser *parser)
{
    const char *text = "";

    if (take(parser, "X")) return "void";
    while (!parser->failed && !take(parser, "@")) {
        const char *separator = *text ? "," : "";
        if (take(parser, "Z")) return join(parser, text, separator, "...", NULL);
        const char *start = parser->at;
        struct declaration type;
        if (is_digit(*start)) {
            int index = *parser->at++ - '0';
            if (index >= parser->types.count) return fail(parser);
            type = parser->types.type[index];
        } else {
            type = parse_type(parser);
            if (parser->at - start > 1 && parser->types.count < REFERENCES)
                parser->types.type[parser->types.count++] = type;
        }
        text = join(parser, text, separator, type.left, type.right, NULL);
    }
    return text;
}

static const char *parse_throw(struct parser *parser)
{
    if (take(parser, "Z")) return "";
    if (take(parser, "_E")) return has(parser, UNDECORATE_NO_THROW_SIGNATURES) ? "" : " noexcept";
    return fail(parser);
}

/* What stands behind a 6, or behind an 8 and a class with its qualifiers: convention, result, parameters. The mark is
 * that of the pointer, so the name goes behind it: int (__cdecl* and )(int). */
static struct declaration parse_function_type(struct parser *parser, const char *scope, const char *mark,
                                              const char *object)
{
    const char *convention = calling_convention(parser);
    struct declaration result = {"", ""};

    if (!take(parser, "@")) result = parse_type(parser);
    const char *parameters = parse_parameters(parser), *throws = parse_throw(parser);
    const char *space = *convention && *scope ? " " : "";
    const char *left = *mark ? join(parser, result.left, " (", convention, space, scope, mark, NULL)
                             : join(parser, result.left, *convention ? " " : "", convention, NULL);
    return (struct declaration){left, join(parser, *mark ? ")" : "", "(", parameters, ")", object, throws, result.right,
                                           NULL)};
}

/* The qualifiers of a member function's object, as undname writes them: "const " with a space behind it. */
static const char *parse_object(struct parser *parser)
{
    struct modifiers modifiers = parse_modifiers(parser);
    unsigned index = (unsigned)(take_any(parser) - 'A');

    if (index >= 4) return fail(parser);
    bool microsoft = !has(parser, UNDECORATE_NO_MS_KEYWORDS) && !has(parser, UNDECORATE_NO_MS_THISTYPE);
    const char *words = has(parser, UNDECORATE_NO_CV_THISTYPE) ? "" : qualifiers[index];
    const char *unaligned = microsoft && modifiers.unaligned ? spaced(parser, keyword(parser, "__unaligned")) : "";
    const char *wide = microsoft && modifiers.wide ? spaced(parser, keyword(parser, "__ptr64")) : "";
    const char *restricted = microsoft && modifiers.restricted ? spaced(parser, keyword(parser, "__restrict")) : "";
    const char *extra = join(parser, unaligned, wide, restricted, modifiers.reference, NULL);
    return join(parser, words, *words && !*extra ? " " : "", extra, NULL);
}

static struct declaration parse_array(struct parser *parser, const char *qualifier)
{
    long long count = parse_value(parser);
    const char *bounds = "";

    if (count < 1 || count > 20) parser->failed = true;
    for (; !parser->failed && count; count--) bounds = join(parser, bounds, "[", parse_number(parser), "]", NULL);
    if (take(parser, "$$C")) {
        unsigned index = (unsigned)(take_any(parser) - 'A');
        if (index >= 4) parser->failed = true;
        else qualifier = qualifiers[index];
    }
    struct declaration element = parse_type(parser);
    return (struct declaration){join(parser, element.left, spaced(parser, qualifier), NULL),
                                join(parser, bounds, element.right, NULL)};
}

/* A pointer or reference: the mark, what is true of the pointer itself, and what it points to. */
static struct declaration parse_pointer(struct parser *parser, const char *mark, const char *own)
{
    static const struct declaration none = {"", ""};
    const char *scope = "";

    if (take(parser, "6") || take(parser, "7")) {
        struct declaration function = parse_function_type(parser, "", mark, "");
        function.left = join(parser, function.left, spaced(parser, own), NULL);
        return function;
    }
    if (take(parser, "8") || take(parser, "9")) {
        scope = join(parser, parse_scoped_name(parser), "::", NULL);
        const char *object = parse_object(parser);
        struct declaration function = parse_function_type(parser, scope, mark, object);
        function.left = join(parser, function.left, spaced(parser, own), NULL);
        return function;
    }
    struct modifiers modifiers = parse_modifiers(parser);
    char code = take_any(parser);
    if (code == '6') {
        struct declaration function = parse_function_type(parser, "", mark, "");
        function.left = join(parser, function.left, spaced(parser, own), NULL);
        return function;
    }
    if (code == '8') {
        scope = join(parser, parse_scoped_name(parser), "::", NULL);
        const char *object = parse_object(parser);
        struct declaration function = parse_function_type(parser, scope, mark, object);
        function.left = join(parser, function.left, spaced(parser, own), NULL);
        return function;
    }
    unsigned index;
    if (code >= 'A' && code <= 'D') index = (unsigned)(code - 'A');
    else if (code >= 'Q' && code <= 'T') {
        index = (unsigned)(code - 'Q');
        scope = join(parser, parse_scoped_name(parser), "::", NULL);
    } else {
        parser->failed = true;
        return none;
    }
    bool microsoft = !has(parser, UNDECORATE_NO_MS_KEYWORDS);
    const char *wide = microsoft && modifiers.wide ? spaced(parser, keyword(parser, "__ptr64")) : "";
    const char *restricted = microsoft && modifiers.restricted ? spaced(parser, keyword(parser, "__restrict")) : "";
    const char *tail = join(parser, scope, mark, wide, restricted, spaced(parser, own), NULL);
    const char *unaligned = microsoft && modifiers.unaligned ? spaced(parser, keyword(parser, "__unaligned")) : "";
    if (take(parser, "Y")) {
        struct declaration array = parse_array(parser, qualifiers[index]);
        return (struct declaration){join(parser, array.left, unaligned, " (", tail, NULL),
                                    join(parser, ")", array.right, NULL)};
    }
    /* what points to a constant pointer says so twice, by its own letter and by that of the inner pointer */
    bool twice = index && *parser->at >= 'Q' && *parser->at <= 'S';
    if (twice) parser->at++;
    struct declaration target = twice ? parse_pointer(parser, "*", "") : parse_type(parser);
    const char *qualifier = spaced(parser, qualifiers[index]);
    return (struct declaration){join(parser, target.left, qualifier, unaligned, " ", tail, NULL), target.right};
}

static bool parse_named_type(struct parser *parser, char code, struct declaration *type)
{
    const char *kind;

    switch (code) {
    case 'T': kind = "union "; break;
    case 'U': kind = "struct "; break;
    case 'V': kind = "class "; break;
    case 'Y': kind = "cointerface "; break;
    case 'W':
        if (*parser->at < '0' || *parser->at > '7') return false;
        parser->at++;
        kind = "enum ";
        break;
    default: return false;
    }
    if (has(parser, UNDECORATE_NO_ARGUMENTS) && has(parser, UNDECORATE_NAME_ONLY)) kind = "";
    *type = (struct declaration){join(parser, kind, parse_scoped_name(parser), NULL), ""};
    return true;
}

/* Behind $$: what C++ has got since the letters were given out. */
static bool parse_new_type(struct parser *parser, struct declaration *type)
{
    unsigned index;

    switch (take_any(parser)) {
    case 'Q': *type = parse_pointer(parser, "&&", ""); return true;
    case 'R': *type = parse_pointer(parser, "&&", "volatile"); return true;
    case 'T': *type = (struct declaration){"std::nullptr_t", ""}; return true;
    case 'A':
        if (take(parser, "6")) *type = parse_function_type(parser, "", "", "");
        else if (take(parser, "8@@")) {
            const char *object = parse_object(parser);
            *type = parse_function_type(parser, "", "", object);
        } else return false;
        return true;
    case 'B':
        if (!take(parser, "Y")) *type = parse_type(parser);
        else {
            *type = parse_array(parser, "");
            type->left = join(parser, type->left, " ", NULL);
        }
        return true;
    case 'C':
        index = (unsigned)(take_any(parser) - 'A');
        if (index >= 4) return false;
        *type = parse_type(parser);
        type->left = join(parser, type->left, spaced(parser, qualifiers[index]), NULL);
        return true;
    default: return false;
    }
}

static bool parse_type_inner(struct parser *parser, struct declaration *type)
{
    char code = take_any(parser);
    const char *word;

    if ((word = basic_type(code))) {
        *type = (struct declaration){word, ""};
        return true;
    }
    switch (code) {
    case 'A': *type = parse_pointer(parser, "&", ""); return true;
    case 'B': *type = parse_pointer(parser, "&", "volatile"); return true;
    case 'P': *type = parse_pointer(parser, "*", ""); return true;
    case 'Q': *type = parse_pointer(parser, "*", "const"); return true;
    case 'R': *type = parse_pointer(parser, "*", "volatile"); return true;
    case 'S': *type = parse_pointer(parser, "*", "const volatile"); return true;
    case '_':
        if (!(word = extended_type(take_any(parser)))) return false;
        *type = (struct declaration){word, ""};
        return true;
    case '?': {
        unsigned index = (unsigned)(take_any(parser) - 'A');
        if (index >= 4) return false;
        *type = parse_type(parser);
        type->left = join(parser, type->left, spaced(parser, qualifiers[index]), NULL);
        return true;
    }
    case '$': return take(parser, "$") && parse_new_type(parser, type);
    default: return parse_named_type(parser, code, type);
    }
}

static struct declaration parse_type(struct parser *parser)
{
    struct declaration type = {"", ""};
    if (parser->failed || parser->depth >= DEPTH_MAX) {
        parser->failed = true;
        return type;
    }
    parser->depth++;
    if (!parse_type_inner(parser, &type)) parser->failed = true;
    parser->depth--;
    return type;
}

/* ---- names */

/* One argument of a template; *empty is set where a pack has no elements. */
static const char *parse_template_argument(struct parser *parser, bool *empty)
{
    if (take(parser, "$$V") || take(parser, "$$Z") || take(parser, "$$$V") || take(parser, "$S")) {
        *empty = true;
        return "";
    }
    if (take(parser, "$0")) return parse_number(parser);
    if (take(parser, "$1")) {
        if (take(parser, "@")) return "NULL";
        return join(parser, "&", parse_symbol(parser), NULL);
    }
    if (take(parser, "$E")) return parse_symbol(parser);
    if (take(parser, "$D")) return join(parser, "`template-parameter", parse_number(parser), "'", NULL);
    if (take(parser, "$Q")) return join(parser, "`non-type-template-parameter", parse_number(parser), "'", NULL);
    if (take(parser, "$F")) {
        const char *first = parse_number(parser);
        return join(parser, "{", first, ",", parse_number(parser), "}", NULL);
    }
    if (take(parser, "$G")) {
        const char *first = parse_number(parser), *second = parse_number(parser);
        return join(parser, "{", first, ",", second, ",", parse_number(parser), "}", NULL);
    }
    if (take(parser, "$H")) {
        const char *symbol = parse_symbol(parser);
        return join(parser, "{", symbol, ",", parse_number(parser), "}", NULL);
    }
    if (take(parser, "$I")) {
        const char *symbol = parse_symbol(parser), *first = parse_number(parser);
        return join(parser, "{", symbol, ",", first, ",", parse_number(parser), "}", NULL);
    }
    if (take(parser, "$M")) { /* its type, then its value */
        parse_type(parser);
        const char *value = NULL;
        if (*parser->at == '0') {
            parser->at++;
            value = parse_number(parser);
        } else if (*parser->at == '1') {
            parser->at++;
            value = join(parser, "&", parse_symbol(parser), NULL);
        }
        return value ? value : fail(parser);
    }
    struct declaration type = parse_type(parser);
    return join(parser, type.left, type.right, NULL);
}

static const char *parse_template_arguments(struct parser *parser)
{
    const char *text = "";
    bool first = true;

    while (!parser->failed && !take(parser, "@")) {
        bool empty = false;
        const char *start = parser->at, *argument;
        if (is_digit(*start)) {
            int index = *parser->at++ - '0';
            if (index >= parser->types.count) return fail(parser);
            struct declaration type = parser->types.type[index];
            argument = join(parser, type.left, type.right, NULL);
        } else {
            argument = parse_template_argument(parser, &empty);
            if (!empty && *start != '$' && parser->at - start > 1 && parser->types.count < REFERENCES)
                parser->types.type[parser->types.count++] = (struct declaration){argument, ""};
        }
        if (empty) continue;
        text = first ? argument : join(parser, text, ",", argument, NULL);
        first = false;
    }
    size_t size = length_of(text);
    return join(parser, "<", text, size && text[size - 1] == '>' ? " >" : ">", NULL);
}

static const char *parse_plain_name(struct parser *parser)
{
    const char *start = parser->at;
    while (*parser->at && *parser->at != '@') parser->at++;
    if (parser->at == start || !*parser->at) return fail(parser);
    return copy(parser, start, (size_t)(parser->at++ - start));
}

/* What an operator's code makes of the name of a symbol. */
enum special {
    PLAIN,
    CONSTRUCTOR,
    DESTRUCTOR,
    CONVERSION,
    STRING,
    TABLE,
    TYPE_DESCRIPTOR,
    NO_TYPE,
    GUARD,
    INITIALIZER
};

struct unqualified {
    const char *text;
    enum special special;
    bool is_template;
};

static const char *operator_text(char code)
{
    static const char *const digits[] = {NULL, NULL, " new", " delete", "=", ">>", "<<", "!", "==", "!="};
    static const char *const letters[] = {"[]", NULL, "->", "*", "++", "--", "-", "+", "&", "->*", "/",  "%", "<",
                                          "<=", ">",  ">=", ",", "()", "~",  "^", "|", "&&", "||", "*=", "+=", "-="};
    if (is_digit(code)) return digits[code - '0'];
    return code >= 'A' && code <= 'Z' ? letters[code - 'A'] : NULL;
}

static const char *parse_base_class_descriptor(struct parser *parser)
{
    const char *a = parse_number(parser), *b = parse_number(parser), *c = parse_number(parser);
    return join(parser, "`RTTI Base Class Descriptor at (", a, ",", b, ",", c, ",", parse_number(parser), ")'", NULL);
}

/* The dynamic initializers and finalizers of variables hold a symbol or a name. */
static const char *parse_initializer(struct parser *parser, const char *what)
{
    bool symbol = *parser->at == '?';
    const char *name = symbol ? parse_symbol(parser) : parse_scoped_name(parser);
    if (symbol && !take(parser, "@@")) return fail(parser);
    return join(parser, "`", what, " for '", name, "''", NULL);
}

static struct unqualified parse_special_underscore(struct parser *parser)
{
    static const char *const digits[] = {"operator/=", "operator%=", "operator>>=", "operator<<=", "operator&=",
                                         "operator|=", "operator^=", "`vftable'",   "`vbtable'",   "`vcall'"};
    static const char *const letters[] = {
        "`typeof'", "`local static guard'", "`string'", "`vbase destructor'", "`vector deleting destructor'",
        "`default constructor closure'", "`scalar deleting destructor'", "`vector constructor iterator'",
        "`vector destructor iterator'", "`vector vbase constructor iterator'", "`virtual displacement map'",
        "`eh vector constructor iterator'", "`eh vector destructor iterator'",
        "`eh vector vbase constructor iterator'", "`copy constructor closure'", NULL, NULL, NULL, "`local vftable'",
        "`local vftable constructor closure'", "operator new[]", "operator delete[]", NULL,
        "`placement delete closure'", "`placement delete[] closure'", NULL};
    static const char *const more[] = {
        "`managed vector constructor iterator'", "`managed vector destructor iterator'",
        "`eh vector copy constructor iterator'", "`eh vector vbase copy constructor iterator'", NULL, NULL,
        "`vector copy constructor iterator'", "`vector vbase copy constructor iterator'",
        "`managed vector vbase copy constructor iterator'", "`local static thread guard'", NULL, "operator co_await",
        "operator<=>"};
    struct unqualified name = {.text = ""};
    char code = take_any(parser);

    if (is_digit(code)) {
        name.text = digits[code - '0'];
        if (code == '7' || code == '8') name.special = TABLE;
        return name;
    }
    if (code == 'R') {
        switch (take_any(parser)) {
        case '0':
            name.special = TYPE_DESCRIPTOR;
            return name;
        case '1': name.text = parse_base_class_descriptor(parser); break;
        case '2': name.text = "`RTTI Base Class Array'"; break;
        case '3': name.text = "`RTTI Class Hierarchy Descriptor'"; break;
        case '4':
            name.text = "`RTTI Complete Object Locator'";
            name.special = TABLE;
            return name;
        default: parser->failed = true;
        }
        name.special = NO_TYPE;
        return name;
    }
    if (code == '_') {
        code = take_any(parser);
        if (code == 'E' || code == 'F') {
            name.text = parse_initializer(parser, code == 'E' ? "dynamic initializer" : "dynamic atexit destructor");
            name.special = INITIALIZER;
            return name;
        }
        if (code == 'K') name.text = join(parser, "operator \"\" ", parse_plain_name(parser), NULL);
        else if (code >= 'A' && code <= 'M' && more[code - 'A']) name.text = more[code - 'A'];
        else parser->failed = true;
        if (code == 'J') name.special = GUARD;
        return name;
    }
    if (code < 'A' || code > 'Z' || !letters[code - 'A']) parser->failed = true;
    else name.text = letters[code - 'A'];
    if (code == 'C') name.special = STRING;
    if (code == 'S') name.special = TABLE;
    if (code == 'B') name.special = GUARD;
    return name;
}

/* Behind the question mark that says "operator". */
static struct unqualified parse_operator(struct parser *parser)
{
    char code;
    if (take(parser, "_")) return parse_special_underscore(parser);
    switch (code = take_any(parser)) {
    case '0': return (struct unqualified){.text = "", .special = CONSTRUCTOR};
    case '1': return (struct unqualified){.text = "", .special = DESTRUCTOR};
    case 'B': return (struct unqualified){.text = "operator", .special = CONVERSION};
    }
    const char *text = operator_text(code);
    if (!text) parser->failed = true;
    return (struct unqualified){.text = text ? join(parser, "operator", text, NULL) : ""};
}

/* Templates count what digits refer to anew. */
static struct unqualified parse_template(struct parser *parser)
{
    struct references names = parser->names;
    struct type_references types = parser->types;
    struct unqualified name;

    parser->names.count = parser->types.count = 0;
    if (take(parser, "?")) name = parse_operator(parser);
    else {
        name = (struct unqualified){.text = parse_plain_name(parser)};
        remember(parser, name.text);
    }
    name.is_template = true;
    const char *arguments = parse_template_arguments(parser);
    if (name.special != CONSTRUCTOR && name.special != DESTRUCTOR) name.text = join(parser, name.text, arguments, NULL);
    parser->names = names;
    parser->types = types;
    return name;
}

/* A scope: a name, a template, a namespace without a name, or the number of a block in a function. */
static const char *parse_scope(struct parser *parser)
{
    const char *text;

    if (is_digit(*parser->at)) {
        int index = *parser->at++ - '0';
        return index < parser->names.count ? parser->names.text[index] : fail(parser);
    }
    if (*parser->at != '?') {
        text = parse_plain_name(parser);
        remember(parser, text);
        return text;
    }
    parser->at++;
    if (take(parser, "$")) {
        text = parse_template(parser).text;
        remember(parser, text);
        return text;
    }
    if (*parser->at == 'A' && (parser->at[1] == '0' || parser->at[1] == '@')) { /* ?A0x and a hash */
        parse_plain_name(parser);
        remember(parser, "`anonymous namespace'");
        return "`anonymous namespace'";
    }
    if (take(parser, "I") || take(parser, "Q")) return join(parser, "[", parse_plain_name(parser), "]", NULL);
    if (*parser->at == '?') {
        text = join(parser, "`", parse_symbol(parser), "'", NULL);
        return text;
    }
    return join(parser, "`", parse_number(parser), "'", NULL);
}

/* The scopes behind a name, the innermost first, up to an @: "outer::inner" or nothing. *last is the innermost one. */
static const char *parse_scopes(struct parser *parser, const char **last)
{
    const char *text = "";

    *last = NULL;
    if (++parser->depth > DEPTH_MAX) fail(parser);
    while (!parser->failed && !take(parser, "@")) {
        const char *scope = parse_scope(parser);
        if (!*last) *last = scope;
        text = *text ? join(parser, scope, "::", text, NULL) : scope;
    }
    parser->depth--;
    return text;
}

static const char *scoped(struct parser *parser, const char *scopes, const char *name)
{
    return *scopes ? join(parser, scopes, "::", name, NULL) : name;
}

static const char *parse_scoped_name(struct parser *parser)
{
    const char *last;
    return parse_scopes(parser, &last);
}

/* ---- symbols */

struct symbol {
    struct unqualified own;
    const char *name, *scopes, *innermost; /* name: with its scopes; not yet known of conversions */
};

static const char *class_name(struct parser *parser, const char *innermost)
{
    return innermost ? innermost : fail(parser);
}

static const char *access_text(struct parser *parser, unsigned access)
{
    static const char *const words[] = {"private: ", "protected: ", "public: "};
    return has(parser, UNDECORATE_NO_ACCESS_SPECIFIERS) || access > 2 ? "" : words[access];
}

static const char *member_text(struct parser *parser, const char *word)
{
    return has(parser, UNDECORATE_NO_MEMBER_TYPE) ? "" : word;
}

/* A variable: its type and how it is stored. */
static const char *parse_variable(struct parser *parser, const struct symbol *symbol, char kind)
{
    bool is_pointer = *parser->at >= 'A' && *parser->at <= 'S' && !basic_type(*parser->at);
    struct declaration type = parse_type(parser);
    struct modifiers modifiers = parse_modifiers(parser);
    unsigned index = (unsigned)(take_any(parser) - 'A');
    bool pointer = modifiers.wide && !has(parser, UNDECORATE_NO_MS_KEYWORDS);

    if (index >= 4 && index >= 'Q' - 'A' && index <= 'T' - 'A') { /* a pointer to a member: its class follows */
        index -= 'Q' - 'A';
        parse_scoped_name(parser);
    }
    if (index >= 4) return fail(parser);
    if (is_pointer) index = 0; /* the pointer has told what it points to */
    if (has(parser, UNDECORATE_NAME_ONLY)) return symbol->name;
    const char *access = kind <= '2' ? access_text(parser, (unsigned)(kind - '0')) : "";
    size_t size = length_of(type.left);
    pointer = pointer && size && type.left[size - 1] == '*'; /* to a function; pointers to data have said so */
    return join(parser, access, kind <= '2' ? member_text(parser, "static ") : "", type.left,
                pointer ? spaced(parser, keyword(parser, "__ptr64")) : "", spaced(parser, qualifiers[index]), " ",
                symbol->name, type.right, NULL);
}

/* Tables of virtual functions and the like: qualifiers, then the bases that they are for. */
static const char *parse_table(struct parser *parser, const struct symbol *symbol)
{
    parse_modifiers(parser);
    unsigned index = (unsigned)(take_any(parser) - 'A');
    const char *bases = "";

    if (index >= 4) return fail(parser);
    while (!parser->failed && *parser->at && !take(parser, "@"))
        bases = join(parser, bases, *bases ? "s `" : "`", parse_scoped_name(parser), "'", NULL);
    if (has(parser, UNDECORATE_NAME_ONLY)) return symbol->name;
    if (*bases) bases = join(parser, "{for ", bases, "}", NULL);
    return join(parser, qualifiers[index], index ? " " : "", symbol->name, bases, NULL);
}

/* What the letter of a function's kind says: three accesses of eight letters each, then free functions. */
struct function_kind {
    unsigned access;
    bool is_member, is_static, is_virtual;
    const char *adjust; /* of a thunk */
};

static const char *parse_function(struct parser *parser, const struct symbol *symbol, struct function_kind kind)
{
    const char *object = kind.is_member && !kind.is_static ? parse_object(parser) : "";
    const char *convention = calling_convention(parser);
    struct declaration result = {"", ""};
    const char *name = symbol->name;
    bool has_result = !take(parser, "@");

    if (has_result) result = parse_type(parser);
    if (symbol->own.special == CONVERSION) {
        const char *plain = join(parser, "operator ", result.left, result.right,
                                 symbol->own.text + length_of("operator"), NULL);
        name = scoped(parser, symbol->scopes, plain);
        has_result = false;
        result = (struct declaration){"", ""};
    }
    const char *parameters = parse_parameters(parser), *throws = parse_throw(parser);
    if (parser->failed || has(parser, UNDECORATE_NAME_ONLY)) return name;
    if (has(parser, UNDECORATE_NO_FUNCTION_RETURNS)) {
        has_result = false;
        result = (struct declaration){"", ""};
    }
    const char *member = kind.is_static    ? member_text(parser, "static ")
                         : kind.is_virtual ? member_text(parser, "virtual ")
                                           : "";
    const char *list = has(parser, UNDECORATE_NO_ARGUMENTS) ? "" : join(parser, "(", parameters, ")", NULL);
    return join(parser, kind.adjust ? "[thunk]:" : "", access_text(parser, kind.access), member, result.left,
                has_result && !*result.right ? " " : "", convention, *convention ? " " : "", name,
                kind.adjust ? kind.adjust : "", list,
                has(parser, UNDECORATE_NO_ARGUMENTS) ? "" : object, throws, result.right, NULL);
}

/* Behind a $: thunks that adjust what virtual bases displace, and those that call through a table. */
static const char *parse_thunk(struct parser *parser, const struct symbol *symbol)
{
    struct function_kind kind = {.is_member = true, .is_virtual = true};

    if (take(parser, "B")) {
        const char *offset = parse_number(parser);
        if (!take(parser, "A")) return fail(parser);
        calling_convention(parser);
        if (has(parser, UNDECORATE_NAME_ONLY)) return symbol->name;
        const char *convention = has(parser, UNDECORATE_NO_ALLOCATION_LANGUAGE) ? "" : keyword(parser, "__thiscall");
        return join(parser, "[thunk]: ", convention, " ", symbol->name, "{", offset, ",{flat}}' }'", NULL);
    }
    bool extended = take(parser, "R");
    unsigned code = (unsigned)(take_any(parser) - '0');
    if (code > 5) return fail(parser);
    kind.access = code / 2;
    const char *numbers = parse_number(parser);
    for (int more = extended ? 3 : 1; more; more--) numbers = join(parser, numbers, ",", parse_number(parser), NULL);
    kind.adjust = join(parser, extended ? "`vtordispex{" : "`vtordisp{", numbers, "}' ", NULL);
    return parse_function(parser, symbol, kind);
}

static const char *parse_encoding(struct parser *parser, const struct symbol *symbol)
{
    char code = take_any(parser);

    if (code == '$') return parse_thunk(parser, symbol);
    if (symbol->own.special == GUARD && (code == '4' || code == '5')) {
        const char *number = *parser->at && *parser->at != '@' ? parse_number(parser) : NULL;
        return number ? join(parser, symbol->name, "{", number, "}", NULL) : symbol->name;
    }
    if (code >= '0' && code <= '5') return parse_variable(parser, symbol, code);
    if (code == '6' || code == '7') return parse_table(parser, symbol);
    if (code == '8' || code == '9') return symbol->name;
    if (code < 'A' || code > 'Z') return fail(parser);
    struct function_kind kind = {.access = (unsigned)(code - 'A') / 8, .is_member = code < 'Y'};
    if (kind.is_member) {
        unsigned form = (unsigned)(code - 'A') % 8 / 2;
        kind.is_static = form == 1;
        kind.is_virtual = form >= 2;
        if (form == 3) kind.adjust = join(parser, "`adjustor{", parse_number(parser), "}' ", NULL);
    }
    return parse_function(parser, symbol, kind);
}

static const char *parse_string(struct parser *parser)
{
    if (!take(parser, "@_") || !(*parser->at == '0' || *parser->at == '1')) return fail(parser);
    while (*parser->at) parser->at++;
    return "`string'";
}

/* A whole symbol behind its first question mark: name, scopes, encoding. */
static const char *parse_symbol_body(struct parser *parser)
{
    struct symbol symbol = {.name = ""};

    if (take(parser, "?@")) return fail(parser); /* a hash instead of a name that was too long */
    if (take(parser, "?$")) symbol.own = parse_template(parser);
    else if (take(parser, "?")) symbol.own = parse_operator(parser);
    else if (is_digit(*parser->at)) symbol.own.text = parse_scope(parser);
    else {
        symbol.own.text = parse_plain_name(parser);
        remember(parser, symbol.own.text);
    }
    if (symbol.own.is_template) remember(parser, symbol.own.text);
    if (parser->failed) return "";
    if (symbol.own.special == STRING) return parse_string(parser);
    if (symbol.own.special == TYPE_DESCRIPTOR) {
        struct declaration type = parse_type(parser);
        if (!take(parser, "@8")) return fail(parser);
        return join(parser, type.left, type.right, " `RTTI Type Descriptor'", NULL);
    }
    symbol.scopes = symbol.own.special == INITIALIZER ? "" : parse_scopes(parser, &symbol.innermost);
    if (symbol.own.special == CONSTRUCTOR) symbol.own.text = class_name(parser, symbol.innermost);
    if (symbol.own.special == DESTRUCTOR)
        symbol.own.text = join(parser, "~", class_name(parser, symbol.innermost), NULL);
    symbol.name = scoped(parser, symbol.scopes, symbol.own.text);
    if (!*parser->at && !parser->failed) return symbol.name;
    return parse_encoding(parser, &symbol);
}

static const char *parse_symbol(struct parser *parser)
{
    if (parser->failed || parser->depth >= DEPTH_MAX || !take(parser, "?")) return fail(parser);
    parser->depth++;
    const char *text = parse_symbol_body(parser);
    parser->depth--;
    return text;
}

const char *undecorate_name(const char *name, unsigned flags, char *memory, size_t size)
{
    struct parser parser = {.at = name, .memory = memory, .memory_end = memory + size, .flags = flags};
    const char *text;

    if (*name == '?') text = parse_symbol(&parser);
    else if (*name == '.' || has(&parser, UNDECORATE_NO_ARGUMENTS)) {
        parser.at += *name == '.';
        struct declaration type = parse_type(&parser);
        text = join(&parser, type.left, type.right, NULL);
    } else return NULL;
    return parser.failed || *parser.at ? NULL : text;
}
