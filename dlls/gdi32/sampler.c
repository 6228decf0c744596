/* Reading a source for a destination of another size, direction and format. */
#include "gdi_blit.h"

/* --- axes --- */

static LONG absolute(LONG value) { return value < 0 ? -value : value; }

static void source_range(const struct axis *axis, LONG position, int mode, LONG *from, LONG *to)
{
    LONG index = position - axis->origin;
    if (axis->is_flipped) index = axis->length - 1 - index;
    LONGLONG length = axis->length, source_length = axis->source_length;
    if (mode == COLORONCOLOR || source_length <= length) {
        *from = axis->source + (LONG)((2ll * index + 1) * source_length / (2 * length));
        *to = *from + 1;
        if (mode != HALFTONE || source_length == length) return;
    }
    *from = axis->source + (LONG)(index * source_length / length);
    LONGLONG end = (index + 1) * source_length;
    *to = axis->source + (LONG)(mode == HALFTONE ? (end + length - 1) / length : end / length);
    if (*to <= *from) *to = *from + 1;
}

/* Ends of the visible part that have no source go. */
static BOOL trim(struct axis *axis, LONG low, LONG high, int mode)
{
    LONG from, to;
    while (axis->count > 0) {
        source_range(axis, axis->first, mode, &from, &to);
        if (from >= low && to <= high) break;
        axis->first++;
        axis->count--;
    }
    while (axis->count > 0) {
        source_range(axis, axis->first + axis->count - 1, mode, &from, &to);
        if (from >= low && to <= high) break;
        axis->count--;
    }
    return axis->count > 0;
}

/* A negative length counts from the pixel that it begins with, which belongs to it. */
static BOOL axis_init(struct axis *axis, LONG origin, LONG length, LONG source, LONG source_length, LONG visible_low,
                      LONG visible_high, LONG low, LONG high, int mode)
{
    axis->is_flipped = (length < 0) != (source_length < 0);
    axis->origin = length < 0 ? origin + length + 1 : origin;
    axis->length = absolute(length);
    axis->source = source_length < 0 ? source + source_length + 1 : source;
    axis->source_length = absolute(source_length);
    if (!axis->length || !axis->source_length) return FALSE;
    axis->first = max(axis->origin, visible_low);
    axis->count = min(axis->origin + axis->length, visible_high) - axis->first;
    return axis->count > 0 && trim(axis, low, high, mode);
}

static BOOL axis_tabulate(struct axis *axis, int mode)
{
    axis->from = heap_allocate((SIZE_T)axis->count * 2 * sizeof(LONG));
    if (!axis->from) return FALSE;
    axis->to = axis->from + axis->count;
    for (LONG i = 0; i < axis->count; i++) source_range(axis, axis->first + i, mode, &axis->from[i], &axis->to[i]);
    return TRUE;
}

/* --- the sampler --- */

static const struct raster plain_format = {.depth = 32, .masks = {0xff0000, 0xff00, 0xff}};

static void init_translations(struct sampler *sampler, const struct raster *to, const struct sampler_colors *colors)
{
    const struct raster *from = sampler->raster;
    BOOL shrinks = sampler->x.source_length > sampler->x.length || sampler->y.source_length > sampler->y.length;
    BOOL stretches = sampler->x.source_length != sampler->x.length || sampler->y.source_length != sampler->y.length;
    BOOL by_color = from->depth == 4 || from->depth == 8 || (from->depth == 1 && !raster_is_mono(from));
    sampler->uses_work = sampler->mode == HALFTONE ? stretches : sampler->mode != COLORONCOLOR && shrinks && by_color;
    if (!sampler->uses_work) {
        raster_translation_init(&sampler->after, from, to, colors->text, colors->background, colors->source_background);
        return;
    }
    sampler->work = plain_format;
    raster_translation_init(&sampler->before, from, &sampler->work, colors->text, colors->background,
                            colors->source_background);
    raster_translation_init(&sampler->after, &sampler->work, to, colors->text, colors->background,
                            colors->source_background);
}

/* How much of the destination's pixel the source's pixel covers, in parts: all that it covers sum up to the source's
 * length. */
static ULONG weight(const struct axis *axis, LONG position, LONG source)
{
    LONGLONG index = position - axis->origin, pixel = source - axis->source;
    if (axis->is_flipped) index = axis->length - 1 - index;
    LONGLONG low = max(index * axis->source_length, pixel * axis->length);
    LONGLONG high = min((index + 1) * axis->source_length, (pixel + 1) * axis->length);
    return high > low ? (ULONG)(high - low) : 0;
}

static BOOL weigh(struct sampler *sampler)
{
    const struct axis *axis = &sampler->x;
    SIZE_T count = 0;
    for (LONG i = 0; i < axis->count; i++) count += (SIZE_T)(axis->to[i] - axis->from[i]);
    ULONG *part = sampler->parts = heap_allocate(count * sizeof(*part) + 1);
    sampler->sums = heap_allocate((SIZE_T)axis->count * sizeof(*sampler->sums));
    if (!part || !sampler->sums) return FALSE;
    for (LONG i = 0; i < axis->count; i++) {
        for (LONG x = axis->from[i]; x < axis->to[i]; x++) *part++ = weight(axis, axis->first + i, x);
    }
    return TRUE;
}

BOOL sampler_init(struct sampler *sampler, const struct raster *from, const struct blit_rectangle *source,
                  const RECT *limits, const struct raster *to, const struct blit_rectangle *destination,
                  const RECT *visible, int mode, const struct sampler_colors *colors)
{
    struct axis *x = &sampler->x, *y = &sampler->y;
    sampler->raster = from;
    sampler->mode = mode;
    sampler->row = sampler->line = NULL;
    sampler->parts = NULL;
    sampler->sums = NULL;
    sampler->row_from = sampler->row_to = 0;
    x->from = y->from = NULL;
    if (source->width == destination->width && source->height == destination->height)
        mode = sampler->mode = COLORONCOLOR;
    if (!axis_init(x, destination->x, destination->width, source->x, source->width, visible->left, visible->right,
                   limits->left, limits->right, mode))
        return FALSE;
    if (!axis_init(y, destination->y, destination->height, source->y, source->height, visible->top, visible->bottom,
                   limits->top, limits->bottom, mode))
        return FALSE;
    init_translations(sampler, to, colors);
    sampler->is_direct =
        x->length == x->source_length && y->length == y->source_length && !x->is_flipped && !y->is_flipped;
    sampler->offset = (POINT){x->source - x->origin, y->source - y->origin};
    if (sampler->is_direct) return TRUE;
    if (axis_tabulate(x, mode) && axis_tabulate(y, mode)) {
        LONG span = max(x->to[0], x->to[x->count - 1]) - min(x->from[0], x->from[x->count - 1]);
        sampler->row = heap_allocate((SIZE_T)(x->count + span) * sizeof(DWORD));
        if (sampler->row) {
            sampler->line = sampler->row + x->count;
            if (!(mode == HALFTONE && sampler->uses_work) || weigh(sampler)) return TRUE;
        }
    }
    sampler_finish(sampler);
    SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    return FALSE;
}

void sampler_finish(struct sampler *sampler)
{
    heap_free(sampler->x.from);
    heap_free(sampler->y.from);
    heap_free(sampler->row);
    heap_free(sampler->parts);
    heap_free(sampler->sums);
    sampler->parts = NULL;
    sampler->sums = NULL;
    sampler->x.from = sampler->y.from = NULL;
    sampler->row = NULL;
}

RECT sampler_area(const struct sampler *sampler)
{
    const struct axis *x = &sampler->x, *y = &sampler->y;
    return (RECT){x->first, y->first, x->first + x->count, y->first + y->count};
}

/* --- stretched rows --- */

static LONG span_start(const struct axis *axis) { return min(axis->from[0], axis->from[axis->count - 1]); }

static LONG span_end(const struct axis *axis) { return max(axis->to[0], axis->to[axis->count - 1]); }

/* The needed part of a source row, in the format that is worked in. */
static void read_line(struct sampler *sampler, LONG y)
{
    LONG start = span_start(&sampler->x);
    UINT count = (UINT)(span_end(&sampler->x) - start);
    raster_read_row(sampler->raster, start, y, count, sampler->line);
    if (sampler->uses_work) raster_translate_row(&sampler->before, sampler->line, count);
}

static const BYTE *source_bytes(const struct sampler *sampler, LONG y)
{
    return (const BYTE *)sampler->raster->bits + (LONG_PTR)y * sampler->raster->stride;
}

static void pick_words(struct sampler *sampler, LONG y)
{
    const WORD *words = (const WORD *)source_bytes(sampler, y);
    for (LONG i = 0; i < sampler->x.count; i++) sampler->row[i] = words[sampler->x.from[i]];
}

static void pick_bytes(struct sampler *sampler, LONG y)
{
    const BYTE *bytes = source_bytes(sampler, y);
    for (LONG i = 0; i < sampler->x.count; i++) sampler->row[i] = bytes[sampler->x.from[i]];
}

static void pick(struct sampler *sampler, LONG y)
{
    const struct axis *axis = &sampler->x;
    LONG start = span_start(axis);
    const DWORD *line = sampler->line;
    if (sampler->raster->depth == 32 && !sampler->uses_work) {
        line = (const DWORD *)source_bytes(sampler, y) + start;
    } else if (sampler->raster->depth == 16 && !sampler->uses_work) {
        pick_words(sampler, y);
        return;
    } else if (sampler->raster->depth == 8 && !sampler->uses_work) {
        pick_bytes(sampler, y);
        return;
    } else {
        read_line(sampler, y);
    }
    for (LONG i = 0; i < axis->count; i++) sampler->row[i] = line[axis->from[i] - start];
}

static void combine_lines(struct sampler *sampler, LONG from, LONG to)
{
    const struct axis *axis = &sampler->x;
    LONG start = span_start(axis);
    BOOL is_and = sampler->mode == BLACKONWHITE;
    for (LONG i = 0; i < axis->count; i++) sampler->row[i] = is_and ? ~0u : 0;
    for (LONG y = from; y < to; y++) {
        read_line(sampler, y);
        for (LONG i = 0; i < axis->count; i++) {
            for (LONG x = axis->from[i]; x < axis->to[i]; x++) {
                DWORD pixel = sampler->line[x - start];
                sampler->row[i] = is_and ? sampler->row[i] & pixel : sampler->row[i] | pixel;
            }
        }
    }
}

/* Rows first, so that each source pixel is looked at once for each row. */
static void average_pixel(struct sampler *sampler, LONG i, const ULONGLONG *sums, ULONGLONG total)
{
    DWORD red = (DWORD)((sums[0] + total / 2) / total), green = (DWORD)((sums[1] + total / 2) / total);
    DWORD blue = (DWORD)((sums[2] + total / 2) / total);
    sampler->row[i] = red << 16 | green << 8 | blue;
}

static void average_lines(struct sampler *sampler, LONG from, LONG to, LONG position)
{
    const struct axis *axis = &sampler->x;
    LONG start = span_start(axis);
    ULONGLONG total = (ULONGLONG)axis->source_length * (ULONGLONG)sampler->y.source_length;
    ULONGLONG(*sums)[3] = sampler->sums;
    memset(sums, 0, (SIZE_T)axis->count * sizeof(*sums));
    for (LONG y = from; y < to; y++) {
        ULONG row_weight = weight(&sampler->y, position, y);
        const ULONG *part = sampler->parts;
        read_line(sampler, y);
        for (LONG i = 0; i < axis->count; i++) {
            ULONGLONG red = 0, green = 0, blue = 0;
            for (LONG x = axis->from[i]; x < axis->to[i]; x++, part++) {
                DWORD pixel = sampler->line[x - start];
                red += (ULONGLONG)*part * (pixel >> 16 & 0xff);
                green += (ULONGLONG)*part * (pixel >> 8 & 0xff);
                blue += (ULONGLONG)*part * (pixel & 0xff);
            }
            sums[i][0] += red * row_weight;
            sums[i][1] += green * row_weight;
            sums[i][2] += blue * row_weight;
        }
    }
    for (LONG i = 0; i < axis->count; i++) average_pixel(sampler, i, sums[i], total);
}

static void make_row(struct sampler *sampler, LONG y)
{
    LONG index = y - sampler->y.first, from = sampler->y.from[index], to = sampler->y.to[index];
    if (from == sampler->row_from && to == sampler->row_to && !(sampler->mode == HALFTONE && sampler->uses_work))
        return;
    BOOL shrinks = sampler->x.source_length > sampler->x.length || sampler->y.source_length > sampler->y.length;
    if (sampler->mode == HALFTONE && sampler->uses_work) average_lines(sampler, from, to, y);
    else if (sampler->mode == COLORONCOLOR || !shrinks) pick(sampler, from);
    else combine_lines(sampler, from, to);
    raster_translate_row(&sampler->after, sampler->row, (UINT)sampler->x.count);
    sampler->row_from = from;
    sampler->row_to = to;
}

void sampler_read(struct sampler *sampler, LONG x, LONG y, UINT count, DWORD *pixels)
{
    if (sampler->is_direct) {
        raster_read_translated(&sampler->after, x + sampler->offset.x, y + sampler->offset.y, count, pixels);
        return;
    }
    make_row(sampler, y);
    memcpy(pixels, sampler->row + (x - sampler->x.first), count * sizeof(DWORD));
}

const DWORD *sampler_row(struct sampler *sampler, LONG x, LONG y, UINT count, DWORD *own)
{
    if (sampler->is_direct) {
        sampler_read(sampler, x, y, count, own);
        return own;
    }
    make_row(sampler, y);
    return sampler->row + (x - sampler->x.first);
}

BOOL sampler_only_picks(const struct sampler *sampler)
{
    BOOL shrinks = sampler->x.source_length > sampler->x.length || sampler->y.source_length > sampler->y.length;
    return !sampler->is_direct && !sampler->uses_work && sampler->after.how == TRANSLATE_NOT &&
           (sampler->mode == COLORONCOLOR || !shrinks);
}

void sampler_pick(const struct sampler *sampler, LONG x, LONG y, UINT count, BYTE *to)
{
    const LONG *from = sampler->x.from + (x - sampler->x.first);
    const BYTE *bytes = source_bytes(sampler, sampler->y.from[y - sampler->y.first]);
    switch (sampler->raster->depth) {
    case 8:
        for (UINT i = 0; i < count; i++) to[i] = bytes[from[i]];
        break;
    case 16:
        for (UINT i = 0; i < count; i++) ((WORD *)to)[i] = ((const WORD *)bytes)[from[i]];
        break;
    case 24:
        for (UINT i = 0; i < count; i++) {
            const BYTE *pixel = bytes + (SIZE_T)from[i] * 3;
            to[i * 3] = pixel[0], to[i * 3 + 1] = pixel[1], to[i * 3 + 2] = pixel[2];
        }
        break;
    default:
        for (UINT i = 0; i < count; i++) ((DWORD *)to)[i] = ((const DWORD *)bytes)[from[i]];
    }
}
