/* Layout of text that needs more than one glyph after the other: runs of one script and direction, shaped and put in
 * the order in which they are seen. */
#include "gdi_text.h"
#include "gdi_text_shape.h"
#include "gdi_math.h"

void WINAPI gdi_text_order(const BYTE *levels, UINT count, UINT *order)
{
    BYTE highest = 0;
    for (UINT i = 0; i < count; i++) {
        order[i] = i;
        if (levels[i] > highest) highest = levels[i];
    }
    for (BYTE level = highest; level; level--) { /* what has this level or more is turned round, level after level */
        for (UINT first = 0, end; first < count; first = end + 1) {
            end = first;
            while (end < count && levels[order[end]] >= level) end++;
            for (UINT a = first, b = end; b > a + 1; a++) {
                UINT swapped = order[a];
                order[a] = order[--b];
                order[b] = swapped;
            }
        }
    }
}

struct complex_layout {
    struct text_layout *layout;
    struct device_context *dc;
    const WCHAR *text;
    const INT *dx;
    UINT step;               /* of dx */
    LONG x;
    int breaks;
    UINT capacity;           /* of the layout's glyphs */
    struct text_glyph *room; /* for one run */
};

#define GLYPHS_OF(count) ((count) * 3 + 16) /* a character becomes seldom more than two */

/* What the characters first ... first + count - 1 are wide if the program says so, else what they are by nature and
 * with the DC's extras. */
static LONG cluster_width(struct complex_layout *complex, UINT first, UINT count, LONG natural)
{
    const struct font_instance *instance = complex->layout->instance;
    const struct dc_state *state = &complex->dc->state;
    if (complex->dx) {
        double sum = 0;
        for (UINT i = 0; i < count; i++) sum += complex->dx[(first + i) * complex->step];
        return round_to_int(sum * instance->scale_x);
    }
    LONG width = natural + round_to_int(state->character_extra * instance->scale_x);
    if (state->break_extra && complex->text[first] == ' ')
        width += text_justification(state, instance->scale_x, ++complex->breaks);
    return width;
}

/* ETO_PDY: how far the characters before this one have moved up, in pixels downwards. */
static LONG drop_before(const struct complex_layout *complex, UINT first)
{
    double sum = 0;
    for (UINT i = 0; complex->dx && complex->step == 2 && i < first; i++) sum += complex->dx[i * 2 + 1];
    return round_to_int(-sum * complex->layout->instance->scale_y);
}

/* Glyphs of one cluster, seen from left to right; where a cluster is wider than its glyphs the room is at its end. */
static void place_cluster(struct complex_layout *complex, struct font_instance *instance,
                          const struct text_glyph *glyphs, UINT count, UINT first, UINT characters,
                          BOOL is_right_to_left)
{
    struct text_layout *layout = complex->layout;
    LONG natural = 0;
    for (UINT i = 0; i < count; i++) natural += glyphs[i].advance;
    LONG drop = drop_before(complex, first);
    LONG width = cluster_width(complex, first, characters, natural),
         x = complex->x + (is_right_to_left ? width - natural : 0);
    for (UINT i = 0; i < count && layout->count < complex->capacity; i++) {
        struct placed_glyph *placed = &layout->glyphs[layout->count++];
        placed->instance = instance;
        placed->index = glyphs[i].glyph;
        placed->glyph = glyph_get(instance, glyphs[i].glyph);
        placed->x = x + glyphs[i].offset_x;
        placed->y = drop - glyphs[i].offset_y;
        x += glyphs[i].advance;
        placed->end = x;
    }
    complex->x += width;
    for (UINT i = 0; i < characters; i++)
        layout->advances[first + i] = width * (LONG)(i + 1) / (LONG)characters - width * (LONG)i / (LONG)characters;
}

/* Where the cluster after this one begins, in the text. */
static UINT cluster_end(const struct text_glyph *glyphs, UINT count, UINT cluster, UINT characters)
{
    UINT end = characters;
    for (UINT i = 0; i < count; i++) {
        if (glyphs[i].cluster > cluster && glyphs[i].cluster < end) end = glyphs[i].cluster;
    }
    return end;
}

static BOOL place_run(struct complex_layout *complex, const struct text_item *item)
{
    const WCHAR *text = complex->text + item->first;
    BOOL is_right_to_left = item->level & 1;
    struct font_instance *instance = text_shape_instance(complex->layout->instance, text, item->count);
    struct text_shape shape = {.glyphs = complex->room, .capacity = GLYPHS_OF(item->count)};
    if (!text_shape_run(instance, text, item->count, item->script, is_right_to_left, &shape)) return FALSE;
    for (UINT i = 0, next; i < shape.count; i = next) {
        UINT cluster = shape.glyphs[i].cluster, end;
        for (next = i + 1; next < shape.count && shape.glyphs[next].cluster == cluster;) next++;
        if (is_right_to_left) end = i ? shape.glyphs[i - 1].cluster : item->count;
        else end = next < shape.count ? shape.glyphs[next].cluster : item->count;
        if (end <= cluster || end > item->count) end = cluster_end(shape.glyphs, shape.count, cluster, item->count);
        place_cluster(complex, instance, shape.glyphs + i, next - i, item->first + cluster, end - cluster,
                      is_right_to_left);
    }
    return TRUE;
}

static BOOL place_runs(struct complex_layout *complex, const struct text_item *items, UINT count, UINT *order,
                       BYTE *levels)
{
    for (UINT i = 0; i < count; i++) levels[i] = items[i].level;
    gdi_text_order(levels, count, order);
    for (UINT i = 0; i < count; i++) {
        if (!place_run(complex, &items[order[i]])) return FALSE;
    }
    return TRUE;
}

BOOL text_layout_complex(struct text_layout *layout, struct device_context *dc, BOOL is_right_to_left,
                         const WCHAR *text, UINT count, const INT *dx, UINT step)
{
    struct complex_layout complex = {
        .layout = layout, .dc = dc, .text = text, .dx = dx, .step = step, .capacity = GLYPHS_OF(count)};
    SIZE_T each = sizeof(struct text_item) + sizeof(UINT) + sizeof(BYTE);
    struct text_item *items = heap_allocate(count * each);
    layout->count = 0;
    layout->characters = count;
    layout->advances = heap_allocate_zeroed(count * sizeof(*layout->advances));
    complex.room = heap_allocate(complex.capacity * sizeof(*complex.room));
    BOOL done = items && layout->advances && complex.room && text_layout_make_room(layout, complex.capacity);
    if (done) {
        UINT *order = (UINT *)(items + count);
        UINT item_count = gdi_text_itemize(text, count, is_right_to_left, FALSE, items, count);
        done = item_count && place_runs(&complex, items, item_count, order, (BYTE *)(order + count));
    }
    layout->width = complex.x;
    layout->height = drop_before(&complex, count);
    heap_free(complex.room);
    heap_free(items);
    return done;
}
