/* Reads dialog templates, DLGTEMPLATE and DLGTEMPLATEEX. Knows nothing of Windows' headers: tests/fuzz compiles it too.
 */
#ifndef DIALOG_TEMPLATE_H
#define DIALOG_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Text in the template, or a number (of a resource, a class), or nothing: text NULL and number 0. */
struct template_name { const uint16_t *text; uint16_t number; };

struct template_cursor { const uint8_t *start, *position, *end; };

struct dialog_template {
    bool is_extended;
    uint32_t help_id, style, ex_style;
    uint16_t item_count;
    int16_t x, y, width, height; /* dialog units */
    struct template_name menu, class;
    const uint16_t *title;       /* never NULL */
    /* with DS_SETFONT */
    uint16_t font_size, font_weight; /* points; size 0x7fff: the message box font */
    uint8_t font_italic, font_charset;
    const uint16_t *font_name;   /* NULL: the template names none */
};

struct dialog_template_item {
    uint32_t help_id, style, ex_style, id;
    int16_t x, y, width, height;
    struct template_name class, title;
    const uint8_t
        *creation_data; /* NULL: none; else its first word is its size, which in a DLGTEMPLATE counts itself */
    uint16_t creation_size;
};

/* size: SIZE_MAX where the caller does not know it, as with templates that programs build. false: the template is
 * damaged. */
bool dialog_template_read(struct template_cursor *cursor, const void *data, size_t size,
                          struct dialog_template *dialog);
bool dialog_template_next_item(struct template_cursor *cursor, const struct dialog_template *dialog,
                               struct dialog_template_item *item);

#endif
