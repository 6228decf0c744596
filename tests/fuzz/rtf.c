/* The reader of Rich Text Format: whatever the text is, it ends, and what it tells the sink has sane values. */
#include <stdlib.h>
#include <string.h>
#include "rtf.h"

static bool take_text(void *context, const uint16_t *text, size_t count, const struct char_style *style,
                      const struct paragraph_style *paragraph)
{
    size_t *total = context;
    if (!count || style->height <= 0 || style->height > 32760 || paragraph->tab_count > TABS_MAX) abort();
    if (style->face[FACE_SIZE - 1] || paragraph->alignment > 4) abort();
    for (size_t i = 0; i < count; i++) *total += text[i] != 0;
    return *total < 100000;
}

static bool take_picture(void *context, const struct rtf_picture *picture, const struct char_style *style,
                         const struct paragraph_style *paragraph)
{
    size_t *total = context;
    (void)style, (void)paragraph;
    if (picture->kind == RTF_NO_PICTURE || !picture->size) abort();
    for (size_t i = 0; i < picture->size; i++) *total += picture->data[i] & 1;
    return true;
}

static size_t decode(void *context, unsigned code_page, const char *bytes, size_t size, uint16_t *text, size_t room)
{
    (void)context, (void)code_page;
    size_t count = size < room ? size : room;
    for (size_t i = 0; i < count; i++) text[i] = (uint8_t)bytes[i];
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct char_style plain = {.height = 240, .weight = 400};
    size_t total = 0;
    struct rtf_sink sink = {&total, take_text, take_picture, decode};

    if (size > 0x100000) return 0;
    rtf_read((const char *)bytes, size, &plain, &sink);
    return 0;
}
