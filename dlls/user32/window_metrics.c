/* Sizes and fonts of windows' parts, kept as Windows keeps them in HKCU\Control Panel\Desktop\WindowMetrics: sizes are
 * negative twentieths of a point, fonts are LOGFONTW structures. What is not there is Windows 2000's standard scheme.
 */
#include "system_settings.h"
#include "user_registry.h"

#define METRICS_KEY L"Control Panel\\Desktop\\WindowMetrics"
#define TWIPS_PER_PIXEL 15 /* 1440 to the inch, 96 pixels to the inch */

#define TAHOMA_8(bold) \
    {.lfHeight = -11, .lfWeight = (bold) ? FW_BOLD : FW_NORMAL, .lfCharSet = DEFAULT_CHARSET, .lfFaceName = L"Tahoma"}

static struct window_metrics current = {
    .border_width = 1,
    .scroll_width = 16,
    .scroll_height = 16,
    .caption_width = 18,
    .caption_height = 18,
    .small_caption_width = 12,
    .small_caption_height = 15,
    .menu_width = 18,
    .menu_height = 18,
    .padded_border = 0,
    .icon_spacing_x = 75,
    .icon_spacing_y = 75,
    .icon_title_wrap = 1,
    .minimized_width = 154,
    .minimized_gap_x = 0,
    .minimized_gap_y = 0,
    .minimized_arrange = ARW_HIDE,
    .caption_font = TAHOMA_8(1),
    .small_caption_font = TAHOMA_8(1),
    .menu_font = TAHOMA_8(0),
    .status_font = TAHOMA_8(0),
    .message_font = TAHOMA_8(0),
    .icon_font = TAHOMA_8(0),
};

enum unit { PIXELS, NUMBER };
static const struct { LPCWSTR name; SIZE_T offset; enum unit unit; } numbers[] = {
    {L"BorderWidth", offsetof(struct window_metrics, border_width), PIXELS},
    {L"ScrollWidth", offsetof(struct window_metrics, scroll_width), PIXELS},
    {L"ScrollHeight", offsetof(struct window_metrics, scroll_height), PIXELS},
    {L"CaptionWidth", offsetof(struct window_metrics, caption_width), PIXELS},
    {L"CaptionHeight", offsetof(struct window_metrics, caption_height), PIXELS},
    {L"SmCaptionWidth", offsetof(struct window_metrics, small_caption_width), PIXELS},
    {L"SmCaptionHeight", offsetof(struct window_metrics, small_caption_height), PIXELS},
    {L"MenuWidth", offsetof(struct window_metrics, menu_width), PIXELS},
    {L"MenuHeight", offsetof(struct window_metrics, menu_height), PIXELS},
    {L"PaddedBorderWidth", offsetof(struct window_metrics, padded_border), PIXELS},
    {L"IconSpacing", offsetof(struct window_metrics, icon_spacing_x), PIXELS},
    {L"IconVerticalSpacing", offsetof(struct window_metrics, icon_spacing_y), PIXELS},
    {L"IconTitleWrap", offsetof(struct window_metrics, icon_title_wrap), NUMBER},
    {L"MinWidth", offsetof(struct window_metrics, minimized_width), PIXELS},
    {L"MinHorzGap", offsetof(struct window_metrics, minimized_gap_x), PIXELS},
    {L"MinVertGap", offsetof(struct window_metrics, minimized_gap_y), PIXELS},
    {L"MinArrange", offsetof(struct window_metrics, minimized_arrange), NUMBER},
};
static const struct { LPCWSTR name; SIZE_T offset; } fonts[METRICS_FONT_COUNT] = {
    [CAPTION_FONT] = {L"CaptionFont", offsetof(struct window_metrics, caption_font)},
    [SMALL_CAPTION_FONT] = {L"SmCaptionFont", offsetof(struct window_metrics, small_caption_font)},
    [MENU_FONT] = {L"MenuFont", offsetof(struct window_metrics, menu_font)},
    [STATUS_FONT] = {L"StatusFont", offsetof(struct window_metrics, status_font)},
    [MESSAGE_FONT] = {L"MessageFont", offsetof(struct window_metrics, message_font)},
    [ICON_FONT] = {L"IconFont", offsetof(struct window_metrics, icon_font)},
};
static HFONT made_fonts[METRICS_FONT_COUNT];
static RTL_SRWLOCK lock;
static LONG is_loaded;

#define number_of(metrics, i) (*(int *)((BYTE *)(metrics) + numbers[i].offset))
#define font_of(metrics, i)   (*(LOGFONTW *)((BYTE *)(metrics) + fonts[i].offset))

static int parse_number(LPCWSTR text)
{
    BOOL negative = *text == '-';
    int value = 0;
    for (text += negative; *text >= '0' && *text <= '9' && value < 100000; text++) value = value * 10 + (*text - '0');
    return negative ? -value : value;
}

static void load_locked(void)
{
    HANDLE key = user_key_open(METRICS_KEY, FALSE);
    WCHAR text[20];
    LOGFONTW font;
    if (!key) return;
    for (UINT i = 0; i < COUNT_OF(numbers); i++) {
        if (!user_key_read_text(key, numbers[i].name, text, COUNT_OF(text))) continue;
        int value = parse_number(text);
        number_of(&current, i) =
            numbers[i].unit == PIXELS && value < 0 ? (TWIPS_PER_PIXEL / 2 - value) / TWIPS_PER_PIXEL : value;
    }
    for (int i = 0; i < METRICS_FONT_COUNT; i++)
        if (user_key_read_binary(key, fonts[i].name, &font, sizeof(font)) == sizeof(font)) font_of(&current, i) = font;
    NtClose(key);
}

static void load(void)
{
    if (__atomic_load_n(&is_loaded, __ATOMIC_ACQUIRE)) return;
    RtlAcquireSRWLockExclusive(&lock);
    if (!is_loaded) load_locked();
    __atomic_store_n(&is_loaded, 1, __ATOMIC_RELEASE);
    RtlReleaseSRWLockExclusive(&lock);
}

void window_metrics_read(struct window_metrics *metrics)
{
    load();
    RtlAcquireSRWLockShared(&lock);
    *metrics = current;
    RtlReleaseSRWLockShared(&lock);
}

int window_metric(SIZE_T offset)
{
    load();
    return *(const int *)((const BYTE *)&current + offset);
}

static void store_locked(void)
{
    HANDLE key = user_key_open(METRICS_KEY, TRUE);
    WCHAR text[20];
    UNICODE_STRING buffer = {0, sizeof(text), text};
    if (!key) return;
    for (UINT i = 0; i < COUNT_OF(numbers); i++) {
        int value = number_of(&current, i);
        if (numbers[i].unit == PIXELS) value *= -TWIPS_PER_PIXEL;
        text[0] = '-';
        buffer.Buffer = text + (value < 0);
        buffer.MaximumLength = (USHORT)(sizeof(text) - (value < 0) * sizeof(WCHAR));
        RtlIntegerToUnicodeString((ULONG)(value < 0 ? -value : value), 10, &buffer);
        user_key_write_text(key, numbers[i].name, text);
    }
    for (int i = 0; i < METRICS_FONT_COUNT; i++)
        user_key_write_binary(key, fonts[i].name, &font_of(&current, i), sizeof(LOGFONTW));
    NtClose(key);
}

void window_metrics_change(const struct window_metrics *metrics, BOOL store)
{
    load();
    RtlAcquireSRWLockExclusive(&lock);
    current = *metrics;
    memset(made_fonts, 0, sizeof(made_fonts)); /* somebody may still draw with the old ones */
    if (store) store_locked();
    RtlReleaseSRWLockExclusive(&lock);
}

HFONT metrics_font(enum metrics_font which)
{
    HFONT font = __atomic_load_n(&made_fonts[which], __ATOMIC_ACQUIRE);
    if (font) return font;
    load();
    RtlAcquireSRWLockExclusive(&lock);
    if (!made_fonts[which])
        __atomic_store_n(&made_fonts[which], CreateFontIndirectW(&font_of(&current, which)), __ATOMIC_RELEASE);
    font = made_fonts[which];
    RtlReleaseSRWLockExclusive(&lock);
    return font;
}
