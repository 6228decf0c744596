/* Outlines of glyphs, and walking along them. */
#include "gdi_text.h"

#define OUTLINE_LIMIT 0x10000u
#define FIRST_POINTS  512
#define FIRST_ENDS    64

static BOOL allocate(struct outline *outline, UINT points, UINT contours)
{
    SIZE_T size = points * (sizeof(struct font_point) + sizeof(BYTE)) + contours * sizeof(USHORT);
    heap_free(outline->points);
    outline->points = heap_allocate(size);
    if (!outline->points) return FALSE;
    outline->ends = (USHORT *)(outline->points + points);
    outline->tags = (BYTE *)(outline->ends + contours);
    return TRUE;
}

BOOL outline_init(struct outline *outline, const struct font_instance *instance, const struct font_rendering *rendering,
                  USHORT glyph)
{
    UINT points = FIRST_POINTS, contours = FIRST_ENDS;
    memset(outline, 0, sizeof(*outline));
    for (int attempt = 0; attempt < 2; attempt++) {
        if (!allocate(outline, points, contours)) break;
        struct unix_font_outline_args args = {
            .points = UNIX_PTR(outline->points),
            .tags = UNIX_PTR(outline->tags),
            .ends = UNIX_PTR(outline->ends),
            .rendering = *rendering,
            .face = instance->face->number,
            .glyph = glyph,
            .point_capacity = points,
            .contour_capacity = contours,
        };
        NTSTATUS status = unix_call_font_outline(&args);
        if (!status) {
            outline->point_count = args.point_count;
            outline->contour_count = args.contour_count;
            outline->advance = args.advance;
            outline->advance_y = args.advance_y;
            return TRUE;
        }
        if (status != STATUS_BUFFER_TOO_SMALL || args.point_count > OUTLINE_LIMIT || args.contour_count > OUTLINE_LIMIT)
            break;
        points = max(args.point_count, 1);
        contours = max(args.contour_count, 1);
    }
    outline_finish(outline);
    return FALSE;
}

void outline_finish(struct outline *outline)
{
    heap_free(outline->points);
    outline->points = NULL;
    outline->point_count = outline->contour_count = 0;
}

RECT outline_box(const struct outline *outline)
{
    RECT box = {0, 0, 0, 0};
    for (UINT i = 0; i < outline->point_count; i++) {
        struct font_point point = outline->points[i];
        if (!i) box = (RECT){point.x, point.y, point.x, point.y};
        box = (RECT){min(box.left, point.x), min(box.top, point.y), max(box.right, point.x), max(box.bottom, point.y)};
    }
    return box;
}

/* --- walking --- */

static struct font_point middle(struct font_point a, struct font_point b)
{
    return (struct font_point){(a.x + b.x) / 2, (a.y + b.y) / 2};
}

/* One contour: points first ... first + count - 1, as a ring. */
struct ring { const struct outline *outline; UINT first, count; };

static struct font_point ring_point(const struct ring *ring, UINT i)
{
    return ring->outline->points[ring->first + i % ring->count];
}
static BYTE ring_tag(const struct ring *ring, UINT i) { return ring->outline->tags[ring->first + i % ring->count]; }

/* Between two quadratic control points lies a point of the curve that is not written down. */
static UINT write_piece(const struct ring *ring, const struct outline_writer *writer, UINT i, UINT last,
                        struct font_point start)
{
    struct font_point point = ring_point(ring, i);
    BYTE tag = ring_tag(ring, i);
    if (tag == FONT_POINT_ON) {
        writer->line(writer->context, point);
        return i + 1;
    }
    if (tag == FONT_POINT_CUBIC) {
        struct font_point to = i + 2 >= last ? start : ring_point(ring, i + 2);
        writer->cubic(writer->context, point, ring_point(ring, i + 1), to);
        return i + 3;
    }
    if (i + 1 >= last) {
        writer->quadratic(writer->context, point, start);
        return i + 1;
    }
    if (ring_tag(ring, i + 1) == FONT_POINT_ON) {
        writer->quadratic(writer->context, point, ring_point(ring, i + 1));
        return i + 2;
    }
    writer->quadratic(writer->context, point, middle(point, ring_point(ring, i + 1)));
    return i + 1;
}

static void write_contour(const struct ring *ring, const struct outline_writer *writer)
{
    UINT begin = 0;
    while (begin < ring->count && ring_tag(ring, begin) != FONT_POINT_ON) begin++;
    BOOL has_start = begin < ring->count;
    struct font_point start =
        has_start ? ring_point(ring, begin) : middle(ring_point(ring, 0), ring_point(ring, ring->count - 1));
    writer->move(writer->context, start);
    UINT i = has_start ? begin + 1 : 0, last = has_start ? begin + ring->count : ring->count;
    while (i < last) i = write_piece(ring, writer, i, last, start);
    writer->close(writer->context);
}

void outline_write(const struct outline *outline, const struct outline_writer *writer)
{
    UINT first = 0;
    for (UINT i = 0; i < outline->contour_count; i++) {
        UINT last = outline->ends[i];
        if (last >= outline->point_count || last < first) return;
        struct ring ring = {outline, first, last - first + 1};
        write_contour(&ring, writer);
        first = last + 1;
    }
}
