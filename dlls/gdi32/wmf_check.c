/* Checks of Windows metafiles' records: sizes are counted in 16-bit words. */
#include "metafile_check.h"

static uint32_t get16(const uint8_t *place) { return place[0] | (uint32_t)place[1] << 8; }
static uint32_t get32(const uint8_t *place) { return get16(place) | get16(place + 2) << 16; }

uint32_t wmf_check_header(const uint8_t *bytes, size_t size)
{
    if (size < WMF_HEADER_SIZE) return 0;
    uint32_t type = get16(bytes), words = get32(bytes + 6);
    if ((type != 1 && type != 2) || get16(bytes + 2) != WMF_HEADER_SIZE / 2) return 0;
    if (words < WMF_HEADER_SIZE / 2 || words > size / 2) return 0;
    return words * 2;
}

uint32_t wmf_record_size(const uint8_t *record, size_t available)
{
    if (available < 6) return 0;
    uint32_t words = get32(record);
    return words >= 3 && words <= available / 2 ? words * 2 : 0;
}

/* How many words of parameters a function has at least. */
static const struct { uint16_t function; uint8_t words; } parameters[] = {
    {0x0201, 2},  {0x0102, 1},  {0x0103, 1}, {0x0104, 1},  {0x0106, 1},  {0x0107, 1}, {0x012e, 1}, {0x0108, 1},
    {0x0209, 2},  {0x020a, 2},  {0x020b, 2}, {0x020c, 2},  {0x020d, 2},  {0x020e, 2}, {0x020f, 2}, {0x0410, 4},
    {0x0211, 2},  {0x0412, 4},  {0x0213, 2}, {0x0214, 2},  {0x0415, 4},  {0x0416, 4}, {0x0817, 8}, {0x0418, 4},
    {0x0419, 4},  {0x081a, 8},  {0x041b, 4}, {0x061c, 6},  {0x061d, 6},  {0x001e, 0}, {0x041f, 4}, {0x0220, 2},
    {0x0127, 1},  {0x0228, 2},  {0x0429, 4}, {0x012a, 1},  {0x012b, 1},  {0x012c, 1}, {0x012d, 1}, {0x0830, 8},
    {0x0231, 2},  {0x0234, 1},  {0x0035, 0}, {0x0436, 2},  {0x0037, 2},  {0x0139, 1}, {0x0142, 2}, {0x0149, 1},
    {0x01f0, 1},  {0x00f7, 2},  {0x01f9, 1}, {0x02fa, 5},  {0x02fb, 9},  {0x02fc, 4}, {0x0324, 1}, {0x0325, 1},
    {0x0521, 1},  {0x0538, 1},  {0x0548, 5}, {0x0626, 2},  {0x06ff, 11}, {0x0922, 8}, {0x0940, 8}, {0x0a32, 4},
    {0x0b23, 10}, {0x0b41, 10}, {0x0d33, 9}, {0x0f43, 11},
};

static int polygons_fit(const uint8_t *record, uint32_t size)
{
    uint32_t figures = get16(record + 6);
    uint64_t points = 0; /* of hostile counts the sum passes 32 bits when multiplied */
    if (8 + figures * 2 > size) return 0;
    for (uint32_t i = 0; i < figures; i++) points += get16(record + 8 + i * 2);
    return 8 + figures * 2 + points * 4 <= size;
}

static int text_fits(const uint8_t *record, uint32_t size)
{
    uint32_t count = get16(record + 10), options = get16(record + 12),
             text = options & 6 ? 22 : 14; /* ETO_OPAQUE, ETO_CLIPPED: a rectangle */
    return text + count <= size;
}

static int bitmap_fits(const uint8_t *record, uint32_t size, uint32_t offset, int uses_palette, uint32_t lines)
{
    if (offset >= size) return 0;
    uint32_t header = dib_header_bytes(record + offset, size - offset, uses_palette);
    return header && dib_pixel_bytes(record + offset, lines) <= size - offset - header;
}

uint32_t wmf_bitmap_offset(const uint8_t *record)
{
    uint32_t words = get32(record), function = get16(record + 4);
    switch (function) {
    case 0x0142: return 10;
    case 0x0d33: return 24;
    case 0x0f43: return 28;
    case 0x0940: return words == (function >> 8) + 3 ? 0 : 22; /* shorter ones have no source */
    case 0x0b41: return words == (function >> 8) + 3 ? 0 : 26;
    default: return 0;
    }
}

static int variable_part_fits(const uint8_t *record, uint32_t size, uint32_t function)
{
    uint32_t offset = wmf_bitmap_offset(record);
    switch (function) {
    case 0x0324:
    case 0x0325: return 8 + get16(record + 6) * 4 <= size;
    case 0x0538: return polygons_fit(record, size);
    case 0x0521: return 8 + ((get16(record + 6) + 1) & ~1u) + 4 <= size;
    case 0x0a32: return text_fits(record, size);
    case 0x00f7:
    case 0x0037:
    case 0x0436: return 10 + get16(record + 8) * 4 <= size;
    case 0x0626: return 10 + get16(record + 8) <= size;
    case 0x0142: return bitmap_fits(record, size, offset, get16(record + 8) == 1, UINT32_MAX);
    case 0x0d33: return bitmap_fits(record, size, offset, get16(record + 6) == 1, get16(record + 8));
    case 0x0f43: return bitmap_fits(record, size, offset, get16(record + 10) == 1, UINT32_MAX);
    case 0x0940:
    case 0x0b41: return !offset || bitmap_fits(record, size, offset, 0, UINT32_MAX);
    default: return 1;
    }
}

int wmf_record_is_valid(const uint8_t *record)
{
    uint32_t size = get32(record) * 2, function = get16(record + 4);
    for (size_t i = 0; i < sizeof(parameters) / sizeof(*parameters); i++) {
        if (parameters[i].function != function) continue;
        return size >= 6 + parameters[i].words * 2u && variable_part_fits(record, size, function);
    }
    return 1;
}
