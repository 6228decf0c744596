/* Keys: X's key codes are Linux' input codes plus 8; the first 83 of those are the scan codes of the PC keyboard. The virtual key
 * comes from what the key gives without Shift in the current layout, as Windows' layouts have it; where that says nothing, from its place. */
#include <X11/XKBlib.h>
#include <X11/Xutil.h>
#include <X11/keysym.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include "x11.h"

#define KEYEVENTF_EXTENDEDKEY 0x0001u
#define KEYEVENTF_KEYUP       0x0002u
#define X_KEY_OFFSET          8
#define EXTENDED              0x100u

static XIM input_method;
static XIC input_context;

/* Linux input codes above the PC's first 83, with what a PC keyboard sends for them. */
static const struct {
    uint16_t linux_code, scan;
} extended_keys[] = {
    {86, 0x56},  {87, 0x57},  {88, 0x58},  {96, 0x11c},  {97, 0x11d},  {98, 0x135},  {99, 0x137},  {100, 0x138}, {102, 0x147}, {103, 0x148},
    {104, 0x149}, {105, 0x14b}, {106, 0x14d}, {107, 0x14f}, {108, 0x150}, {109, 0x151}, {110, 0x152}, {111, 0x153}, {113, 0x120}, {114, 0x12e},
    {115, 0x130}, {119, 0x45},  {125, 0x15b}, {126, 0x15c}, {127, 0x15d}, {69, 0x145},
};

static uint32_t scan_code(unsigned keycode)
{
    unsigned code = keycode - X_KEY_OFFSET;
    for (size_t i = 0; i < sizeof(extended_keys) / sizeof(*extended_keys); i++)
        if (extended_keys[i].linux_code == code) return extended_keys[i].scan;
    return code <= 83 ? code : 0;
}

/* Keys that are the same in every layout. */
static const struct {
    KeySym symbol;
    uint8_t virtual_key;
} named_keys[] = {
    {XK_BackSpace, 0x08}, {XK_Tab, 0x09}, {XK_ISO_Left_Tab, 0x09}, {XK_Clear, 0x0c}, {XK_Return, 0x0d}, {XK_KP_Enter, 0x0d}, {XK_Shift_L, 0xa0},
    {XK_Shift_R, 0xa1}, {XK_Control_L, 0xa2}, {XK_Control_R, 0xa3}, {XK_Alt_L, 0xa4}, {XK_Meta_L, 0xa4}, {XK_Alt_R, 0xa5}, {XK_ISO_Level3_Shift, 0xa5},
    {XK_Mode_switch, 0xa5}, {XK_Pause, 0x13}, {XK_Caps_Lock, 0x14}, {XK_Escape, 0x1b}, {XK_space, 0x20}, {XK_Prior, 0x21}, {XK_Next, 0x22},
    {XK_End, 0x23}, {XK_Home, 0x24}, {XK_Left, 0x25}, {XK_Up, 0x26}, {XK_Right, 0x27}, {XK_Down, 0x28}, {XK_Select, 0x29}, {XK_Print, 0x2c},
    {XK_Execute, 0x2b}, {XK_Insert, 0x2d}, {XK_Delete, 0x2e}, {XK_Help, 0x2f}, {XK_Super_L, 0x5b}, {XK_Super_R, 0x5c}, {XK_Menu, 0x5d},
    {XK_KP_0, 0x60}, {XK_KP_1, 0x61}, {XK_KP_2, 0x62}, {XK_KP_3, 0x63}, {XK_KP_4, 0x64}, {XK_KP_5, 0x65}, {XK_KP_6, 0x66}, {XK_KP_7, 0x67},
    {XK_KP_8, 0x68}, {XK_KP_9, 0x69}, {XK_KP_Insert, 0x2d}, {XK_KP_End, 0x23}, {XK_KP_Down, 0x28}, {XK_KP_Next, 0x22}, {XK_KP_Left, 0x25},
    {XK_KP_Begin, 0x0c}, {XK_KP_Right, 0x27}, {XK_KP_Home, 0x24}, {XK_KP_Up, 0x26}, {XK_KP_Prior, 0x21}, {XK_KP_Delete, 0x2e},
    {XK_KP_Multiply, 0x6a}, {XK_KP_Add, 0x6b}, {XK_KP_Separator, 0x6c}, {XK_KP_Subtract, 0x6d}, {XK_KP_Decimal, 0x6e}, {XK_KP_Divide, 0x6f},
    {XK_Num_Lock, 0x90}, {XK_Scroll_Lock, 0x91},
    /* punctuation, by what it gives in the United States' layout */
    {XK_semicolon, 0xba}, {XK_equal, 0xbb}, {XK_comma, 0xbc}, {XK_minus, 0xbd}, {XK_period, 0xbe}, {XK_slash, 0xbf}, {XK_grave, 0xc0},
    {XK_bracketleft, 0xdb}, {XK_backslash, 0xdc}, {XK_bracketright, 0xdd}, {XK_apostrophe, 0xde}, {XK_less, 0xe2},
};

/* Virtual keys of the places where other layouts have letters of their own. */
static const uint8_t by_place[0x57] = {
    [0x02] = '1', [0x03] = '2', [0x04] = '3', [0x05] = '4', [0x06] = '5', [0x07] = '6', [0x08] = '7', [0x09] = '8', [0x0a] = '9', [0x0b] = '0',
    [0x0c] = 0xbd, [0x0d] = 0xbb, [0x10] = 'Q', [0x11] = 'W', [0x12] = 'E', [0x13] = 'R', [0x14] = 'T', [0x15] = 'Y', [0x16] = 'U', [0x17] = 'I',
    [0x18] = 'O', [0x19] = 'P', [0x1a] = 0xdb, [0x1b] = 0xdd, [0x1e] = 'A', [0x1f] = 'S', [0x20] = 'D', [0x21] = 'F', [0x22] = 'G', [0x23] = 'H',
    [0x24] = 'J', [0x25] = 'K', [0x26] = 'L', [0x27] = 0xba, [0x28] = 0xde, [0x29] = 0xc0, [0x2b] = 0xdc, [0x2c] = 'Z', [0x2d] = 'X', [0x2e] = 'C',
    [0x2f] = 'V', [0x30] = 'B', [0x31] = 'N', [0x32] = 'M', [0x33] = 0xbc, [0x34] = 0xbe, [0x35] = 0xbf, [0x56] = 0xe2,
};

static uint8_t virtual_key(const XKeyEvent *event, uint32_t scan)
{
    int group = XkbGroupForCoreState((int)event->state);
    KeySym symbol = XkbKeycodeToKeysym(display, (KeyCode)event->keycode, group, 0);
    bool is_keypad = scan >= 0x47 && scan <= 0x53;
    if (is_keypad && event->state & Mod2Mask) { /* Num Lock */
        KeySym digit = XkbKeycodeToKeysym(display, (KeyCode)event->keycode, group, 1);
        if (!(event->state & ShiftMask)) symbol = digit;
    }
    if (symbol >= XK_a && symbol <= XK_z) return (uint8_t)(symbol - XK_a + 'A');
    if (symbol >= XK_A && symbol <= XK_Z) return (uint8_t)symbol;
    if (symbol >= XK_0 && symbol <= XK_9) return (uint8_t)symbol;
    if (symbol >= XK_F1 && symbol <= XK_F24) return (uint8_t)(0x70 + symbol - XK_F1);
    for (size_t i = 0; i < sizeof(named_keys) / sizeof(*named_keys); i++)
        if (named_keys[i].symbol == symbol) return named_keys[i].virtual_key;
    return scan < sizeof(by_place) ? by_place[scan] : 0;
}

void keyboard_init(void)
{
    Bool supported;
    setlocale(LC_ALL, "");
    XSetLocaleModifiers("");
    XkbSetDetectableAutoRepeat(display, True, &supported); /* a key that is held repeats its press, as on Windows */
    input_method = XOpenIM(display, NULL, NULL, NULL);
    if (input_method)
        input_context = XCreateIC(input_method, XNInputStyle, XIMPreeditNothing | XIMStatusNothing, XNClientWindow, root_window, NULL);
}

void keyboard_focus(Window x_window)
{
    if (!input_context) return;
    XSetICValues(input_context, XNFocusWindow, x_window, NULL);
    XSetICFocus(input_context);
}

/* The one UTF-16 unit that the key gives; 0: none, or more than one (an input method's text is sent apart). */
static uint32_t character_of(XKeyEvent *event)
{
    char text[64];
    KeySym symbol;
    Status status = XLookupNone;
    int length;
    if (input_context && event->type == KeyPress)
        length = Xutf8LookupString(input_context, event, text, sizeof(text), &symbol, &status);
    else
        length = XLookupString(event, text, sizeof(text), &symbol, NULL);
    const unsigned char *c = (const unsigned char *)text;
    if (length == 1 && c[0] < 0x80) return c[0];
    if (length == 2 && c[0] >= 0xc0) return (uint32_t)(c[0] & 0x1f) << 6 | (c[1] & 0x3f);
    if (length == 3 && c[0] >= 0xe0) return (uint32_t)(c[0] & 0x0f) << 12 | (uint32_t)(c[1] & 0x3f) << 6 | (c[2] & 0x3f);
    return 0;
}

bool keyboard_translate(XKeyEvent *event, struct input_event *input)
{
    if (XFilterEvent((XEvent *)event, None)) return false;
    uint32_t scan = scan_code(event->keycode);
    input->scan_code = (uint16_t)(scan & 0xff);
    input->virtual_key = virtual_key(event, scan);
    if (scan & EXTENDED) input->flags |= KEYEVENTF_EXTENDEDKEY;
    if (event->type == KeyRelease) input->flags |= KEYEVENTF_KEYUP;
    if (event->type == KeyPress) input->data = (int32_t)character_of(event);
    return input->virtual_key || input->data;
}

uint32_t keyboard_layout(void)
{
    return 0x04090409; /* what characters a key gives comes with each key; programs that ask for the layout's name are told of the United States' */
}
