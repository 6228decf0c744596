/* Text as part of a path: the outlines of its glyphs. */
#include "gdi_text.h"
#include "gdi_draw.h"

struct path_writer { struct path *path; double x, y; struct font_point at; };

/* From 26.6 pixels, y upwards, to 28.4 device coordinates. */
static struct fixed_point place(const struct path_writer *writer, double x, double y)
{
    return fixed_from_real(writer->x + x / 64, writer->y - y / 64);
}

static void move_to(void *context, struct font_point to)
{
    struct path_writer *writer = context;
    path_add(writer->path, place(writer, to.x, to.y), PT_MOVETO);
    writer->at = to;
}

static void line_to(void *context, struct font_point to)
{
    struct path_writer *writer = context;
    path_add(writer->path, place(writer, to.x, to.y), PT_LINETO);
    writer->at = to;
}

static void cubic_to(void *context, struct font_point first, struct font_point second, struct font_point to)
{
    struct path_writer *writer = context;
    path_bezier(writer->path, place(writer, first.x, first.y), place(writer, second.x, second.y),
                place(writer, to.x, to.y));
    writer->at = to;
}

static void quadratic_to(void *context, struct font_point control, struct font_point to)
{
    struct path_writer *writer = context;
    struct font_point at = writer->at;
    path_bezier(writer->path, place(writer, (at.x + 2.0 * control.x) / 3, (at.y + 2.0 * control.y) / 3),
                place(writer, (to.x + 2.0 * control.x) / 3, (to.y + 2.0 * control.y) / 3), place(writer, to.x, to.y));
    writer->at = to;
}

static void close_figure(void *context)
{
    struct path *path = ((struct path_writer *)context)->path;
    if (path->count && !path->failed) path->types[path->count - 1] |= PT_CLOSEFIGURE;
}

BOOL text_add_to_path(struct device_context *dc, const struct text_layout *layout, double x, double y)
{
    struct path_writer context = {.path = dc->path};
    struct outline_writer writer = {&context, move_to, line_to, quadratic_to, cubic_to, close_figure};
    const struct font_instance *font = layout->instance;
    for (UINT i = 0; i < layout->count; i++) {
        const struct placed_glyph *placed = &layout->glyphs[i];
        struct outline outline;
        if (!outline_init(&outline, placed->instance, &placed->instance->rendering, placed->index)) continue;
        context.x = x + placed->x * font->along_x + placed->y * font->down_x;
        context.y = y + placed->x * font->along_y + placed->y * font->down_y;
        outline_write(&outline, &writer);
        outline_finish(&outline);
    }
    context.path->starts_figure = TRUE;
    return !context.path->failed;
}
