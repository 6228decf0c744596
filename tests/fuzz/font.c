/* A font that a program hands over: whatever its bytes are, faces of it are described, measured, drawn and shaped
 * within the room there is, and go again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "fonts.h"
#include "unix_calls/font.h"

int32_t unix_font_memory(struct unix_font_memory_args *args);
int32_t unix_font_open(struct unix_font_open_args *args);
int32_t unix_font_characters(struct unix_font_characters_args *args);
int32_t unix_font_glyphs(struct unix_font_glyphs_args *args);
int32_t unix_font_outline(struct unix_font_outline_args *args);
int32_t unix_font_table(struct unix_font_table_args *args);
int32_t unix_font_shape(struct unix_font_shape_args *args);
int32_t unix_font_list(struct unix_font_list_args *args);

char prefix_path[1]; /* none: no list is kept */
void log_text(enum log_channel channel, const char *format, ...) { (void)channel, (void)format; }

/* What fontconfig keeps until the process ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libfontconfig\n"; }

#define ADDRESS(pointer) ((uint64_t)(uintptr_t)(pointer))
#define PIXEL_ROOM 0x8000

static void require(bool condition)
{
    if (!condition) abort();
}

static void draw(uint32_t face, const uint16_t *glyphs, uint32_t count, uint8_t pixels, int32_t em, bool is_slanted)
{
    struct font_glyph_result results[FONT_BATCH];
    uint8_t *room = malloc(PIXEL_ROOM); /* exactly this much: what goes beyond is seen */
    struct unix_font_glyphs_args args = {
        .glyphs = ADDRESS(glyphs),
        .results = ADDRESS(results),
        .pixels = ADDRESS(room),
        .face = face,
        .count = count,
        .pixel_capacity = PIXEL_ROOM,
        .rendering = {.width = em,
                      .height = em,
                      .matrix = {0x10000, is_slanted ? 0x4000 : 0, 0, 0x10000},
                      .bold = is_slanted ? 64 : 0,
                      .pixels = pixels,
                      .hinting = is_slanted ? FONT_HINT_NONE : FONT_HINT_FULL,
                      .has_matrix = is_slanted},
    };
    if (!unix_font_glyphs(&args)) {
        require(args.done <= count);
        for (uint32_t i = 0; i < args.done; i++) {
            size_t size = (size_t)results[i].width * results[i].height * (pixels == FONT_PIXELS_SUBPIXEL ? 3 : 1);
            require(results[i].offset + size <= PIXEL_ROOM);
        }
    }
    free(room);
}

static void outline(uint32_t face, uint32_t glyph, int32_t em)
{
    enum { POINTS = 200, CONTOURS = 20 };
    struct font_point *points = malloc(POINTS * sizeof(*points));
    uint8_t *tags = malloc(POINTS);
    uint16_t *ends = malloc(CONTOURS * sizeof(*ends));
    struct unix_font_outline_args args = {
        .points = ADDRESS(points),
        .tags = ADDRESS(tags),
        .ends = ADDRESS(ends),
        .face = face,
        .glyph = glyph,
        .point_capacity = POINTS,
        .contour_capacity = CONTOURS,
        .rendering = {.width = em, .height = em, .hinting = FONT_HINT_NONE},
    };
    if (!unix_font_outline(&args)) {
        require(args.point_count <= POINTS && args.contour_count <= CONTOURS);
        for (uint32_t i = 0; i < args.contour_count; i++) require(ends[i] < args.point_count);
    }
    free(points);
    free(tags);
    free(ends);
}

static void tables(uint32_t face)
{
    static const char tags[][5] = {"", "cmap", "glyf", "kern", "name", "GSUB"};
    for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
        uint8_t *bytes = malloc(64);
        struct unix_font_table_args args = {
            .buffer = ADDRESS(bytes), .face = face, .offset = (uint32_t)i * 3, .size = 64};
        memcpy(&args.tag, tags[i], 4);
        unix_font_table(&args);
        free(bytes);
    }
}

static void shape(uint32_t face, const uint16_t *text, uint32_t length, uint32_t options)
{
    enum { GLYPHS = 12 };
    struct shaped_glyph *glyphs = malloc(GLYPHS * sizeof(*glyphs));
    struct unix_font_shape_args args = {.text = ADDRESS(text),
                                        .glyphs = ADDRESS(glyphs),
                                        .face = face,
                                        .length = length,
                                        .capacity = GLYPHS,
                                        .options = options};
    if (!unix_font_shape(&args)) {
        require(args.count <= GLYPHS);
        for (uint32_t i = 0; i < args.count; i++) require(glyphs[i].cluster < length);
    }
    free(glyphs);
}

static void try_face(uint32_t face)
{
    static const uint16_t latin[] = {'f', 'i', 'A', 'V', 0x301}, arabic[] = {0x644, 0x627, 0x628, 0x64e},
                          indic[] = {0x915, 0x94d, 0x937, 0x93f};
    uint16_t characters[256], glyphs[8] = {0, 1, 2, 3, 4, 5, 0xffff, 36};
    struct unix_font_open_args open = {.face = face};
    struct unix_font_characters_args map = {.glyphs = ADDRESS(characters), .face = face, .first = 0, .count = 256};
    struct font_face_info info;
    struct unix_font_list_args list = {.records = ADDRESS(&info), .first = face, .capacity = 1};
    if (!unix_font_list(&list))
        require(memchr(info.family, 0, sizeof(info.family)) && memchr(info.style, 0, sizeof(info.style)) &&
                memchr(info.full_name, 0, sizeof(info.full_name)));
    if (unix_font_open(&open)) return;
    require(open.metrics.units_per_em > 0);
    if (!unix_font_characters(&map)) memcpy(glyphs + 4, characters + 'A', 4);
    for (uint8_t pixels = FONT_PIXELS_MONO; pixels <= FONT_PIXELS_NONE; pixels++)
        draw(face, glyphs, 8, pixels, (9 + pixels * 7) * 64, pixels & 1);
    for (uint32_t i = 0; i < 4; i++) outline(face, glyphs[i], i & 1 ? 0 : 640);
    tables(face);
    shape(face, latin, 5, 0);
    shape(face, arabic, 4, FONT_SHAPE_RIGHT_TO_LEFT);
    shape(face, indic, 4, FONT_SHAPE_PLAIN);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct unix_font_memory_args add = {.data = ADDRESS(data), .size = size};
    if (unix_font_memory(&add)) return 0;
    require(add.count && add.first + add.count == font_face_count);
    for (uint32_t i = 0; i < add.count; i++) try_face(add.first + i);
    struct unix_font_memory_args removal = {.first = add.first, .count = add.count};
    require(!unix_font_memory(&removal));
    font_face_count = add.first; /* numbers are used once, but there are not as many as runs */
    return 0;
}
