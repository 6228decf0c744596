/* Drives another program's windows for the end-to-end tests: reads commands from standard input, answers each with a
 * line (dump: lines and then "end").
 *
 *   wait SECONDS TITLE   a top-level window whose title begins so is visible and takes messages: "ok"; it becomes the
 * current one gone SECONDS TITLE   no such window is left type TEXT            keys by SendInput key
 * [ALT+|CTRL+|SHIFT+]NAME... click TEXT           the middle of the current window's child with that text (without &),
 * or CLASS#N, by SendInput press X Y            a click at a point of the screen where TEXT           the same child's
 * middle: "ok X Y" text CLASS#N         its text focus                class and text of the window with the focus dump
 * every visible child: class, place, text */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static HWND current;

/* --- finding --- */

struct search { const char *text, *class; int number; HWND found; char title[256]; };

static void without_ampersand(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++)
        if (*from != '&' || from[1] == '&') *to++ = *from;
    *to = 0;
}

static BOOL CALLBACK match_top_level(HWND window, LPARAM parameter)
{
    struct search *search = (struct search *)parameter;
    char title[256] = "";
    DWORD_PTR answer;
    if (!IsWindowVisible(window) || !GetWindowTextA(window, title, sizeof(title)) ||
        strncmp(title, search->text, strlen(search->text)))
        return TRUE;
    if (!SendMessageTimeoutA(window, WM_NULL, 0, 0, SMTO_ABORTIFHUNG, 1000, &answer)) return TRUE;
    search->found = window;
    return FALSE;
}

static HWND top_level(const char *title)
{
    struct search search = {.text = title};
    EnumWindows(match_top_level, (LPARAM)&search);
    return search.found;
}

static BOOL CALLBACK match_child(HWND window, LPARAM parameter)
{
    struct search *search = (struct search *)parameter;
    char text[256] = "", class[64] = "";
    if (!IsWindowVisible(window)) return TRUE;
    GetClassNameA(window, class, sizeof(class));
    SendMessageTimeoutA(window, WM_GETTEXT, sizeof(text), (LPARAM)text, SMTO_ABORTIFHUNG, 1000, NULL);
    without_ampersand(text);
    BOOL same = search->class ? !lstrcmpiA(class, search->class) && !search->number--
                              : !strcmp(text, search->text) && lstrcmpiA(class, "Static");
    if (!same) return TRUE;
    search->found = window;
    return FALSE;
}

static HWND child(char *name)
{
    struct search search = {.text = name};
    char *mark = strchr(name, '#');
    if (mark) {
        *mark = 0;
        search.class = name;
        search.number = atoi(mark + 1);
    }
    EnumChildWindows(current, match_child, (LPARAM)&search);
    return search.found;
}

static BOOL middle(char *name, POINT *point)
{
    HWND window = child(name);
    RECT place;
    if (!window || !GetWindowRect(window, &place)) return FALSE;
    *point = (POINT){(place.left + place.right) / 2, (place.top + place.bottom) / 2};
    char class[64];
    GetClassNameA(window, class, sizeof(class));
    if (!lstrcmpiA(class, "Button") && place.right - place.left > 60)
        point->x = place.left + 30; /* on the text of check boxes */
    return TRUE;
}

/* --- input --- */

static void send_key(WORD key, DWORD flags)
{
    INPUT input = {.type = INPUT_KEYBOARD,
                   .ki = {.wVk = key, .wScan = (WORD)MapVirtualKeyA(key, MAPVK_VK_TO_VSC), .dwFlags = flags}};
    SendInput(1, &input, sizeof(input));
}

static void press_key(WORD key, int shifts)
{
    static const WORD modifiers[] = {VK_SHIFT, VK_CONTROL, VK_MENU};
    for (int i = 0; i < 3; i++)
        if (shifts & 1 << i) send_key(modifiers[i], 0);
    send_key(key, 0);
    send_key(key, KEYEVENTF_KEYUP);
    for (int i = 2; i >= 0; i--)
        if (shifts & 1 << i) send_key(modifiers[i], KEYEVENTF_KEYUP);
}

static BOOL press_named(char *name)
{
    static const struct { const char *name; WORD key;
    } keys[] = {
        {"TAB", VK_TAB},           {"RETURN", VK_RETURN}, {"ESCAPE", VK_ESCAPE}, {"SPACE", VK_SPACE}, {"UP", VK_UP},
        {"DOWN", VK_DOWN},         {"LEFT", VK_LEFT},     {"RIGHT", VK_RIGHT},   {"HOME", VK_HOME},   {"END", VK_END},
        {"PAGEUP", VK_PRIOR},      {"PAGEDOWN", VK_NEXT}, {"DELETE", VK_DELETE}, {"F4", VK_F4},       {"F10", VK_F10},
        {"MULTIPLY", VK_MULTIPLY}, {"BACK", VK_BACK},
    };
    int shifts = 0;
    for (;; name = strchr(name, '+') + 1) {
        if (!strncmp(name, "SHIFT+", 6)) shifts |= 1;
        else if (!strncmp(name, "CTRL+", 5)) shifts |= 2;
        else if (!strncmp(name, "ALT+", 4)) shifts |= 4;
        else break;
    }
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        if (strcmp(keys[i].name, name)) continue;
        press_key(keys[i].key, shifts);
        return TRUE;
    }
    if (strlen(name) != 1) return FALSE;
    press_key((WORD)(VkKeyScanA(name[0]) & 0xff), shifts);
    return TRUE;
}

static void type(const char *text)
{
    for (; *text; text++) {
        SHORT key = VkKeyScanA(*text);
        press_key((WORD)(key & 0xff), key >> 8 & 7);
    }
}

static void click(POINT point)
{
    INPUT inputs[3] = {{.type = INPUT_MOUSE}, {.type = INPUT_MOUSE}, {.type = INPUT_MOUSE}};
    inputs[0].mi.dx = MulDiv(point.x, 65536, GetSystemMetrics(SM_CXSCREEN)) + 1;
    inputs[0].mi.dy = MulDiv(point.y, 65536, GetSystemMetrics(SM_CYSCREEN)) + 1;
    inputs[0].mi.dwFlags = MOUSEEVENTF_MOVE | MOUSEEVENTF_ABSOLUTE;
    inputs[1].mi.dwFlags = MOUSEEVENTF_LEFTDOWN;
    inputs[2].mi.dwFlags = MOUSEEVENTF_LEFTUP;
    SendInput(3, inputs, sizeof(*inputs));
}

/* --- commands --- */

static BOOL wait_for(int seconds, const char *title, BOOL there)
{
    for (int tries = seconds * 50; tries >= 0; tries--) {
        HWND window = top_level(title);
        if (!!window == there) {
            if (there) current = window;
            return TRUE;
        }
        Sleep(20);
    }
    return FALSE;
}

static BOOL CALLBACK dump_child(HWND window, LPARAM parameter)
{
    char text[512] = "", class[64] = "";
    RECT place;
    (void)parameter;
    if (!IsWindowVisible(window)) return TRUE;
    GetClassNameA(window, class, sizeof(class));
    SendMessageTimeoutA(window, WM_GETTEXT, sizeof(text), (LPARAM)text, SMTO_ABORTIFHUNG, 1000, NULL);
    without_ampersand(text);
    GetWindowRect(window, &place);
    for (char *at = text; *at; at++)
        if (*at == '\r' || *at == '\n') *at = ' ';
    printf("%s %ld %ld %ld %ld %s\n", class, place.left, place.top, place.right, place.bottom, text);
    return TRUE;
}

static void print_focus(void)
{
    GUITHREADINFO info = {.cbSize = sizeof(info)};
    char text[256] = "", class[64] = "";
    if (!GetGUIThreadInfo(GetWindowThreadProcessId(GetForegroundWindow(), NULL), &info) || !info.hwndFocus) {
        printf("no\n");
        return;
    }
    GetClassNameA(info.hwndFocus, class, sizeof(class));
    SendMessageTimeoutA(info.hwndFocus, WM_GETTEXT, sizeof(text), (LPARAM)text, SMTO_ABORTIFHUNG, 1000, NULL);
    printf("ok %s %s\n", class, text);
}

static BOOL run(char *command, char *rest)
{
    char *more, text[512] = "";
    POINT point;
    HWND window;
    if (!strcmp(command, "wait") || !strcmp(command, "gone")) {
        int seconds = (int)strtol(rest, &more, 10);
        return wait_for(seconds, more + (*more == ' '), command[0] == 'w');
    }
    if (!strcmp(command, "type")) return type(rest), TRUE;
    if (!strcmp(command, "key")) {
        BOOL done = TRUE;
        for (char *name = strtok(rest, " "); name; name = strtok(NULL, " ")) done &= press_named(name);
        return done;
    }
    if (!strcmp(command, "click")) return middle(rest, &point) ? click(point), TRUE : FALSE;
    if (!strcmp(command, "press")) {
        point.x = strtol(rest, &more, 10);
        point.y = strtol(more, NULL, 10);
        return click(point), TRUE;
    }
    if (!strcmp(command, "where") && middle(rest, &point)) return printf("ok %ld %ld\n", point.x, point.y), -1;
    if (!strcmp(command, "text") && (window = child(rest))) {
        SendMessageTimeoutA(window, WM_GETTEXT, sizeof(text), (LPARAM)text, SMTO_ABORTIFHUNG, 1000, NULL);
        return printf("ok %s\n", text), -1;
    }
    if (!strcmp(command, "focus")) return print_focus(), -1;
    if (!strcmp(command, "dump")) {
        EnumChildWindows(current, dump_child, 0);
        return printf("end\n"), -1;
    }
    return FALSE;
}

int main(void)
{
    char line[1024];
    while (fgets(line, sizeof(line), stdin)) {
        line[strcspn(line, "\r\n")] = 0;
        char *space = strchr(line, ' '), none[] = "";
        if (space) *space = 0;
        BOOL result = run(line, space ? space + 1 : none);
        if (result >= 0) printf(result ? "ok\n" : "no\n");
        fflush(stdout);
    }
    return 0;
}
