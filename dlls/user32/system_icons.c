/* The system's icons, drawn for Winrun as shapes in any size. Coordinates are eighths of a pixel in a square of 32
 * pixels. */
#include "images.h"

#define UNITS   256 /* of the square's side */
#define SAMPLES 4   /* in each direction of a pixel */

struct shape {
    BYTE points; /* 0: a circle: middle and radius; 2: a box; else a polygon */
    DWORD color; /* 0: the end of the list */
    short at[16];
};

#define CIRCLE(color, x, y, radius) {0, color, {x, y, radius}}
#define BOX(color, left, top, right, bottom) {2, color, {left, top, right, bottom}}

static const struct shape application[] = {BOX(0xff404040, 8, 24, 248, 232),
                                           BOX(0xffd4d0c8, 16, 32, 240, 224),
                                           BOX(0xff0a246a, 24, 40, 232, 72),
                                           BOX(0xffffffff, 24, 80, 232, 216),
                                           BOX(0xffd4d0c8, 208, 48, 224, 64),
                                           BOX(0xffd4d0c8, 184, 48, 200, 64),
                                           {0}};
static const struct shape error[] = {
    CIRCLE(0xff8c1010, 128, 128, 120), CIRCLE(0xffdd2a2a, 128, 128, 110),
    {4, 0xffffffff, {60, 76, 76, 60, 196, 180, 180, 196}}, {4, 0xffffffff, {180, 60, 196, 76, 76, 196, 60, 180}}, {0}};
static const struct shape question[] = {CIRCLE(0xff1a3c78, 128, 128, 120),
                                        CIRCLE(0xff2f6fd0, 128, 128, 110),
                                        CIRCLE(0xffffffff, 128, 98, 46),
                                        CIRCLE(0xff2f6fd0, 128, 98, 22),
                                        {4, 0xff2f6fd0, {70, 104, 116, 104, 116, 150, 70, 150}},
                                        BOX(0xffffffff, 116, 120, 140, 164),
                                        CIRCLE(0xffffffff, 128, 190, 14),
                                        {0}};
static const struct shape warning[] = {
    {3, 0xff7a5c00, {128, 8, 252, 240, 4, 240}}, {3, 0xffffcc1a, {128, 28, 236, 230, 20, 230}},
    {4, 0xff202020, {112, 88, 144, 88, 138, 168, 118, 168}}, CIRCLE(0xff202020, 128, 196, 16), {0}};
static const struct shape information[] = {CIRCLE(0xff1a3c78, 128, 128, 120),
                                           CIRCLE(0xff2f6fd0, 128, 128, 110),
                                           CIRCLE(0xffffffff, 128, 72, 16),
                                           BOX(0xffffffff, 114, 104, 142, 192),
                                           {0}};
static const struct shape shield[] = {
    {8, 0xff3c3c3c, {128, 8, 232, 40, 224, 136, 192, 208, 128, 248, 64, 208, 32, 136, 24, 40}},
    {5, 0xff2f6fd0, {124, 24, 124, 128, 44, 128, 40, 52, 80, 40}},
    {5, 0xffffcc1a, {132, 24, 132, 128, 212, 128, 216, 52, 176, 40}},
    {4, 0xffffcc1a, {124, 136, 124, 230, 76, 200, 46, 136}},
    {4, 0xff2f6fd0, {132, 136, 132, 230, 180, 200, 210, 136}},
    {0}};

static const struct { int id; const struct shape *shapes; } icons[] = {
    {32512, application}, {32513, error},       {32514, question}, {32515, warning},
    {32516, information}, {32517, application}, {32518, shield},
};

static BOOL is_inside(const struct shape *shape, int x, int y)
{
    const short *at = shape->at;
    BOOL inside = FALSE;
    if (shape->points == 0) return (x - at[0]) * (x - at[0]) + (y - at[1]) * (y - at[1]) < at[2] * at[2];
    if (shape->points == 2) return x >= at[0] && y >= at[1] && x < at[2] && y < at[3];
    for (int i = 0, j = shape->points - 1; i < shape->points; j = i++) {
        int xi = at[2 * i], yi = at[2 * i + 1], xj = at[2 * j], yj = at[2 * j + 1];
        if ((yi > y) != (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
}

/* The colour of the uppermost shape; 0: none. */
static DWORD color_at(const struct shape *shapes, int x, int y)
{
    DWORD color = 0;
    for (; shapes->color; shapes++)
        if (is_inside(shapes, x, y)) color = shapes->color;
    return color;
}

static DWORD pixel_at(const struct shape *shapes, int x, int y, int width, int height)
{
    DWORD hits = 0, red = 0, green = 0, blue = 0;
    for (int i = 0; i < SAMPLES * SAMPLES; i++) {
        int sample_x = (x * SAMPLES + i % SAMPLES) * 2 + 1, sample_y = (y * SAMPLES + i / SAMPLES) * 2 + 1;
        DWORD color =
            color_at(shapes, sample_x * UNITS / (2 * SAMPLES * width), sample_y * UNITS / (2 * SAMPLES * height));
        if (!color) continue;
        hits++;
        red += color >> 16 & 255;
        green += color >> 8 & 255;
        blue += color & 255;
    }
    if (!hits) return 0;
    return (hits * 255 / (SAMPLES * SAMPLES)) << 24 | red / hits << 16 | green / hits << 8 | blue / hits;
}

BOOL system_icon_draw(struct picture *picture, int id, int width, int height)
{
    const struct shape *shapes = NULL;
    for (UINT i = 0; i < COUNT_OF(icons); i++)
        if (icons[i].id == id) shapes = icons[i].shapes;
    if (!shapes || width <= 0 || height <= 0 || width > PICTURE_LIMIT || height > PICTURE_LIMIT) return FALSE;
    if (picture_make(picture, width, height) != PICTURE_OK) return FALSE;
    for (int at = 0; at < width * height; at++) {
        picture->pixels[at] = pixel_at(shapes, at % width, at / width, width, height);
        picture->mask[at] = picture->pixels[at] >> 24 < 128;
    }
    picture->has_alpha = TRUE;
    picture->hot_x = width / 2;
    picture->hot_y = height / 2;
    return TRUE;
}
