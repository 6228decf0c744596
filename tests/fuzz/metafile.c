/* Enhanced and Windows metafiles of foreign programs: every record that the checks let through lies within the file,
 * and so does what it points to. */
#include "metafile_check.h"

#include <stdlib.h>
#include <string.h>

static uint32_t get32(const uint8_t *place)
{
    uint32_t value;
    memcpy(&value, place, sizeof(value));
    return value;
}

static uint32_t sum(const uint8_t *bytes, uint64_t count)
{
    uint32_t total = 0;
    for (uint64_t i = 0; i < count; i++) total += bytes[i];
    return total;
}

/* Reads what a player would: only the address sanitizer says whether it may. */
static uint32_t read_bitmap(const uint8_t *info, size_t available, int uses_palette, uint32_t lines)
{
    uint32_t header = dib_header_bytes(info, available, uses_palette);
    if (!header) abort();
    return sum(info, header) + sum(info + header, dib_pixel_bytes(info, lines));
}

static uint32_t play_enhanced(const uint8_t *bytes, uint32_t size)
{
    uint32_t total = 0, step;
    for (uint32_t at = 0; at < size; at += step) {
        const uint8_t *record = bytes + at;
        step = emf_record_size(record, size - at);
        if (!step || !emf_record_is_valid(record)) return total;
        uint32_t type = get32(record);
        if (type >= 2 && type <= 6) total += sum(record + 28, (uint64_t)get32(record + 24) * 8);
        if (type >= 85 && type <= 89) total += sum(record + 28, (uint64_t)get32(record + 24) * 4);
        if (type == 84) total += sum(record + get32(record + 48), (uint64_t)get32(record + 44) * 2);
        if (type == 76 && get32(record + 88))
            total += sum(record + get32(record + 92), dib_pixel_bytes(record + get32(record + 84), UINT32_MAX));
    }
    return total;
}

static uint32_t play_windows(const uint8_t *bytes, uint32_t size)
{
    uint32_t total = 0, step;
    for (uint32_t at = WMF_HEADER_SIZE; at < size; at += step) {
        const uint8_t *record = bytes + at;
        step = wmf_record_size(record, size - at);
        if (!step || !wmf_record_is_valid(record)) return total;
        uint32_t offset = wmf_bitmap_offset(record), function = record[4] | (uint32_t)record[5] << 8;
        if (offset && (function == 0x0940 || function == 0x0b41))
            total += read_bitmap(record + offset, step - offset, 0, UINT32_MAX);
        if (function == 0x0325) total += sum(record + 8, (record[6] | (uint64_t)record[7] << 8) * 4);
    }
    return total;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1); /* not one byte beyond may be read */
    uint32_t total = 0;
    if (!copy || size > 0x10000000) {
        free(copy);
        return 0;
    }
    memcpy(copy, bytes, size);
    uint32_t enhanced = emf_check_header(copy, size), windows = wmf_check_header(copy, size);
    if (enhanced) total += play_enhanced(copy, enhanced);
    if (windows) total += play_windows(copy, windows);
    __asm__ volatile("" : : "r"(total)); /* so that the reading is not left out */
    free(copy);
    return 0;
}
