/* cmd.exe's expansion, parser and arithmetic: whatever a batch file holds, they end, and a command that was read can be
 * written as text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "expand.h"
#include "parser.h"
#include "set_arithmetic.h"

struct source {
    const uint8_t *at, *end;
    struct expansion expansion;
};

static bool get_value(void *context, const wchar_t *name, struct text *value)
{
    (void)context;
    if (name[0] != 'x' && name[0] != 'X') return false;
    text_add(value, L"some & text \"with\" %y% ^ !z! 12");
    return true;
}

static bool get_argument(void *context, int number, struct text *value)
{
    (void)context;
    if (number > 2) return false;
    text_add(value, number < 0 ? L"one \"two words\"" : L"\"two words\"");
    return true;
}

static void modify(void *context, const wchar_t *value, const wchar_t *modifiers, const wchar_t *search,
                   struct text *result)
{
    (void)context;
    text_add(result, value);
    text_add(result, modifiers);
    if (search) text_add(result, search);
}

/* One character for each byte: the parser's signs are all below 128. */
static bool next_line(void *context, struct text *line)
{
    struct source *source = context;
    struct text raw = { 0 };
    if (source->at == source->end) return false;
    while (source->at < source->end && *source->at != '\n' && raw.length < MAX_LINE) {
        if (*source->at) text_add_char(&raw, *source->at);
        source->at++;
    }
    if (source->at < source->end && *source->at == '\n') source->at++;
    expand_percent(&source->expansion, text_string(&raw), line);
    text_free(&raw);
    return line->length <= MAX_LINE;
}

static void set_value(void *context, const wchar_t *name, int value)
{
    (void)context;
    if (!name[0]) abort();
    (void)value;
}

static void expand_node(const struct source *source, const struct node *node)
{
    struct for_variable second = { 'j', L"\"quoted\"", NULL }, first = { 'i', L"value", &second };
    struct text text = { 0 }, looped = { 0 }, delayed = { 0 };
    node_to_text(node, &text, true);
    expand_for(&source->expansion, &first, text_string(&text), &looped);
    expand_delayed(&source->expansion, looped.data, &delayed);
    text_free(&text);
    text_free(&looped);
    text_free(&delayed);
}

static void calculate(const struct node *node)
{
    struct arithmetic arithmetic = { .get = get_value, .set = set_value };
    int value;
    if (node->kind == NODE_COMMAND) evaluate(&arithmetic, node->arguments, &value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct source source = { data, data + size, { NULL, get_value, get_argument, modify, true, true } };
    enum parse_result result;
    if (size && data[0] == '#') source.expansion.batch = false;
    if (size > 1 && data[1] == '#') source.expansion.extensions = false;
    do {
        struct pool pool = { 0 };
        struct node *node;
        struct parser parser = {.next_line = next_line,
                                .context = &source,
                                .pool = &pool,
                                .extensions = source.expansion.extensions,
                                .labels = true};
        result = parse_command_line(&parser, &node);
        if ((result == PARSE_COMMAND) != (node != NULL) || (result == PARSE_ERROR) != (parser.error.length != 0))
            abort();
        if (node) {
            expand_node(&source, node);
            calculate(node);
        }
        parser_free(&parser);
        pool_free(&pool);
    } while (result != PARSE_END);
    return 0;
}
