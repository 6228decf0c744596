/* Checks of enhanced metafiles' records. Offsets are those of the EMR structures. */
#include <string.h>
#include "metafile_check.h"

static uint32_t get16(const uint8_t *place)
{
    return place[0] | (uint32_t)place[1] << 8;
}

static uint32_t get32(const uint8_t *place)
{
    uint32_t value;
    memcpy(&value, place, sizeof(value));
    return value;
}

/* --- bitmaps --- */

#define CORE_HEADER 12
#define INFO_HEADER 40

enum { RGB_PIXELS = 0, RUN_LENGTH_8 = 1, RUN_LENGTH_4 = 2, BIT_FIELDS = 3 };

uint32_t dib_header_bytes(const uint8_t *info, size_t info_size, int uses_palette)
{
    if (info_size < CORE_HEADER) return 0;
    uint32_t header = get32(info), entry = uses_palette ? 2 : 4, depth, used = 0, masks = 0;
    if (header == CORE_HEADER) {
        depth = get16(info + 10);
        entry = uses_palette ? 2 : 3;
    } else {
        if (header < INFO_HEADER || header > 0x1000 || info_size < header) return 0;
        depth = get16(info + 14);
        used = get32(info + 32);
        if (header == INFO_HEADER && get32(info + 16) == BIT_FIELDS) masks = 12;
    }
    if (depth > 32 || used > 0x10000) return 0;
    uint32_t highest = depth <= 8 ? 1u << depth : 0, colors = header == CORE_HEADER ? highest : used;
    if (highest && (!colors || colors > highest)) colors = highest;
    uint32_t needed = header + masks + colors * entry;
    return needed <= info_size ? needed : 0;
}

uint64_t dib_pixel_bytes(const uint8_t *info, uint32_t lines)
{
    int is_core = get32(info) == CORE_HEADER;
    int32_t width = is_core ? (int32_t)get16(info + 4) : (int32_t)get32(info + 4),
            height = is_core ? (int32_t)get16(info + 6) : (int32_t)get32(info + 8);
    uint32_t depth = get16(info + (is_core ? 10 : 14)), compression = is_core ? RGB_PIXELS : get32(info + 16);
    uint32_t rows = height < 0 ? 0u - (uint32_t)height : (uint32_t)height;
    if (compression != RGB_PIXELS && compression != BIT_FIELDS) return get32(info + 20);
    if (width < 0) return UINT64_MAX;
    return ((uint64_t)width * depth + 31) / 32 * 4 * (lines < rows ? lines : rows);
}

/* --- variable parts of enhanced records --- */

static int fits(uint32_t size, uint64_t offset, uint64_t count, uint32_t each)
{
    return offset <= size && count <= (size - offset) / each;
}

static int points_fit(const uint8_t *record, uint32_t size, uint32_t each)
{
    return fits(size, 28, get32(record + 24), each);
}

static int figures_fit(const uint8_t *record, uint32_t size, uint32_t each)
{
    uint32_t figures = get32(record + 24), total = get32(record + 28);
    uint64_t sum = 0;
    if (!fits(size, 32, figures, 4)) return 0;
    for (uint32_t i = 0; i < figures; i++) sum += get32(record + 32 + i * 4);
    return sum == total && fits(size, 32 + (uint64_t)figures * 4, total, each);
}

/* Offset and size of the description, offset and size of the pixels: four numbers from `place` on; all zero: no bitmap.
 */
static int bitmap_fits(const uint8_t *record, uint32_t size, uint32_t place, uint32_t usage, uint32_t lines)
{
    uint32_t info = get32(record + place), info_size = get32(record + place + 4), bits = get32(record + place + 8),
             bits_size = get32(record + place + 12);
    if (!info_size && !bits_size) return 1;
    if (usage > 1 || !fits(size, info, info_size, 1) || !fits(size, bits, bits_size, 1)) return 0;
    if (!dib_header_bytes(record + info, info_size, usage == 1)) return 0;
    return dib_pixel_bytes(record + info, lines) <= bits_size;
}

static int text_fits(const uint8_t *record, uint32_t size, uint32_t each)
{
    uint32_t count = get32(record + 44), string = get32(record + 48), options = get32(record + 52),
             distances = get32(record + 72);
    if (count && !fits(size, string, count, each)) return 0;
    return !distances || fits(size, distances, count, options & 0x2000 ? 8 : 4); /* ETO_PDY: pairs */
}

/* [MS-EMF] 2.3.5.37: the box is left out by one option, 8-bit characters are another. */
static int small_text_fits(const uint8_t *record, uint32_t size)
{
    uint32_t count = get32(record + 16), options = get32(record + 20), text = options & 0x100 ? 36 : 52;
    return fits(size, text, count, options & 0x200 ? 1 : 2);
}

static int texts_fit(const uint8_t *record, uint32_t size, uint32_t each)
{
    uint32_t texts = get32(record + 36);
    if (!fits(size, 40, texts, 40)) return 0;
    for (uint32_t i = 0; i < texts; i++) {
        const uint8_t *text = record + 40 + i * 40;
        uint32_t count = get32(text + 8), string = get32(text + 12), options = get32(text + 16),
                 distances = get32(text + 36);
        if (count && !fits(size, string, count, each)) return 0;
        if (distances && !fits(size, distances, count, options & 0x2000 ? 8 : 4)) return 0;
    }
    return 1;
}

static int gradient_fits(const uint8_t *record, uint32_t size)
{
    uint32_t vertices = get32(record + 24), meshes = get32(record + 28), mode = get32(record + 32);
    return fits(size, 36, vertices, 16) && fits(size, 36 + (uint64_t)vertices * 16, meshes, mode == 2 ? 12 : 8);
}

enum variable {
    PLAIN,
    POINTS,
    POINTS_16,
    FIGURES,
    FIGURES_16,
    TYPED,
    TYPED_16,
    REGION_AT_32,
    REGION_AT_40,
    REGION_AT_28,
    REGION_AT_16,
    SOURCE,
    SOURCE_MASK,
    PLG_SOURCE,
    DEVICE_BITS,
    STRETCHED_BITS,
    PATTERN,
    TEXT,
    TEXT_WIDE,
    PEN,
    PALETTE,
    PALETTE_PART,
    COMMENT,
    GRADIENT,
    LAST,
    SMALL_TEXT,
    TEXTS,
    TEXTS_WIDE
};

/* By type: the least size and what follows. 0: any record of that type is let through unplayed. */
static const struct { uint8_t least, variable; } kinds[123] = {
    [1] = {EMF_HEADER_SIZE, PLAIN},
    [2] = {28, POINTS},
    [3] = {28, POINTS},
    [4] = {28, POINTS},
    [5] = {28, POINTS},
    [6] = {28, POINTS},
    [7] = {32, FIGURES},
    [8] = {32, FIGURES},
    [9] = {16, PLAIN},
    [10] = {16, PLAIN},
    [11] = {16, PLAIN},
    [12] = {16, PLAIN},
    [13] = {16, PLAIN},
    [14] = {20, LAST},
    [15] = {20, PLAIN},
    [16] = {12, PLAIN},
    [17] = {12, PLAIN},
    [18] = {12, PLAIN},
    [19] = {12, PLAIN},
    [20] = {12, PLAIN},
    [21] = {12, PLAIN},
    [22] = {12, PLAIN},
    [23] = {32, PLAIN},
    [24] = {12, PLAIN},
    [25] = {12, PLAIN},
    [26] = {16, PLAIN},
    [27] = {16, PLAIN},
    [28] = {8, PLAIN},
    [29] = {24, PLAIN},
    [30] = {24, PLAIN},
    [31] = {24, PLAIN},
    [32] = {24, PLAIN},
    [33] = {8, PLAIN},
    [34] = {12, PLAIN},
    [35] = {32, PLAIN},
    [36] = {36, PLAIN},
    [37] = {12, PLAIN},
    [38] = {28, PLAIN},
    [39] = {24, PLAIN},
    [40] = {12, PLAIN},
    [41] = {28, PLAIN},
    [42] = {24, PLAIN},
    [43] = {24, PLAIN},
    [44] = {32, PLAIN},
    [45] = {40, PLAIN},
    [46] = {40, PLAIN},
    [47] = {40, PLAIN},
    [48] = {12, PLAIN},
    [49] = {16, PALETTE},
    [50] = {20, PALETTE_PART},
    [51] = {16, PLAIN},
    [52] = {8, PLAIN},
    [53] = {24, PLAIN},
    [54] = {16, PLAIN},
    [55] = {40, PLAIN},
    [56] = {28, TYPED},
    [57] = {12, PLAIN},
    [58] = {12, PLAIN},
    [59] = {8, PLAIN},
    [60] = {8, PLAIN},
    [61] = {8, PLAIN},
    [62] = {24, PLAIN},
    [63] = {24, PLAIN},
    [64] = {24, PLAIN},
    [65] = {8, PLAIN},
    [66] = {8, PLAIN},
    [67] = {12, PLAIN},
    [68] = {8, PLAIN},
    [70] = {12, COMMENT},
    [71] = {32, REGION_AT_32},
    [72] = {40, REGION_AT_40},
    [73] = {28, REGION_AT_28},
    [74] = {28, REGION_AT_28},
    [75] = {16, REGION_AT_16},
    [76] = {100, SOURCE},
    [77] = {108, SOURCE},
    [78] = {128, SOURCE_MASK},
    [79] = {140, PLG_SOURCE},
    [80] = {76, DEVICE_BITS},
    [81] = {80, STRETCHED_BITS},
    [82] = {104, PLAIN},
    [83] = {76, TEXT},
    [84] = {76, TEXT_WIDE},
    [85] = {28, POINTS_16},
    [86] = {28, POINTS_16},
    [87] = {28, POINTS_16},
    [88] = {28, POINTS_16},
    [89] = {28, POINTS_16},
    [90] = {32, FIGURES_16},
    [91] = {32, FIGURES_16},
    [92] = {28, TYPED_16},
    [93] = {32, PATTERN},
    [94] = {32, PATTERN},
    [95] = {52, PEN},
    [96] = {40, TEXTS},
    [97] = {40, TEXTS_WIDE},
    [98] = {12, PLAIN},
    [108] = {36, SMALL_TEXT},
    [114] = {108, SOURCE},
    [115] = {12, PLAIN},
    [116] = {108, SOURCE},
    [118] = {36, GRADIENT},
};

static int variable_part_fits(const uint8_t *record, uint32_t size, enum variable variable)
{
    switch (variable) {
    case PLAIN: return 1;
    case POINTS: return points_fit(record, size, 8);
    case POINTS_16: return points_fit(record, size, 4);
    case FIGURES: return figures_fit(record, size, 8);
    case FIGURES_16: return figures_fit(record, size, 4);
    case TYPED: return points_fit(record, size, 9); /* a point and its type */
    case TYPED_16: return points_fit(record, size, 5);
    case REGION_AT_32: return fits(size, 32, get32(record + 24), 1);
    case REGION_AT_40: return fits(size, 40, get32(record + 24), 1);
    case REGION_AT_28: return fits(size, 28, get32(record + 24), 1);
    case REGION_AT_16: return fits(size, 16, get32(record + 8), 1);
    case SOURCE: return bitmap_fits(record, size, 84, get32(record + 80), UINT32_MAX);
    case SOURCE_MASK:
        return bitmap_fits(record, size, 84, get32(record + 80), UINT32_MAX) &&
               bitmap_fits(record, size, 112, get32(record + 108), UINT32_MAX);
    case PLG_SOURCE:
        return bitmap_fits(record, size, 96, get32(record + 92), UINT32_MAX) &&
               bitmap_fits(record, size, 124, get32(record + 120), UINT32_MAX);
    case DEVICE_BITS: return bitmap_fits(record, size, 48, get32(record + 64), get32(record + 72));
    case STRETCHED_BITS: return bitmap_fits(record, size, 48, get32(record + 64), UINT32_MAX);
    case PATTERN: return bitmap_fits(record, size, 16, get32(record + 12), UINT32_MAX);
    case TEXT: return text_fits(record, size, 1);
    case TEXT_WIDE: return text_fits(record, size, 2);
    case SMALL_TEXT: return small_text_fits(record, size);
    case TEXTS: return texts_fit(record, size, 1);
    case TEXTS_WIDE: return texts_fit(record, size, 2);
    case PEN: return fits(size, 52, get32(record + 48), 4) && bitmap_fits(record, size, 12, 0, UINT32_MAX);
    case PALETTE: return fits(size, 16, get16(record + 14), 4);
    case PALETTE_PART: return fits(size, 20, get32(record + 16), 4);
    case COMMENT: return fits(size, 12, get32(record + 8), 1);
    case GRADIENT: return gradient_fits(record, size);
    case LAST: return !get32(record + 8) || fits(size, get32(record + 12), get32(record + 8), 4);
    }
    return 0;
}

uint32_t emf_record_size(const uint8_t *record, size_t available)
{
    if (available < 8) return 0;
    uint32_t size = get32(record + 4);
    return size >= 8 && !(size & 3) && size <= available ? size : 0;
}

int emf_record_is_valid(const uint8_t *record)
{
    uint32_t type = get32(record), size = get32(record + 4);
    if (type >= sizeof(kinds) / sizeof(*kinds) || !kinds[type].least) return 1;
    return size >= kinds[type].least && variable_part_fits(record, size, (enum variable)kinds[type].variable);
}

uint32_t emf_check_header(const uint8_t *bytes, size_t size)
{
    if (size < EMF_HEADER_SIZE || get32(bytes) != 1 || get32(bytes + 40) != 0x464d4520) return 0;
    uint32_t header = emf_record_size(bytes, size), whole = get32(bytes + 48);
    if (header < EMF_HEADER_SIZE || whole < header || whole > size || whole & 3) return 0;
    return whole;
}
