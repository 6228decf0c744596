/* Rich Text Format, read and written. The reader knows nothing of windows or of the document: it tells a sink what it
 * finds, so that it can be fuzzed by itself. Facts: "Rich Text Format (RTF) Specification", version 1.9.1. */
#ifndef RTF_H
#define RTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FACE_SIZE 32
#define TABS_MAX  32

/* Lengths are twips (1/20 point), colours 0x00bbggrr. */
struct char_style {
    uint16_t face[FACE_SIZE];
    int height;                  /* of the font */
    int offset;                  /* above the base line */
    uint32_t effects;            /* CFE_BOLD, CFE_ITALIC... without CFE_AUTOCOLOR: has_colour */
    uint32_t colour, background;
    uint16_t weight, picture;    /* picture: 1 + its index, of the character U+FFFC */
    uint8_t charset, pitch_and_family, underline, has_colour, has_background;
};

struct paragraph_style {
    uint16_t alignment, numbering; /* PFA_*, PFN_* */
    uint16_t number_start, number_style;
    int first_indent, left, right; /* first_indent: of the first line, from the left edge */
    int hang;                      /* of further lines, from the first one */
    int before, after, line_spacing, number_tab;
    uint8_t line_rule;
    uint8_t tab_count;
    int tabs[TABS_MAX];
};

struct rtf_picture {
    enum { RTF_NO_PICTURE, RTF_PNG, RTF_JPEG, RTF_DIB, RTF_METAFILE } kind;
    int width, height; /* twips as shown; 0: not told */
    const uint8_t *data;
    size_t size;
};

struct rtf_sink {
    void *context;
    /* Text in UTF-16; '\r' ends a paragraph, which has the paragraph style then told. False ends the reading. */
    bool (*text)(void *context, const uint16_t *text, size_t count, const struct char_style *style,
                 const struct paragraph_style *paragraph);
    bool (*picture)(void *context, const struct rtf_picture *picture, const struct char_style *style,
                    const struct paragraph_style *paragraph);
    /* Bytes in a code page to UTF-16; returns the number of characters. */
    size_t (*decode)(void *context, unsigned code_page, const char *bytes, size_t size, uint16_t *text, size_t room);
};

/* Reads a whole RTF text. False if it is none or the sink ended it; what was told until then stands. */
bool rtf_read(const char *rtf, size_t size, const struct char_style *plain, const struct rtf_sink *sink);

#endif
