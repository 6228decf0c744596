/* The effects and alignments of richedit.h by names of our own, so that the reader can be built without that header.
 * rtf_writer.c checks that they are the same. */
#ifndef RTF_VALUES_H
#define RTF_VALUES_H

enum {
    RTF_BOLD = 0x1, RTF_ITALIC = 0x2, RTF_UNDERLINE = 0x4, RTF_STRIKEOUT = 0x8, RTF_PROTECTED = 0x10, RTF_LINK = 0x20,
    RTF_SMALLCAPS = 0x40, RTF_ALLCAPS = 0x80, RTF_SUBSCRIPT = 0x10000, RTF_SUPERSCRIPT = 0x20000,
    RTF_LEFT = 1, RTF_RIGHT = 2, RTF_CENTER = 3, RTF_JUSTIFY = 4, RTF_BULLET = 1, RTF_ARABIC = 2,
};

#endif
