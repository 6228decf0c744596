/* Keys of the American keyboard, which console input is told in: virtual keys, scan codes, characters. */
#include <windows.h>

static const struct { BYTE key, scan, character; } keys[] = {
    {VK_ESCAPE, 1, 27},     {'1', 2, '1'},       {'2', 3, '2'},           {'3', 4, '3'},
    {'4', 5, '4'},          {'5', 6, '5'},       {'6', 7, '6'},           {'7', 8, '7'},
    {'8', 9, '8'},          {'9', 10, '9'},      {'0', 11, '0'},          {VK_OEM_MINUS, 12, '-'},
    {VK_OEM_PLUS, 13, '='}, {VK_BACK, 14, 8},    {VK_TAB, 15, 9},         {'Q', 16, 'Q'},
    {'W', 17, 'W'},         {'E', 18, 'E'},      {'R', 19, 'R'},          {'T', 20, 'T'},
    {'Y', 21, 'Y'},         {'U', 22, 'U'},      {'I', 23, 'I'},          {'O', 24, 'O'},
    {'P', 25, 'P'},         {VK_OEM_4, 26, '['}, {VK_OEM_6, 27, ']'},     {VK_RETURN, 28, 13},
    {VK_CONTROL, 29, 0},    {'A', 30, 'A'},      {'S', 31, 'S'},          {'D', 32, 'D'},
    {'F', 33, 'F'},         {'G', 34, 'G'},      {'H', 35, 'H'},          {'J', 36, 'J'},
    {'K', 37, 'K'},         {'L', 38, 'L'},      {VK_OEM_1, 39, ';'},     {VK_OEM_7, 40, '\''},
    {VK_OEM_3, 41, '`'},    {VK_SHIFT, 42, 0},   {VK_OEM_5, 43, '\\'},    {'Z', 44, 'Z'},
    {'X', 45, 'X'},         {'C', 46, 'C'},      {'V', 47, 'V'},          {'B', 48, 'B'},
    {'N', 49, 'N'},         {'M', 50, 'M'},      {VK_OEM_COMMA, 51, ','}, {VK_OEM_PERIOD, 52, '.'},
    {VK_OEM_2, 53, '/'},    {VK_MENU, 56, 0},    {VK_SPACE, 57, ' '},     {VK_CAPITAL, 58, 0},
    {VK_F1, 59, 0},         {VK_F2, 60, 0},      {VK_F3, 61, 0},          {VK_F4, 62, 0},
    {VK_F5, 63, 0},         {VK_F6, 64, 0},      {VK_F7, 65, 0},          {VK_F8, 66, 0},
    {VK_F9, 67, 0},         {VK_F10, 68, 0},     {VK_HOME, 71, 0},        {VK_UP, 72, 0},
    {VK_PRIOR, 73, 0},      {VK_LEFT, 75, 0},    {VK_RIGHT, 77, 0},       {VK_END, 79, 0},
    {VK_DOWN, 80, 0},       {VK_NEXT, 81, 0},    {VK_INSERT, 82, 0},      {VK_DELETE, 83, 0},
    {VK_F11, 87, 0},        {VK_F12, 88, 0},
};

UINT WINAPI MapVirtualKeyW(UINT code, UINT kind)
{
    for (unsigned i = 0; i < ARRAYSIZE(keys); i++) {
        if (kind == MAPVK_VSC_TO_VK || kind == MAPVK_VSC_TO_VK_EX) {
            if (keys[i].scan == code) return keys[i].key;
        } else if (keys[i].key == code) {
            return kind == MAPVK_VK_TO_CHAR ? keys[i].character : keys[i].scan;
        }
    }
    return 0;
}

UINT WINAPI MapVirtualKeyA(UINT code, UINT kind) { return MapVirtualKeyW(code, kind); }
