/* Simplest form, until font.c is there. */
#include "gdi_private.h"

struct any_font { struct gdi_object object; void *next; };

struct font *font_create_stock(int index)
{
    (void)index;
    struct any_font *font = gdi_object_new(GDI_FONT, sizeof(*font));
    if (font) gdi_object_add(&font->object, GDI_FONT);
    return (struct font *)font;
}

int font_get_object(const struct font *font, int size, void *buffer, BOOL wide)
{
    (void)font, (void)size, (void)buffer, (void)wide;
    return 0;
}

void font_finish(struct font *font) { (void)font; }
