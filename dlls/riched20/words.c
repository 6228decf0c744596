/* Where words begin and end. */
#include "rich_edit.h"

enum class { IS_SPACE, IS_WORD, IS_SIGN };

static enum class class_of(WCHAR c)
{
    if (c <= ' ' || c == 0xa0 || c == 0x3000) return IS_SPACE;
    return IsCharAlphaNumericW(c) || c == '_' || c == '\'' ? IS_WORD : IS_SIGN;
}

static bool is_end(WCHAR c) { return c == '\r' || c == '\v'; }

static int word_left(const struct document *document, int at)
{
    if (at > 0 && is_end(document->text[at - 1])) return at - 1;
    while (at > 0 && class_of(document->text[at - 1]) == IS_SPACE && !is_end(document->text[at - 1])) at--;
    if (at == 0 || is_end(document->text[at - 1])) return at;
    enum class class = class_of(document->text[at - 1]);
    while (at > 0 && class_of(document->text[at - 1]) == class) at--;
    return at;
}

static int word_right(const struct document *document, int at)
{
    int last = document->count - 1;

    if (at < last && is_end(document->text[at])) return at + 1;
    enum class class = at < last ? class_of(document->text[at]) : IS_SPACE;
    if (class != IS_SPACE)
        while (at < last && class_of(document->text[at]) == class) at++;
    while (at < last && class_of(document->text[at]) == IS_SPACE && !is_end(document->text[at])) at++;
    return at;
}

/* The actions of EM_FINDWORDBREAK. */
int word_break(struct rich_edit *edit, int position, int action)
{
    const struct document *document = &edit->document;
    int last = document->count - 1;

    position = max(0, min(position, last));
    switch (action) {
    case WB_LEFT:
    case WB_MOVEWORDLEFT:
    case WB_LEFTBREAK: return word_left(document, position);
    case WB_RIGHT:
    case WB_MOVEWORDRIGHT: return word_right(document, position);
    case WB_RIGHTBREAK:
        while (position < last && class_of(document->text[position]) == IS_SPACE) position++;
        while (position < last && class_of(document->text[position]) != IS_SPACE) position++;
        return position;
    case WB_ISDELIMITER: return class_of(document->text[position]) == IS_SPACE;
    case WB_CLASSIFY:
        switch (class_of(document->text[position])) {
        case IS_SPACE: return WBF_ISWHITE | WBF_BREAKLINE | 2;
        case IS_WORD: return 0;
        case IS_SIGN: return 1;
        }
    }
    return 0;
}
