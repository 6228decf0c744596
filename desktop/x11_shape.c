/* The shape of X windows: regions (SetWindowRgn), the transparent colour and the transparent pixels of layered windows.
 * X without a compositor knows only seen and unseen: pixels that are less than half there are cut out. */
#include <X11/Xlib.h>
#include <X11/extensions/Xfixes.h>
#include <stdlib.h>
#include <string.h>
#include "desktop.h"
#include "x11.h"

#define LWA_COLORKEY  1u
#define SHAPE_BOUNDING 0
#define HALF_THERE    0x80000000u /* of a pixel's alpha */
#define MOST_RUNS     32000 /* of one picture: more would not fit into a request to X; it is shown whole */

struct runs { XRectangle *list; int count, row_start; };

/* A row that is like the one above makes its rectangles higher. */
static void end_row(struct runs *runs, int above)
{
    int count = runs->count - runs->row_start, count_above = runs->row_start - above;
    if (above < 0 || !count || count != count_above) return;
    for (int i = 0; i < count; i++)
        if (runs->list[above + i].x != runs->list[runs->row_start + i].x ||
            runs->list[above + i].width != runs->list[runs->row_start + i].width ||
            runs->list[above + i].y + runs->list[above + i].height != runs->list[runs->row_start + i].y)
            return;
    for (int i = 0; i < count; i++) runs->list[above + i].height++;
    runs->count = runs->row_start;
    runs->row_start = above;
}

/* What of the picture is seen. False: all of it, or nothing is known. */
static bool seen_runs(const struct shown_window *window, struct runs *runs)
{
    const struct surface *surface = &window->surface;
    const struct window_record *record = &window->record;
    bool has_key = record->alpha >> 8 & LWA_COLORKEY,
         has_alpha = surface->header && surface->header->has_alpha && record->flags & WINDOW_LAYERED_SET;
    if (!surface->header || (!has_key && !has_alpha)) return false;
    uint32_t key = (record->color_key & 255) << 16 | (record->color_key & 0xff00) | (record->color_key >> 16 & 255);
    int width = record->window.right - record->window.left, height = record->window.bottom - record->window.top;
    if (width > (int)surface->width) width = (int)surface->width;
    if (height > (int)surface->height) height = (int)surface->height;
    if (!(runs->list = malloc((MOST_RUNS + (size_t)(width > 0 ? width : 0)) * sizeof(*runs->list)))) return false;
    int above = -1;
    for (int y = 0; y < height && runs->count < MOST_RUNS; y++) {
        const uint32_t *row =
            (const uint32_t *)(const void *)((const char *)surface->header + SURFACE_PIXELS_OFFSET +
                                             (size_t)y * surface->stride);
        runs->row_start = runs->count;
        for (int x = 0; x < width;) {
            int start = x;
            while (x < width && !(has_key && (row[x] & 0xffffff) == key) && !(has_alpha && row[x] < HALF_THERE)) x++;
            if (x > start)
                runs->list[runs->count++] = (XRectangle){(short)start, (short)y, (unsigned short)(x - start), 1};
            else
                x++;
        }
        end_row(runs, above);
        above = runs->row_start;
    }
    return runs->count < MOST_RUNS;
}

static XserverRegion region_of_window(uint32_t handle)
{
    struct request_window_region_get_in in = {handle, 0};
    struct request_window_region_get_out out;
    uint8_t *data = NULL;
    uint32_t size = 0;
    ask(request_code_window_region_get, &in, sizeof(in), NULL, 0, &out, sizeof(out), &data, &size, NULL);
    int count = (int)(size / sizeof(struct screen_rectangle));
    XRectangle *list = calloc((size_t)count + 1, sizeof(*list));
    if (!list || count > MOST_RUNS) count = 0;
    for (int i = 0; i < count; i++) {
        struct screen_rectangle part;
        memcpy(&part, data + (size_t)i * sizeof(part), sizeof(part));
        if (part.right <= part.left || part.bottom <= part.top) continue;
        list[i] = (XRectangle){(short)part.left, (short)part.top, (unsigned short)(part.right - part.left),
                               (unsigned short)(part.bottom - part.top)};
    }
    XserverRegion region = XFixesCreateRegion(display, list, count);
    free(list);
    free(data);
    return region;
}

void window_shape(struct shown_window *window)
{
    struct runs runs = {NULL, 0, 0};
    bool has_runs = seen_runs(window, &runs), has_region = window->record.flags & WINDOW_HAS_REGION;
    if (has_runs || has_region) {
        XserverRegion region = has_region ? region_of_window(window->handle) : None,
                      seen = has_runs ? XFixesCreateRegion(display, runs.list, runs.count) : None;
        if (region && seen) XFixesIntersectRegion(display, region, region, seen);
        XFixesSetWindowShapeRegion(display, window->x_window, SHAPE_BOUNDING, 0, 0, region ? region : seen);
        if (region) XFixesDestroyRegion(display, region);
        if (seen) XFixesDestroyRegion(display, seen);
        window->is_shaped = true;
    } else if (window->is_shaped) {
        XFixesSetWindowShapeRegion(display, window->x_window, SHAPE_BOUNDING, 0, 0, None);
        window->is_shaped = false;
    }
    free(runs.list);
}
