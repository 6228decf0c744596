/* What a terminal sends, as INPUT_RECORDs: keys of xterm, VT and Linux terminals and of tmux with their modifiers,
 * mouse in SGR and X10 coding, focus, bracketed paste. With ENABLE_VIRTUAL_TERMINAL_INPUT every character passes as it
 * is. */
#include <string.h>
#include "console_private.h"

#define RIGHT_ALT     0x0001u
#define LEFT_ALT      0x0002u
#define LEFT_CTRL     0x0008u
#define SHIFT         0x0010u
#define ENHANCED_KEY  0x0100u

#define KEY_EVENT     1
#define MOUSE_EVENT   2
#define FOCUS_EVENT   0x10

#define VK_BACK       0x08
#define VK_TAB        0x09
#define VK_RETURN     0x0d
#define VK_SHIFT      0x10
#define VK_CONTROL    0x11
#define VK_MENU       0x12
#define VK_ESCAPE     0x1b
#define VK_SPACE      0x20

/* The American keyboard: ASCII, virtual key, whether Shift is down. */
static const struct { char character; uint8_t key, shift; } layout[] = {
    {'!', '1', 1},  {'@', '2', 1},  {'#', '3', 1},  {'$', '4', 1},      {'%', '5', 1},  {'^', '6', 1},  {'&', '7', 1},
    {'*', '8', 1},  {'(', '9', 1},  {')', '0', 1},  {' ', VK_SPACE, 0}, {';', 0xba, 0}, {':', 0xba, 1}, {'=', 0xbb, 0},
    {'+', 0xbb, 1}, {',', 0xbc, 0}, {'<', 0xbc, 1}, {'-', 0xbd, 0},     {'_', 0xbd, 1}, {'.', 0xbe, 0}, {'>', 0xbe, 1},
    {'/', 0xbf, 0}, {'?', 0xbf, 1}, {'`', 0xc0, 0}, {'~', 0xc0, 1},     {'[', 0xdb, 0}, {'{', 0xdb, 1}, {'\\', 0xdc, 0},
    {'|', 0xdc, 1}, {']', 0xdd, 0}, {'}', 0xdd, 1}, {'\'', 0xde, 0},    {'"', 0xde, 1},
};

static uint16_t scan_code(uint16_t key)
{
    static const struct { uint8_t key, scan;
    } scans[] = {
        {VK_ESCAPE, 1},  {0xbd, 12},       {0xbb, 13}, {VK_BACK, 14}, {VK_TAB, 15},   {0xdb, 26},     {0xdd, 27},
        {VK_RETURN, 28}, {VK_CONTROL, 29}, {0xba, 39}, {0xde, 40},    {0xc0, 41},     {VK_SHIFT, 42}, {0xdc, 43},
        {0xbc, 51},      {0xbe, 52},       {0xbf, 53}, {VK_MENU, 56}, {VK_SPACE, 57}, {0x70, 59},     {0x71, 60},
        {0x72, 61},      {0x73, 62},       {0x74, 63}, {0x75, 64},    {0x76, 65},     {0x77, 66},     {0x78, 67},
        {0x79, 68},      {0x24, 71},       {0x26, 72}, {0x21, 73},    {0x25, 75},     {0x27, 77},     {0x23, 79},
        {0x28, 80},      {0x22, 81},       {0x2d, 82}, {0x2e, 83},    {0x7a, 87},     {0x7b, 88},     {0x0c, 76},
    };
    static const char letters[] =
        "\x1e\x30\x2e\x20\x12\x21\x22\x23\x17\x24\x25\x26\x32\x31\x18\x19\x10\x13\x1f\x14\x16\x2f\x11\x2d\x15\x2c";
    if (key >= 'A' && key <= 'Z') return (uint8_t)letters[key - 'A'];
    if (key >= '1' && key <= '9') return (uint16_t)(key - '1' + 2);
    if (key == '0') return 11;
    for (size_t i = 0; i < sizeof(scans) / sizeof(*scans); i++)
        if (scans[i].key == key) return scans[i].scan;
    return 0;
}

/* Fills key, character and state of a key event for an ASCII character (others have no key). */
void key_of_character(uint32_t c, struct console_input *record)
{
    uint16_t key = 0;
    uint32_t state = 0;
    if (c >= 'a' && c <= 'z') {
        key = (uint16_t)(c - 32);
    } else if (c >= 'A' && c <= 'Z') {
        key = (uint16_t)c;
        state = SHIFT;
    } else if (c >= '0' && c <= '9') {
        key = (uint16_t)c;
    } else if (c == 0) {
        key = '2';
        state = LEFT_CTRL;
    } else if (c == 8 || c == 9 || c == 13 || c == 27) {
        key = (uint16_t)c;
    } else if (c == 10) {
        key = VK_RETURN;
        state = LEFT_CTRL;
    } else if (c < 27) {
        key = (uint16_t)(c + 64);
        state = LEFT_CTRL;
    } else if (c < 32) {
        static const uint8_t keys[5] = { 0, 0xdc, 0xdd, '6', 0xbd };
        key = keys[c - 27];
        state = LEFT_CTRL | (c >= 30 ? SHIFT : 0);
    } else if (c == 0x7f) {
        key = VK_BACK;
        state = LEFT_CTRL;
    } else {
        for (size_t i = 0; i < sizeof(layout) / sizeof(*layout); i++) {
            if ((uint32_t)layout[i].character != c) continue;
            key = layout[i].key;
            state = layout[i].shift ? SHIFT : 0;
        }
    }
    *record = (struct console_input){ .type = KEY_EVENT, .key = { 1, 1, key, scan_code(key), (uint16_t)c, state } };
}

/* ---- sending records on */

static void push_key(const struct decode_target *target, uint32_t down, uint16_t key, uint16_t character,
                     uint32_t state)
{
    struct console_input record = { .type = KEY_EVENT, .key = { down, 1, key, scan_code(key), character, state } };
    target->push(target->context, &record);
}

/* A whole stroke: modifiers down, key down and up, modifiers up. */
static void push_stroke(const struct decode_target *target, uint16_t key, uint16_t character, uint32_t state)
{
    static const struct {
        uint32_t bit;
        uint16_t key;
    } modifiers[] = {{SHIFT, VK_SHIFT}, {LEFT_CTRL, VK_CONTROL}, {LEFT_ALT, VK_MENU}};
    uint32_t held = 0;
    for (int i = 0; i < 3; i++) {
        if (!(state & modifiers[i].bit)) continue;
        held |= modifiers[i].bit;
        push_key(target, 1, modifiers[i].key, 0, held);
    }
    push_key(target, 1, key, character, state);
    push_key(target, 0, key, character, state);
    for (int i = 2; i >= 0; i--) {
        if (!(state & modifiers[i].bit)) continue;
        held &= ~modifiers[i].bit;
        push_key(target, 0, modifiers[i].key, 0, held);
    }
}

static void push_unit(const struct decode_target *target, uint16_t unit)
{
    push_key(target, 1, 0, unit, 0);
    push_key(target, 0, 0, unit, 0);
}

static void push_character(const struct decode_target *target, uint32_t c, uint32_t modifiers)
{
    struct console_input record;
    if (c >= 0x10000) {
        push_unit(target, (uint16_t)(0xd7c0 + (c >> 10)));
        push_unit(target, (uint16_t)(0xdc00 | (c & 0x3ff)));
        return;
    }
    if (c == 0x7f) { /* terminals send it for the backspace key, and 8 for that with Ctrl */
        push_stroke(target, VK_BACK, 8, modifiers);
        return;
    }
    if (c == 8) {
        push_stroke(target, VK_BACK, 0x7f, modifiers | LEFT_CTRL);
        return;
    }
    key_of_character(c, &record);
    push_stroke(target, record.key.key, (uint16_t)c, record.key.state | modifiers);
}

/* ---- sequences */

struct sequence { int parameters[16]; int count; char mark, final; };

static uint32_t modifier_state(int parameter)
{
    unsigned bits = parameter > 1 ? (unsigned)parameter - 1 : 0;
    return (bits & 1 ? SHIFT : 0) | (bits & 2 ? LEFT_ALT : 0) | (bits & 4 ? LEFT_CTRL : 0);
}

static uint16_t key_of_number(int number)
{
    static const uint8_t keys[] = {0,    0x24, 0x2d, 0x2e, 0x23, 0x21, 0x22, 0x24, 0x23, 0,    0,   0x70,
                                   0x71, 0x72, 0x73, 0x74, 0,    0x75, 0x76, 0x77, 0x78, 0x79, 0,   0x7a,
                                   0x7b, 0x7c, 0x7d, 0,    0x7e, 0x7f, 0,    0x80, 0x81, 0x82, 0x83};
    return number > 0 && number < (int)sizeof(keys) ? keys[number] : 0;
}

static uint16_t key_of_letter(char letter)
{
    static const struct { char letter; uint8_t key;
    } keys[] = {
        {'A', 0x26}, {'B', 0x28}, {'C', 0x27}, {'D', 0x25}, {'E', 0x0c}, {'F', 0x23},
        {'H', 0x24}, {'P', 0x70}, {'Q', 0x71}, {'R', 0x72}, {'S', 0x73},
    };
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
        if (keys[i].letter == letter) return keys[i].key;
    return 0;
}

static bool is_enhanced(uint16_t key) { return key >= 0x21 && key <= 0x2e; }

static void push_mouse(struct input_decoder *decoder, const struct decode_target *target, int code, int x, int y,
                       bool released)
{
    static const uint8_t buttons[4] = { 1, 4, 2, 0 }; /* left, middle, right */
    struct console_input record = { .type = MOUSE_EVENT, .mouse = { .x = (int16_t)(x - 1), .y = (int16_t)(y - 1) } };
    uint32_t state = (code & 4 ? SHIFT : 0) | (code & 8 ? LEFT_ALT : 0) | (code & 16 ? LEFT_CTRL : 0);
    if (code & 64) {
        record.mouse.flags = code & 2 ? 8 : 4; /* MOUSE_HWHEELED, MOUSE_WHEELED */
        bool forward = (code & 1) == (code >> 1 & 1); /* up, or right */
        record.mouse.buttons = decoder->buttons | (forward ? 0x00780000u : 0xff880000u);
    } else {
        uint8_t button = buttons[code & 3];
        if (code & 32) record.mouse.flags = 1; /* MOUSE_MOVED */
        else if (released) decoder->buttons &= button ? ~(uint32_t)button : 0;
        else decoder->buttons |= button;
        record.mouse.buttons = decoder->buttons;
    }
    record.mouse.state = state;
    target->push(target->context, &record);
}

static void dispatch_sequence(struct input_decoder *decoder, const struct decode_target *target,
                              const struct sequence *s)
{
    int first = s->count ? s->parameters[0] : 0, second = s->count > 1 ? s->parameters[1] : 0;
    uint32_t state = modifier_state(second);
    uint16_t key;
    if (s->mark == '<' && (s->final == 'M' || s->final == 'm') && s->count >= 3) {
        push_mouse(decoder, target, first, second, s->parameters[2], s->final == 'm');
        return;
    }
    if (s->mark) return; /* an answer to a question of the program's own */
    if (s->final == 'R' && s->count == 2 && target->cursor) {
        target->cursor(target->context, second - 1, first - 1);
        return;
    }
    if (s->final == '~' && (first == 200 || first == 201)) {
        decoder->in_paste = first == 200;
    } else if (s->final == '~' && first == 27 && s->count == 3) {
        push_character(target, (uint32_t)s->parameters[2], state);
    } else if (s->final == '~') {
        if ((key = key_of_number(first))) push_stroke(target, key, 0, state | (is_enhanced(key) ? ENHANCED_KEY : 0));
    } else if (s->final == 'u') {
        push_character(target, (uint32_t)first, state);
    } else if (s->final == 'Z') {
        push_stroke(target, VK_TAB, 9, SHIFT);
    } else if ((s->final == 'I' || s->final == 'O') && !s->count) {
        struct console_input record = { .type = FOCUS_EVENT, .value = s->final == 'I' };
        target->push(target->context, &record);
    } else if ((key = key_of_letter(s->final))) {
        push_stroke(target, key, 0, state | (is_enhanced(key) ? ENHANCED_KEY : 0));
    }
}

/* Length of the control sequence that begins at bytes[2], 0 if its end is missing. */
static size_t parse_sequence(const uint8_t *bytes, size_t size, struct sequence *s)
{
    memset(s, 0, sizeof(*s));
    for (size_t i = 2; i < size; i++) {
        char c = (char)bytes[i];
        if (c >= '<' && c <= '?') {
            s->mark = c;
        } else if (c >= '0' && c <= '9') {
            if (!s->count) s->count = 1;
            int *value = &s->parameters[s->count - 1];
            if (*value < 10000000) *value = *value * 10 + (c - '0');
        } else if (c == ';' || c == ':') {
            if (!s->count) s->count = 1;
            if (s->count < 16) s->count++;
        } else if (c < ' ' || c > '/') {
            s->final = c;
            return i + 1;
        }
    }
    return 0;
}

/* OSC, DCS and the like: answers to questions; up to their terminator, which counts. */
static size_t string_length(const uint8_t *bytes, size_t size)
{
    for (size_t i = 2; i < size; i++) {
        if (bytes[i] == 7) return i + 1;
        if (bytes[i] == 0x1b && i + 1 < size) return bytes[i + 1] == '\\' ? i + 2 : i;
    }
    return 0;
}

static size_t decode_utf8(const uint8_t *bytes, size_t size, bool last, uint32_t *character)
{
    uint8_t first = bytes[0];
    size_t length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    *character = length ? first & (length == 1 ? 0x7f : 0x3f >> (length - 1)) : 0xfffd;
    if (length < 2) return 1;
    for (size_t i = 1; i < length; i++) {
        if (i >= size && !last) return 0;
        if (i >= size || (bytes[i] & 0xc0) != 0x80) {
            *character = 0xfffd;
            return i;
        }
        *character = *character << 6 | (bytes[i] & 0x3f);
    }
    return length;
}

/* Bytes that make one key; 0 if more are needed. */
static size_t decode_one(struct input_decoder *decoder, const struct decode_target *target, const uint8_t *bytes,
                         size_t size, bool last)
{
    struct sequence sequence;
    uint32_t character;
    size_t used;
    bool full = size == sizeof(decoder->bytes);
    if (bytes[0] != 0x1b) {
        used = decode_utf8(bytes, size, last || full, &character);
        if (used) push_character(target, character, 0);
        return used;
    }
    if (size == 1) {
        if (!last) return 0;
        push_stroke(target, VK_ESCAPE, 27, 0);
        return 1;
    }
    if (bytes[1] == '[' && size >= 3 && bytes[2] == 'M') { /* X10 mouse */
        if (size < 6) return last ? size : 0;
        push_mouse(decoder, target, bytes[3] - 32, bytes[4] - 32, bytes[5] - 32,
                   (bytes[3] & 3) == 3 && !(bytes[3] & 64));
        return 6;
    }
    if (bytes[1] == '[' && size >= 4 && bytes[2] == '[') { /* the Linux console's F1 to F5 */
        if (bytes[3] >= 'A' && bytes[3] <= 'E') push_stroke(target, (uint16_t)(0x70 + bytes[3] - 'A'), 0, 0);
        return 4;
    }
    if (bytes[1] == '[' && size > 2) {
        used = parse_sequence(bytes, size, &sequence);
        if (used) dispatch_sequence(decoder, target, &sequence);
        return used ? used : last || full ? size : 0;
    }
    if (bytes[1] == 'O' && size > 2) {
        uint16_t key = key_of_letter((char)bytes[2]);
        if (key) push_stroke(target, key, 0, is_enhanced(key) ? ENHANCED_KEY : 0);
        return 3;
    }
    if ((bytes[1] == ']' || bytes[1] == 'P' || bytes[1] == '_') && size > 2) {
        used = string_length(bytes, size);
        return used ? used : last || full ? size : 0;
    }
    if (!last && (bytes[1] == '[' || bytes[1] == 'O' || bytes[1] == ']' || bytes[1] == 'P' || bytes[1] == '_') &&
        size == 2)
        return 0;
    if (bytes[1] == 0x1b) { /* Alt with a key that is a sequence itself, or Escape twice */
        push_stroke(target, VK_ESCAPE, 27, 0);
        return 1;
    }
    used = decode_utf8(bytes + 1, size - 1, last, &character);
    if (used) push_character(target, character, LEFT_ALT);
    return used ? used + 1 : 0;
}

/* ---- as they are: ENABLE_VIRTUAL_TERMINAL_INPUT */

static size_t pass_one(const struct decode_target *target, const uint8_t *bytes, size_t size, bool last)
{
    uint32_t character;
    struct sequence sequence;
    if (bytes[0] == 0x1b && target->cursor) { /* we asked for the cursor's place ourselves */
        if (size < 2 && !last) return 0;
        size_t used = size > 2 && bytes[1] == '[' ? parse_sequence(bytes, size, &sequence) : 0;
        if (used && sequence.final == 'R' && sequence.count == 2 && !sequence.mark) {
            target->cursor(target->context, sequence.parameters[1] - 1, sequence.parameters[0] - 1);
            return used;
        }
        if (!used && !last && size > 1 && bytes[1] == '[') return 0;
    }
    size_t used = decode_utf8(bytes, size, last, &character);
    if (!used) return 0;
    if (character >= 0x10000) {
        push_key(target, 1, 0, (uint16_t)(0xd7c0 + (character >> 10)), 0);
        push_key(target, 1, 0, (uint16_t)(0xdc00 | (character & 0x3ff)), 0);
        return used;
    }
    struct console_input record;
    key_of_character(character, &record);
    push_key(target, 1, character < 0x20 || character == 0x7f ? record.key.key : 0, (uint16_t)character, 0);
    return used;
}

void input_decode(struct input_decoder *decoder, const struct decode_target *target, const uint8_t *bytes, size_t size,
                  bool last)
{
    if (!size) bytes = decoder->bytes; /* none: any address will do */
    for (;;) {
        size_t room = sizeof(decoder->bytes) - decoder->length, part = size < room ? size : room, at = 0;
        memmove(decoder->bytes + decoder->length, bytes, part);
        decoder->length += (uint32_t)part;
        bytes += part;
        size -= part;
        while (at < decoder->length) {
            const uint8_t *from = decoder->bytes + at;
            size_t left = decoder->length - at, used;
            bool end = last && !size;
            used = target->mode & MODE_VT_INPUT ? pass_one(target, from, left, end)
                                                : decode_one(decoder, target, from, left, end);
            if (!used && left == sizeof(decoder->bytes)) used = 1; /* nothing that long is a key */
            if (!used) break;
            at += used;
        }
        decoder->length -= (uint32_t)at;
        memmove(decoder->bytes, decoder->bytes + at, decoder->length);
        if (!size) return;
    }
}
