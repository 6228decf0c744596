/* The arguments of built-in commands as words. */
#include "cmd.h"

#include <stdlib.h>

static void add_word(struct words *words, struct text *word, bool quoted)
{
    words->items = realloc(words->items, (words->count + 1) * sizeof(*words->items));
    words->quoted = realloc(words->quoted, (words->count + 1) * sizeof(*words->quoted));
    if (!words->items || !words->quoted) abort();
    words->quoted[words->count] = quoted;
    words->items[words->count++] = copy_string(text_string(word));
    text_clear(word);
}

/* A switch begins at a slash, also in the middle of a word: `dir/b`, `/s/b`. A `+` is a word of its own (COPY). */
void split_words(const wchar_t *at, struct words *words)
{
    struct text word = { 0 };
    words->items = NULL;
    words->quoted = NULL;
    words->count = 0;
    for (;;) {
        at = skip_separators(at);
        if (!*at) break;
        bool quoted = false, was_quoted = false;
        const wchar_t *start = at;
        for (; *at && (quoted || !is_separator(*at)); at++) {
            if (*at == '"') {
                quoted = !quoted;
                was_quoted = true;
                continue;
            }
            if (!quoted && *at == '/' && at > start) break;
            text_add_char(&word, *at);
        }
        add_word(words, &word, was_quoted);
    }
    text_free(&word);
}

void free_words(struct words *words)
{
    for (int i = 0; i < words->count; i++) free(words->items[i]);
    free(words->items);
    free(words->quoted);
}

bool is_switch(const wchar_t *word, const wchar_t *name)
{
    return word[0] == '/' && same_word(word, name);
}
