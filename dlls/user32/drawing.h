/* Small helpers of what user32 draws. */
#ifndef DRAWING_H
#define DRAWING_H

#include "user_private.h"

void fill_box(HDC dc, int left, int top, int width, int height, HBRUSH brush); /* brush: real, not COLOR_ + 1 */
void fill_box_color(HDC dc, int left, int top, int width, int height, int color); /* COLOR_ number */
HBRUSH checkered_brush(void); /* every other pixel: 0 takes the text colour, 1 the background colour */
HBRUSH brush_argument(HBRUSH brush); /* programs may pass a COLOR_ number + 1 */
WCHAR *wide_copy(LPCSTR text, int length,
                 UINT *units); /* of text in the ANSI code page; length -1: to the zero; heap_free. NULL: no memory */

#endif
