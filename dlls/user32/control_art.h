/* Small pictures of controls' parts: a cell of characters that is stretched over a rectangle (control_art.c). */
#ifndef CONTROL_ART_H
#define CONTROL_ART_H

#include "user_private.h"

struct art { BYTE width, height; const char *rows; }; /* rows: width * height characters */
enum art_name {
    ART_CLOSE,
    ART_MINIMIZE,
    ART_MAXIMIZE,
    ART_RESTORE,
    ART_HELP, /* cells of 16 x 14: caption buttons */
    ART_ARROW_UP,
    ART_ARROW_DOWN,
    ART_ARROW_LEFT,
    ART_ARROW_RIGHT, /* 16 x 16: scroll bars */
    ART_CHECK,
    ART_BULLET,
    ART_MENU_RIGHT,
    ART_MENU_LEFT,
    ART_MENU_UP,
    ART_MENU_DOWN,
    ART_RADIO,
    ART_RADIO_DOT, /* 13 x 13, radio 12 x 12 */
    ART_COUNT
};
extern const struct art control_art[ART_COUNT];
/* Boxes of the colour for each character `mark` of the cell. */
void art_draw(HDC dc, const RECT *place, enum art_name name, char mark, HBRUSH brush);

#endif
