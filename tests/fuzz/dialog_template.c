/* Dialog templates of foreign programs' resources. */
#include "dialog_template.h"

#include <stdlib.h>
#include <string.h>

static size_t text_end(const uint16_t *text)
{
    size_t length = 0;
    while (text && text[length]) length++;
    return length;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct dialog_template dialog;
    struct template_cursor cursor;
    /* Templates lie at even addresses, and not one byte beyond may be read. */
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy) return 0;
    memcpy(copy, bytes, size);
    if (dialog_template_read(&cursor, copy, size, &dialog)) {
        struct dialog_template_item item;
        text_end(dialog.title);
        text_end(dialog.font_name);
        text_end(dialog.menu.text);
        text_end(dialog.class.text);
        for (unsigned i = 0; i < dialog.item_count && dialog_template_next_item(&cursor, &dialog, &item); i++) {
            text_end(item.title.text);
            text_end(item.class.text);
            if (item.creation_data && (size_t)(item.creation_data - copy) + 2 > size) abort();
            if (cursor.position > cursor.end) abort();
        }
    }
    free(copy);
    return 0;
}
