/* The parts of the colour dialog that are drawn (color_fields.c). */
#ifndef COLOR_FIELDS_H
#define COLOR_FIELDS_H

#include "common.h"

/* Hue 0 to 239, saturation and luminosity 0 to 240, as the dialog's fields show them. */
struct hsl { int hue, saturation, luminosity; };
struct hsl hsl_of(COLORREF color);
COLORREF color_of(struct hsl hsl);

#define MOST_CELLS 48
struct color_grid { const COLORREF *colors; int columns, rows, chosen; }; /* chosen: -1 none */

/* Tells the dialog that the user chose in the control: wparam its number. */
#define WM_COLOR_CHOSEN (WM_APP + 1)

void color_classes_register(void);
void color_classes_unregister(void);
void color_grid_set(HWND grid, struct color_grid *state);       /* state lives as long as the dialog */
void color_field_set(HWND field, struct hsl *current);          /* likewise */

#endif
