/* Metrics and settings, for the other files of user32. */
#ifndef SYSTEM_SETTINGS_H
#define SYSTEM_SETTINGS_H

#include "user_private.h"

/* Sizes in pixels at 96 DPI and fonts of windows' parts: what NONCLIENTMETRICS, ICONMETRICS and MINIMIZEDMETRICS hold
 * (window_metrics.c). */
struct window_metrics {
    int border_width, scroll_width, scroll_height, caption_width, caption_height, small_caption_width,
        small_caption_height, menu_width, menu_height, padded_border, icon_spacing_x, icon_spacing_y, icon_title_wrap,
        minimized_width, minimized_gap_x, minimized_gap_y, minimized_arrange;
    LOGFONTW caption_font, small_caption_font, menu_font, status_font, message_font, icon_font;
};
enum metrics_font {
    CAPTION_FONT,
    SMALL_CAPTION_FONT,
    MENU_FONT,
    STATUS_FONT,
    MESSAGE_FONT,
    ICON_FONT,
    METRICS_FONT_COUNT
};
void window_metrics_read(struct window_metrics *metrics);
int window_metric(SIZE_T offset); /* one of the numbers: offsetof(struct window_metrics, NAME) */
void window_metrics_change(const struct window_metrics *metrics, BOOL store);
HFONT metrics_font(enum metrics_font which); /* of the process, not to be deleted; 96 DPI */

/* A number that SystemParametersInfo gets, by its SPI_GET number (system_parameters.c). */
DWORD user_setting(UINT action);
void screen_work_area(RECT *area); /* of the primary monitor */

#endif
