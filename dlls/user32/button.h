/* The button control: its state and its look. */
#ifndef BUTTON_H
#define BUTTON_H

#include "control.h"

struct button {
    HFONT font;
    HANDLE images[2];       /* IMAGE_BITMAP, IMAGE_ICON */
    UINT state;             /* BST_* */
    BOOL by_mouse, by_key;  /* pressed so; mouse: it has the capture */
    BOOL is_clicking;       /* the focus comes by a click: a radio button does not click itself */
    BOOL dont_click;        /* BM_SETDONTCLICK */
};

#define BUTTON_TYPE(style) ((style) & BS_TYPEMASK)
BOOL button_is_check(DWORD style); /* box and text; also while it looks like a push button (BS_PUSHLIKE) */
BOOL button_is_radio(DWORD style);
BOOL button_is_push(DWORD style);
/* button_paint.c; dc of the client area; action: ODA_* for owner-drawn ones */
void button_paint(HWND hwnd, struct button *button, HDC dc, UINT action);
void button_redraw(HWND hwnd, UINT action); /* at once, if it is visible */

#endif
