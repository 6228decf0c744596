/* Reads dialog templates. The formats are those of DLGTEMPLATE, DLGITEMTEMPLATE, DLGTEMPLATEEX and DLGITEMTEMPLATEEX in
 * the SDK's documentation. */
#include "dialog_template.h"

#include <string.h>

#define STYLE_SET_FONT 0x40u /* DS_SETFONT; DS_SHELLFONT contains it */
#define NUMBER_FOLLOWS 0xffff
#define FONT_OF_MESSAGE_BOX 0x7fff

static bool has(const struct template_cursor *cursor, size_t size)
{
    return (size_t)(cursor->end - cursor->position) >= size;
}

static bool read_bytes(struct template_cursor *cursor, void *value, size_t size)
{
    if (!has(cursor, size)) return false;
    memcpy(value, cursor->position, size);
    cursor->position += size;
    return true;
}

static bool read_u16(struct template_cursor *cursor, uint16_t *value)
{
    return read_bytes(cursor, value, sizeof(*value));
}
static bool read_u32(struct template_cursor *cursor, uint32_t *value)
{
    return read_bytes(cursor, value, sizeof(*value));
}

static bool read_text(struct template_cursor *cursor, const uint16_t **text)
{
    uint16_t unit;

    *text = (const uint16_t *)cursor->position;
    do {
        if (!read_u16(cursor, &unit)) return false;
    } while (unit);
    return true;
}

static bool read_name(struct template_cursor *cursor, struct template_name *name)
{
    uint16_t first;

    *name = (struct template_name){0};
    if (!read_u16(cursor, &first)) return false;
    if (!first) return true;
    if (first == NUMBER_FOLLOWS) return read_u16(cursor, &name->number);
    cursor->position -= sizeof(first);
    return read_text(cursor, &name->text);
}

static bool read_place(struct template_cursor *cursor, int16_t place[4])
{
    return read_bytes(cursor, place, 4 * sizeof(*place));
}

/* Items begin at multiples of four bytes; the template itself does so in memory. */
static bool align(struct template_cursor *cursor)
{
    size_t offset = (size_t)(cursor->position - cursor->start), rest = (4 - offset % 4) % 4;

    if (!has(cursor, rest)) return false;
    cursor->position += rest;
    return true;
}

static bool read_font(struct template_cursor *cursor, struct dialog_template *dialog)
{
    if (!(dialog->style & STYLE_SET_FONT)) return true;
    if (!read_u16(cursor, &dialog->font_size)) return false;
    if (dialog->font_size == FONT_OF_MESSAGE_BOX) return true;
    if (dialog->is_extended) {
        if (!read_u16(cursor, &dialog->font_weight) || !read_bytes(cursor, &dialog->font_italic, 1) ||
            !read_bytes(cursor, &dialog->font_charset, 1))
            return false;
    }
    return read_text(cursor, &dialog->font_name);
}

bool dialog_template_read(struct template_cursor *cursor, const void *data, size_t size, struct dialog_template *dialog)
{
    uint16_t version[2], count;
    int16_t place[4];

    *dialog = (struct dialog_template){0};
    cursor->start = cursor->position = data;
    cursor->end = size > UINTPTR_MAX - (uintptr_t)data ? (const uint8_t *)UINTPTR_MAX : cursor->start + size;
    if (!read_bytes(cursor, version, sizeof(version))) return false;
    dialog->is_extended = version[0] == 1 && version[1] == NUMBER_FOLLOWS;
    if (dialog->is_extended) {
        if (!read_u32(cursor, &dialog->help_id) || !read_u32(cursor, &dialog->ex_style) ||
            !read_u32(cursor, &dialog->style))
            return false;
    } else {
        memcpy(&dialog->style, version, sizeof(dialog->style));
        if (!read_u32(cursor, &dialog->ex_style)) return false;
    }
    if (!read_u16(cursor, &count) || !read_place(cursor, place)) return false;
    dialog->item_count = count;
    dialog->x = place[0], dialog->y = place[1], dialog->width = place[2], dialog->height = place[3];
    return read_name(cursor, &dialog->menu) && read_name(cursor, &dialog->class) && read_text(cursor, &dialog->title) &&
           read_font(cursor, dialog);
}

static bool read_creation_data(struct template_cursor *cursor, bool is_extended, struct dialog_template_item *item)
{
    const uint8_t *start = cursor->position;
    uint16_t size;

    if (!read_u16(cursor, &size)) return false;
    if (!size) return true;
    item->creation_data = start;
    item->creation_size = size;
    if (!is_extended) size = size < 2 ? 0 : (uint16_t)(size - 2);
    if (!has(cursor, size)) return false;
    cursor->position += size;
    return true;
}

bool dialog_template_next_item(struct template_cursor *cursor, const struct dialog_template *dialog,
                               struct dialog_template_item *item)
{
    int16_t place[4];
    uint16_t id;

    *item = (struct dialog_template_item){0};
    if (!align(cursor)) return false;
    if (dialog->is_extended) {
        if (!read_u32(cursor, &item->help_id) || !read_u32(cursor, &item->ex_style) || !read_u32(cursor, &item->style))
            return false;
    } else if (!read_u32(cursor, &item->style) || !read_u32(cursor, &item->ex_style)) {
        return false;
    }
    if (!read_place(cursor, place)) return false;
    item->x = place[0], item->y = place[1], item->width = place[2], item->height = place[3];
    if (dialog->is_extended) {
        if (!read_u32(cursor, &item->id)) return false;
    } else {
        if (!read_u16(cursor, &id)) return false;
        item->id = id;
    }
    return read_name(cursor, &item->class) && read_name(cursor, &item->title) &&
           read_creation_data(cursor, dialog->is_extended, item);
}
