/* What the surfaces show, put together in Z-order as a PNG: works with and without a display. */
#include <errno.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "desktop.h"

#define BACKGROUND    0xff3a6ea5u /* the desktop's colour */
#define MOST_WINDOWS  4096u
#define LARGEST_IMAGE 32767

struct image {
    int32_t left, top, width, height; /* of the screen */
    uint32_t *pixels;
};

static uint32_t mix(uint32_t below, uint32_t above, uint32_t alpha, bool premultiplied)
{
    uint32_t result = 0xff000000u;
    for (int shift = 0; shift < 24; shift += 8) {
        uint32_t a = above >> shift & 255, b = below >> shift & 255;
        uint32_t value = premultiplied ? a + b * (255 - alpha) / 255 : (a * alpha + b * (255 - alpha)) / 255;
        result |= (value > 255 ? 255 : value) << shift;
    }
    return result;
}

static uint32_t scaled(uint32_t pixel, uint32_t opacity)
{
    uint32_t result = 0;
    for (int shift = 0; shift < 32; shift += 8) result |= (pixel >> shift & 255) * opacity / 255 << shift;
    return result;
}

static void draw_row(struct image *image, const struct window_record *window, const uint32_t *row, int32_t y,
                     int32_t from, int32_t to, bool has_alpha)
{
    uint32_t opacity = window->flags & WINDOW_LAYERED_SET && window->alpha >> 8 & 2 ? window->alpha & 255 : 255;
    bool has_key = window->flags & WINDOW_LAYERED_SET && window->alpha >> 8 & 1;
    uint32_t key = (window->color_key & 0xff) << 16 | (window->color_key & 0xff00) | (window->color_key >> 16 & 0xff);
    uint32_t *place = image->pixels + (int64_t)(y - image->top) * image->width + (window->window.left - image->left);
    for (int32_t x = from; x < to; x++) {
        uint32_t pixel = row[x];
        if (has_key && (pixel & 0xffffff) == key) continue;
        if (has_alpha && opacity == 255)
            place[x] = mix(place[x], pixel, pixel >> 24, true);
        else if (has_alpha)
            place[x] = mix(place[x], scaled(pixel, opacity), (pixel >> 24) * opacity / 255, true);
        else
            place[x] = opacity == 255 ? pixel | 0xff000000u : mix(place[x], pixel, opacity, false);
    }
}

static void draw_rectangle(struct image *image, const struct window_record *window, const struct surface *surface,
                           const struct screen_rectangle *part)
{
    int32_t from = part->left, to = part->right;
    if (from < image->left - window->window.left) from = image->left - window->window.left;
    if (to > image->left + image->width - window->window.left) to = image->left + image->width - window->window.left;
    for (int32_t y = part->top; y < part->bottom; y++) {
        int32_t screen_y = window->window.top + y;
        if (screen_y < image->top || screen_y >= image->top + image->height || y < 0 || y >= (int32_t)surface->height)
            continue;
        const uint8_t *pixels = (const uint8_t *)surface->header + SURFACE_PIXELS_OFFSET + (size_t)y * surface->stride;
        draw_row(image, window, (const uint32_t *)(const void *)pixels, screen_y, from, to,
                 surface->header->has_alpha && window->flags & WINDOW_LAYERED_SET);
    }
}

static void draw_window(struct image *image, const struct window_record *window)
{
    struct surface surface;
    struct screen_rectangle whole = {0, 0, window->window.right - window->window.left,
                                     window->window.bottom - window->window.top};
    if (!surface_open(&surface, window->handle, window->surface_serial)) return;
    if (whole.right > (int32_t)surface.width) whole.right = (int32_t)surface.width;
    if (whole.bottom > (int32_t)surface.height) whole.bottom = (int32_t)surface.height;
    if (window->flags & WINDOW_HAS_REGION) {
        struct request_window_region_get_in in = {window->handle, 0};
        struct request_window_region_get_out out;
        uint8_t *data = NULL;
        uint32_t size = 0;
        ask(request_code_window_region_get, &in, sizeof(in), NULL, 0, &out, sizeof(out), &data, &size, NULL);
        for (uint32_t i = 0; i + 16 <= size; i += 16) {
            struct screen_rectangle part;
            memcpy(&part, data + i, sizeof(part));
            if (part.left < 0) part.left = 0;
            if (part.top < 0) part.top = 0;
            if (part.right > whole.right) part.right = whole.right;
            if (part.bottom > whole.bottom) part.bottom = whole.bottom;
            draw_rectangle(image, window, &surface, &part);
        }
        free(data);
    } else {
        draw_rectangle(image, window, &surface, &whole);
    }
    surface_close(&surface);
}

static bool write_png(const struct image *image, FILE *file)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info || setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        return false;
    }
    png_init_io(png, file);
    png_set_IHDR(png, info, (uint32_t)image->width, (uint32_t)image->height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    png_set_filler(png, 0, PNG_FILLER_AFTER);
    png_set_bgr(png);
    for (int32_t y = 0; y < image->height; y++)
        png_write_row(png, (png_const_bytep)(image->pixels + (int64_t)y * image->width));
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    return true;
}

int screenshot(const char *file)
{
    static struct window_record windows[MOST_WINDOWS];
    struct window_record root;
    if (!window_read(windowing->desktop_window, &root)) fail("the screen's record cannot be read.");
    struct image image = {root.window.left, root.window.top, root.window.right - root.window.left,
                          root.window.bottom - root.window.top, NULL};
    if (image.width <= 0 || image.height <= 0 || image.width > LARGEST_IMAGE || image.height > LARGEST_IMAGE)
        fail("the screen has no size that makes sense: %d x %d.", image.width, image.height);
    size_t count = (size_t)image.width * (size_t)image.height;
    if (!(image.pixels = malloc(4 * count))) fail("no memory for a picture of %d x %d.", image.width, image.height);
    for (size_t i = 0; i < count; i++) image.pixels[i] = BACKGROUND;
    for (uint32_t i = top_level_windows(windows, MOST_WINDOWS); i--;)
        if (!(windows[i].flags & WINDOW_TRAY_ICON) &&
            (windows[i].style & (WS_VISIBLE | WS_MINIMIZE)) == WS_VISIBLE)
            draw_window(&image, &windows[i]);
    FILE *out = fopen(file, "wb");
    if (!out) fail("the screenshot %s cannot be written: %s.", file, strerror(errno));
    bool written = write_png(&image, out);
    if (fclose(out) || !written) fail("the screenshot %s could not be written completely: %s.", file, strerror(errno));
    free(image.pixels);
    return 0;
}
