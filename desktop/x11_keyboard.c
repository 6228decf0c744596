/* Keys: X's key codes are Linux' input codes plus 8; the first 83 of those are the scan codes of the PC keyboard. The
 * virtual key comes from what the key gives without Shift in the current layout, as Windows' layouts have it; where
 * that says nothing, from its place. */
#include <X11/XKBlib.h>
#include <X11/Xutil.h>
#include <X11/keysym.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include "x11.h"

#define KEYEVENTF_EXTENDEDKEY 0x0001u
#define KEYEVENTF_KEYUP       0x0002u
#define KEYEVENTF_UNICODE     0x0004u
#define X_KEY_OFFSET          8
#define MOST_UNITS            32u
#define EXTENDED              0x100u

static XIM input_method;
static XIC input_context;

/* Linux input codes above the PC's first 83, with what a PC keyboard sends for them. */
static const struct {
    uint16_t linux_code, scan;
} extended_keys[] = {
    {86, 0x56},   {87, 0x57},   {88, 0x58},   {96, 0x11c},  {97, 0x11d},  {98, 0x135},  {99, 0x137},
    {100, 0x138}, {102, 0x147}, {103, 0x148}, {104, 0x149}, {105, 0x14b}, {106, 0x14d}, {107, 0x14f},
    {108, 0x150}, {109, 0x151}, {110, 0x152}, {111, 0x153}, {113, 0x120}, {114, 0x12e}, {115, 0x130},
    {119, 0x45},  {125, 0x15b}, {126, 0x15c}, {127, 0x15d}, {69, 0x145},
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
    {XK_BackSpace, 0x08},
    {XK_Tab, 0x09},
    {XK_ISO_Left_Tab, 0x09},
    {XK_Clear, 0x0c},
    {XK_Return, 0x0d},
    {XK_KP_Enter, 0x0d},
    {XK_Shift_L, 0xa0},
    {XK_Shift_R, 0xa1},
    {XK_Control_L, 0xa2},
    {XK_Control_R, 0xa3},
    {XK_Alt_L, 0xa4},
    {XK_Meta_L, 0xa4},
    {XK_Alt_R, 0xa5},
    {XK_ISO_Level3_Shift, 0xa5},
    {XK_Mode_switch, 0xa5},
    {XK_Pause, 0x13},
    {XK_Caps_Lock, 0x14},
    {XK_Escape, 0x1b},
    {XK_space, 0x20},
    {XK_Prior, 0x21},
    {XK_Next, 0x22},
    {XK_End, 0x23},
    {XK_Home, 0x24},
    {XK_Left, 0x25},
    {XK_Up, 0x26},
    {XK_Right, 0x27},
    {XK_Down, 0x28},
    {XK_Select, 0x29},
    {XK_Print, 0x2c},
    {XK_Execute, 0x2b},
    {XK_Insert, 0x2d},
    {XK_Delete, 0x2e},
    {XK_Help, 0x2f},
    {XK_Super_L, 0x5b},
    {XK_Super_R, 0x5c},
    {XK_Menu, 0x5d},
    {XK_KP_0, 0x60},
    {XK_KP_1, 0x61},
    {XK_KP_2, 0x62},
    {XK_KP_3, 0x63},
    {XK_KP_4, 0x64},
    {XK_KP_5, 0x65},
    {XK_KP_6, 0x66},
    {XK_KP_7, 0x67},
    {XK_KP_8, 0x68},
    {XK_KP_9, 0x69},
    {XK_KP_Insert, 0x2d},
    {XK_KP_End, 0x23},
    {XK_KP_Down, 0x28},
    {XK_KP_Next, 0x22},
    {XK_KP_Left, 0x25},
    {XK_KP_Begin, 0x0c},
    {XK_KP_Right, 0x27},
    {XK_KP_Home, 0x24},
    {XK_KP_Up, 0x26},
    {XK_KP_Prior, 0x21},
    {XK_KP_Delete, 0x2e},
    {XK_KP_Multiply, 0x6a},
    {XK_KP_Add, 0x6b},
    {XK_KP_Separator, 0x6c},
    {XK_KP_Subtract, 0x6d},
    {XK_KP_Decimal, 0x6e},
    {XK_KP_Divide, 0x6f},
    {XK_Num_Lock, 0x90},
    {XK_Scroll_Lock, 0x91},
    /* punctuation, by what it gives in the United States' layout */
    {XK_semicolon, 0xba},
    {XK_equal, 0xbb},
    {XK_comma, 0xbc},
    {XK_minus, 0xbd},
    {XK_period, 0xbe},
    {XK_slash, 0xbf},
    {XK_grave, 0xc0},
    {XK_bracketleft, 0xdb},
    {XK_backslash, 0xdc},
    {XK_bracketright, 0xdd},
    {XK_apostrophe, 0xde},
    {XK_less, 0xe2},
};

/* Virtual keys of the places where other layouts have letters of their own. */
static const uint8_t by_place[0x57] = {
    [0x02] = '1',  [0x03] = '2',  [0x04] = '3',  [0x05] = '4',  [0x06] = '5',  [0x07] = '6',  [0x08] = '7',
    [0x09] = '8',  [0x0a] = '9',  [0x0b] = '0',  [0x0c] = 0xbd, [0x0d] = 0xbb, [0x10] = 'Q',  [0x11] = 'W',
    [0x12] = 'E',  [0x13] = 'R',  [0x14] = 'T',  [0x15] = 'Y',  [0x16] = 'U',  [0x17] = 'I',  [0x18] = 'O',
    [0x19] = 'P',  [0x1a] = 0xdb, [0x1b] = 0xdd, [0x1e] = 'A',  [0x1f] = 'S',  [0x20] = 'D',  [0x21] = 'F',
    [0x22] = 'G',  [0x23] = 'H',  [0x24] = 'J',  [0x25] = 'K',  [0x26] = 'L',  [0x27] = 0xba, [0x28] = 0xde,
    [0x29] = 0xc0, [0x2b] = 0xdc, [0x2c] = 'Z',  [0x2d] = 'X',  [0x2e] = 'C',  [0x2f] = 'V',  [0x30] = 'B',
    [0x31] = 'N',  [0x32] = 'M',  [0x33] = 0xbc, [0x34] = 0xbe, [0x35] = 0xbf, [0x56] = 0xe2,
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
        input_context = XCreateIC(input_method, XNInputStyle, XIMPreeditNothing | XIMStatusNothing, XNClientWindow,
                                  root_window, NULL);
}

void keyboard_focus(Window x_window)
{
    if (!input_context) return;
    XSetICValues(input_context, XNFocusWindow, x_window, NULL);
    XSetICFocus(input_context);
}

/* The text that a key press gives, as UTF-16; returns how many units. */
static uint32_t text_of(XKeyEvent *event, uint16_t *units, uint32_t capacity)
{
    char text[256];
    KeySym symbol;
    Status status = XLookupNone;
    int length;
    uint32_t count = 0;
    if (input_context)
        length = Xutf8LookupString(input_context, event, text, sizeof(text), &symbol, &status);
    else
        length = XLookupString(event, text, sizeof(text), &symbol, NULL);
    if (status == XBufferOverflow || status == XLookupKeySym) return 0;
    for (int i = 0; i < length && count + 2 <= capacity;) {
        unsigned char first = (unsigned char)text[i++];
        int more = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
        uint32_t c = more ? first & (0x3fu >> more) : first;
        for (; more && i < length; more--) c = c << 6 | ((unsigned char)text[i++] & 0x3f);
        if (c >= 0x10000) units[count++] = (uint16_t)(0xd800 | (c - 0x10000) >> 10);
        units[count++] = (uint16_t)(c >= 0x10000 ? 0xdc00 | (c & 0x3ff) : c);
    }
    return count;
}

/* Text without a key of its own: an input method's. */
static uint32_t packets(const uint16_t *units, uint32_t count, struct input_event *inputs, uint32_t capacity)
{
    uint32_t used = 0;
    for (uint32_t i = 0; i < count && used + 2 <= capacity; i++) {
        inputs[used++] =
            (struct input_event){.kind = INPUT_KIND_KEY, .flags = KEYEVENTF_UNICODE, .scan_code = units[i]};
        inputs[used++] = (struct input_event){
            .kind = INPUT_KIND_KEY, .flags = KEYEVENTF_UNICODE | KEYEVENTF_KEYUP, .scan_code = units[i]};
    }
    return used;
}

static struct input_event plain_key(const XKeyEvent *event)
{
    uint32_t scan = scan_code(event->keycode);
    struct input_event input = {
        .kind = INPUT_KIND_KEY, .scan_code = (uint16_t)(scan & 0xff), .virtual_key = virtual_key(event, scan)};
    if (scan & EXTENDED) input.flags |= KEYEVENTF_EXTENDEDKEY;
    if (event->type == KeyRelease) input.flags |= KEYEVENTF_KEYUP;
    return input;
}

/* AltGr is Ctrl with Alt on Windows, and its keyboard driver presses both. */
static bool is_alt_graph(const XKeyEvent *event)
{
    KeySym symbol = XkbKeycodeToKeysym(display, (KeyCode)event->keycode, XkbGroupForCoreState((int)event->state), 0);
    return symbol == XK_ISO_Level3_Shift || symbol == XK_Mode_switch;
}

/* Windows' accents that stand alone, by X's dead keys. */
static const struct {
    KeySym symbol;
    uint16_t accent;
} dead_keys[] = {
    {XK_dead_grave, '`'},         {XK_dead_acute, 0xb4},     {XK_dead_circumflex, '^'},
    {XK_dead_tilde, '~'},         {XK_dead_macron, 0xaf},    {XK_dead_breve, 0x2d8},
    {XK_dead_abovedot, 0x2d9},    {XK_dead_diaeresis, 0xa8}, {XK_dead_abovering, 0xb0},
    {XK_dead_doubleacute, 0x2dd}, {XK_dead_caron, 0x2c7},    {XK_dead_cedilla, 0xb8},
    {XK_dead_ogonek, 0x2db},      {XK_Multi_key, 0},
};

/* A key that begins to compose a character goes on to the program as a dead key; it gets the character with the key
 * that ends it. What an input method takes for itself does not. */
static uint32_t composing_key(XKeyEvent *event, struct input_event *inputs)
{
    char text[8];
    KeySym symbol = NoSymbol;
    XKeyEvent copy = *event;
    XLookupString(&copy, text, sizeof(text), &symbol, NULL);
    for (size_t i = 0; i < sizeof(dead_keys) / sizeof(*dead_keys); i++) {
        if (dead_keys[i].symbol != symbol) continue;
        inputs[0] = plain_key(event);
        inputs[0].data = (int32_t)(dead_keys[i].accent | INPUT_DEAD_KEY);
        return inputs[0].virtual_key ? 1 : 0;
    }
    return 0;
}

uint32_t keyboard_translate(XKeyEvent *event, struct input_event *inputs, uint32_t capacity)
{
    static XKeyEvent filtered; /* the press that the input method took last */
    uint16_t units[MOST_UNITS];
    uint32_t used = 0, count = 0;
    bool is_press = event->type == KeyPress;
    if (XFilterEvent((XEvent *)event, None) && is_press) {
        filtered = *event;
        return composing_key(event, inputs);
    }
    if (is_press) count = text_of(event, units, MOST_UNITS);
    if (is_press && !event->keycode && count == 1 && filtered.keycode) {
        event->keycode = filtered.keycode;
        event->state = filtered.state;
    }
    filtered.keycode = 0;
    if (!event->keycode || count > 1) return packets(units, count, inputs, capacity);
    struct input_event input = plain_key(event);
    if (count == 1) input.data = units[0];
    if (!input.virtual_key && !input.data) return 0;
    if (is_alt_graph(event))
        inputs[used++] = (struct input_event){
            .kind = INPUT_KIND_KEY, .flags = is_press ? 0 : KEYEVENTF_KEYUP, .virtual_key = 0xa2, .scan_code = 0x1d};
    inputs[used++] = input;
    return used;
}

uint32_t keyboard_layout(void)
{
    return 0x04090409; /* what characters a key gives comes with each key; programs that ask for the layout's name are
                          told of the United States' */
}
