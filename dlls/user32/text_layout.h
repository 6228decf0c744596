/* Text in lines, as DrawText breaks it (text_layout.c). */
#ifndef TEXT_LAYOUT_H
#define TEXT_LAYOUT_H

#include "user_private.h"

/* The characters to be shown, without prefixes and without what ends lines; `sources` says where in the given text each
 * stands. */
struct text_layout {
    HDC dc;
    UINT flags;            /* DT_* */
    int tab_width;         /* with DT_EXPANDTABS */
    WCHAR *characters;
    UINT *sources;         /* TEXT_MARKED: has an underline */
    UINT count, length;    /* length: of the given text */
};
#define TEXT_MARKED 0x80000000u
struct text_line { UINT first, count, next; BOOL is_last; }; /* next: where the following line begins */

BOOL text_layout_begin(struct text_layout *layout, HDC dc, LPCWSTR text, UINT length, UINT flags, int tab_width);
void text_layout_end(struct text_layout *layout);
/* The line that begins at `first`, broken at `width` if the flags say so. */
struct text_line text_layout_line(const struct text_layout *layout, UINT first, int width);
int text_width(const struct text_layout *layout, const WCHAR *characters, UINT count);
/* As many of them as fit. */
UINT text_fit(const struct text_layout *layout, const WCHAR *characters, UINT count, int width);
/* Shortens with three dots (DT_END_ELLIPSIS, DT_WORD_ELLIPSIS, DT_PATH_ELLIPSIS). buffer: count + 4 characters; returns
 * their number. */
UINT text_shorten(const struct text_layout *layout, const WCHAR *characters, UINT count, int width, WCHAR *buffer);

#endif
