/* GetSystemMetrics: Windows 2000's values, derived from window_metrics.c as Windows derives them, and what the screen
 * record says. */
#include "system_settings.h"

#define METRICS_LIMIT (SM_MAXIMUMTOUCHES + 1)
#define MOUSE_BUTTONS 3

enum source { CONSTANT, METRIC, SETTING };

/* value: fixed: the number; metric: offset in struct window_metrics, to which `plus` is added; setting: SPI_GET number.
 * Sizes follow the DPI. */
struct metric { BYTE is_known, source, is_size; short plus; UINT value; };
#define SIZE_OF(n)             {1, CONSTANT, 1, 0, n}
#define NUMBER_OF(n)           {1, CONSTANT, 0, 0, n}
#define METRIC_OF(name, more)  {1, METRIC, 1, more, offsetof(struct window_metrics, name)}
#define SETTING_OF(action)     {1, SETTING, 0, 0, action}

static const struct metric metrics[METRICS_LIMIT] = {
    [SM_CXVSCROLL] = METRIC_OF(scroll_width, 0),
    [SM_CYVSCROLL] = METRIC_OF(scroll_height, 0),
    [SM_CXHSCROLL] = METRIC_OF(scroll_width, 0),
    [SM_CYHSCROLL] = METRIC_OF(scroll_height, 0),
    [SM_CYVTHUMB] = METRIC_OF(scroll_height, 0),
    [SM_CXHTHUMB] = METRIC_OF(scroll_width, 0),
    [SM_CYCAPTION] = METRIC_OF(caption_height, 1),
    [SM_CXSIZE] = METRIC_OF(caption_width, 0),
    [SM_CYSIZE] = METRIC_OF(caption_height, 0),
    [SM_CYSMCAPTION] = METRIC_OF(small_caption_height, 1),
    [SM_CXSMSIZE] = METRIC_OF(small_caption_width, 0),
    [SM_CYSMSIZE] = METRIC_OF(small_caption_height, 0),
    [SM_CYMENU] = METRIC_OF(menu_height, 1),
    [SM_CXMENUSIZE] = METRIC_OF(menu_width, 0),
    [SM_CYMENUSIZE] = METRIC_OF(menu_height, 0),
    [SM_CXFRAME] = METRIC_OF(border_width, 3),
    [SM_CYFRAME] = METRIC_OF(border_width, 3),
    [SM_CXPADDEDBORDER] = METRIC_OF(padded_border, 0),
    [SM_CXICONSPACING] = METRIC_OF(icon_spacing_x, 0),
    [SM_CYICONSPACING] = METRIC_OF(icon_spacing_y, 0),
    [SM_CXMINIMIZED] = METRIC_OF(minimized_width, 6),
    [SM_CYMINIMIZED] = METRIC_OF(caption_height, 6),
    [SM_ARRANGE] = METRIC_OF(minimized_arrange, 0),
    [SM_CXBORDER] = SIZE_OF(1),
    [SM_CYBORDER] = SIZE_OF(1),
    [SM_CXEDGE] = SIZE_OF(2),
    [SM_CYEDGE] = SIZE_OF(2),
    [SM_CXDLGFRAME] = SIZE_OF(3),
    [SM_CYDLGFRAME] = SIZE_OF(3),
    [SM_CXICON] = SIZE_OF(32),
    [SM_CYICON] = SIZE_OF(32),
    [SM_CXCURSOR] = SIZE_OF(32),
    [SM_CYCURSOR] = SIZE_OF(32),
    [SM_CXSMICON] = SIZE_OF(16),
    [SM_CYSMICON] = SIZE_OF(16),
    [SM_CXMENUCHECK] = SIZE_OF(13),
    [SM_CYMENUCHECK] = SIZE_OF(13),
    [SM_CYKANJIWINDOW] = NUMBER_OF(0),
    [SM_MOUSEPRESENT] = NUMBER_OF(1),
    [SM_DEBUG] = NUMBER_OF(0),
    [SM_PENWINDOWS] = NUMBER_OF(0),
    [SM_DBCSENABLED] = NUMBER_OF(0),
    [SM_CMOUSEBUTTONS] = NUMBER_OF(MOUSE_BUTTONS),
    [SM_SECURE] = NUMBER_OF(0),
    [SM_NETWORK] = NUMBER_OF(3),
    [SM_CLEANBOOT] = NUMBER_OF(0),
    [SM_SLOWMACHINE] = NUMBER_OF(0),
    [SM_MIDEASTENABLED] = NUMBER_OF(0),
    [SM_MOUSEWHEELPRESENT] = NUMBER_OF(1),
    [SM_MOUSEHORIZONTALWHEELPRESENT] = NUMBER_OF(1),
    [SM_SAMEDISPLAYFORMAT] = NUMBER_OF(1),
    [SM_IMMENABLED] = NUMBER_OF(0),
    [SM_TABLETPC] = NUMBER_OF(0),
    [SM_MEDIACENTER] = NUMBER_OF(0),
    [SM_STARTER] = NUMBER_OF(0),
    [SM_SERVERR2] = NUMBER_OF(0),
    [SM_DIGITIZER] = NUMBER_OF(0),
    [SM_MAXIMUMTOUCHES] = NUMBER_OF(0),
    [SM_CXDOUBLECLK] = NUMBER_OF(4),
    [SM_CYDOUBLECLK] = NUMBER_OF(4),
    [SM_CXDRAG] = NUMBER_OF(4),
    [SM_CYDRAG] = NUMBER_OF(4),
    [SM_SWAPBUTTON] = SETTING_OF(SPI_SETMOUSEBUTTONSWAP),
    [SM_MENUDROPALIGNMENT] = SETTING_OF(SPI_GETMENUDROPALIGNMENT),
    [SM_SHOWSOUNDS] = SETTING_OF(SPI_GETSHOWSOUNDS),
    [SM_CXFOCUSBORDER] = SETTING_OF(SPI_GETFOCUSBORDERWIDTH),
    [SM_CYFOCUSBORDER] = SETTING_OF(SPI_GETFOCUSBORDERHEIGHT),
};

static int known_metric(int index, UINT dpi)
{
    const struct metric *metric = &metrics[index];
    if (metric->source == SETTING) return (int)user_setting(metric->value);
    int value = metric->source == METRIC ? window_metric(metric->value) : (int)metric->value;
    if (metric->is_size && index != SM_ARRANGE && value > 1) value = MulDiv(value, (int)dpi, 96);
    return value + metric->plus;
}

static void primary_monitor(RECT *bounds, RECT *work, struct screen_record *screen)
{
    static const RECT without_records = {0, 0, 1024, 768};
    screen_read(screen);
    *bounds = *work = without_records;
    for (UINT i = 0; i < screen->monitor_count && i < MONITOR_COUNT; i++) {
        const struct monitor_record *monitor = &screen->monitors[i];
        if (i && !(monitor->flags & 1)) continue;
        *bounds = (RECT){monitor->bounds.left, monitor->bounds.top, monitor->bounds.right, monitor->bounds.bottom};
        *work = (RECT){monitor->work.left, monitor->work.top, monitor->work.right, monitor->work.bottom};
        if (monitor->flags & 1) return;
    }
}

void screen_work_area(RECT *area)
{
    struct screen_record screen;
    RECT bounds;
    primary_monitor(&bounds, area, &screen);
}

static RECT all_monitors(const struct screen_record *screen, RECT all)
{
    for (UINT i = 0; i < screen->monitor_count && i < MONITOR_COUNT; i++) {
        const struct screen_rectangle *bounds = &screen->monitors[i].bounds;
        all = (RECT){min(all.left, bounds->left), min(all.top, bounds->top), max(all.right, bounds->right),
                     max(all.bottom, bounds->bottom)};
    }
    return all;
}

static int screen_metric(int index, UINT dpi)
{
    struct screen_record screen;
    RECT bounds, work;
    primary_monitor(&bounds, &work, &screen);
    int width = bounds.right - bounds.left, height = bounds.bottom - bounds.top,
        frame = 2 * known_metric(SM_CXFRAME, dpi);
    RECT all = all_monitors(&screen, bounds);
    switch (index) {
    case SM_CXSCREEN: return width;
    case SM_CYSCREEN: return height;
    case SM_CXFULLSCREEN: return work.right - work.left;
    case SM_CYFULLSCREEN: return work.bottom - work.top - known_metric(SM_CYCAPTION, dpi);
    case SM_CXMAXIMIZED: return work.right - work.left + frame;
    case SM_CYMAXIMIZED: return work.bottom - work.top + frame;
    case SM_XVIRTUALSCREEN: return all.left;
    case SM_YVIRTUALSCREEN: return all.top;
    case SM_CXVIRTUALSCREEN: return all.right - all.left;
    case SM_CYVIRTUALSCREEN: return all.bottom - all.top;
    case SM_CXMAXTRACK: return all.right - all.left + 4 + frame;
    case SM_CYMAXTRACK: return all.bottom - all.top + 4 + frame;
    case SM_CMONITORS: return screen.monitor_count ? (int)screen.monitor_count : 1;
    default: return 0;
    }
}

/* Those that follow from others, or stand outside the table. */
int WINAPI GetSystemMetricsForDpi(int index, UINT dpi)
{
    if (!dpi) return 0;
    switch (index) {
    case SM_CXMIN:
    case SM_CXMINTRACK:
        return 3 * known_metric(SM_CXSIZE, dpi) + known_metric(SM_CYSIZE, dpi) + 2 * known_metric(SM_CXFRAME, dpi) +
               4 * 8;
    case SM_CYMIN:
    case SM_CYMINTRACK: return known_metric(SM_CYCAPTION, dpi) + 2 * known_metric(SM_CYFRAME, dpi);
    case SM_CXMINSPACING:
        return known_metric(SM_CXMINIMIZED, dpi) + window_metric(offsetof(struct window_metrics, minimized_gap_x));
    case SM_CYMINSPACING:
        return known_metric(SM_CYMINIMIZED, dpi) + window_metric(offsetof(struct window_metrics, minimized_gap_y));
    case SM_CARETBLINKINGENABLED: return 1;
    default: break;
    }
    if (index < 0 || index >= METRICS_LIMIT) return 0;
    return metrics[index].is_known ? known_metric(index, dpi) : screen_metric(index, dpi);
}

int WINAPI GetSystemMetrics(int index)
{
    return GetSystemMetricsForDpi(index, 96);
}
