/* What the built-in controls share (control.c). Their procedures are Unicode ones; user32 translates texts for ANSI
 * programs on the way. */
#ifndef CONTROL_H
#define CONTROL_H

#include "user_private.h"

/* Selects the font into a control's DC; NULL is the system font. Returns what was selected, for SelectObject at the
 * end. */
HFONT control_select_font(HDC dc, HFONT font);
/* Height and average width of a character, as dialog units count them: the average over the 52 Latin letters. */
SIZE control_character_size(HFONT font);
/* Asks the parent with a WM_CTLCOLOR message for colours and brush; the defaults of DefWindowProc if the parent is
 * another process's. */
HBRUSH control_brush(HWND control, HDC dc, UINT message);
/* WM_COMMAND with the notification code to the parent (GetParent). */
LRESULT control_notify(HWND control, UINT code);
UINT control_id(HWND control);
/* Its text, as WM_GETTEXT gives it; heap_free. NULL: no memory. */
WCHAR *control_text(HWND control, UINT *length);
/* The keyboard cues are hidden (WM_QUERYUISTATE): UISF_HIDEFOCUS, UISF_HIDEACCEL. */
BOOL control_hides(HWND control, UINT cue);

#endif
