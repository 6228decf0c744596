/* Records the messages that windows receive, with the CBT hook's calls between them, as one line of text: a test states
 * the whole line. Windows are named by one letter. Parameters are given where they say what happens; of WINDOWPOS, the
 * flags that SetWindowPos documents. Not recorded: what asks without consequence (WM_GETICON), painting, which depends
 * on what else lies on the screen, palettes, messages and windows of input methods, and registered messages. */
#ifndef SEQUENCE_H
#define SEQUENCE_H

#include "../check.h"

static char recorded[8192];
static HWND recorded_windows[26];
static BOOL is_recording;
static BOOL sequence_ignores_order; /* WINDOWPOS that are about the Z-order alone */
static BOOL sequence_ignores_capture;
static char sequence_next_letter; /* of a window that is being created: it is named by its first message */
static LRESULT (*sequence_answer)(HWND window, UINT message, WPARAM wparam, LPARAM lparam, BOOL *is_answered);

#define POSITION_FLAGS (SWP_NOSIZE | SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE | SWP_FRAMECHANGED | SWP_SHOWWINDOW | \
                        SWP_HIDEWINDOW)

static void record(const char *format, ...)
{
    va_list args;
    size_t used = strlen(recorded);
    if (!is_recording || used > sizeof(recorded) - 100) return;
    if (used) recorded[used++] = ' ';
    va_start(args, format);
    _vsnprintf(recorded + used, sizeof(recorded) - used - 1, format, args);
    va_end(args);
}

static char letter_of(HWND window)
{
    if (!window) return '0';
    for (int i = 0; i < 26; i++)
        if (recorded_windows[i] == window) return (char)('a' + i);
    return '?';
}

static void name_window(HWND window, char letter) { recorded_windows[letter - 'a'] = window; }

static const struct { UINT message; const char *name; } sequence_names[] = {
    {WM_NULL, "NULL"}, {WM_CREATE, "CREATE"}, {WM_DESTROY, "DESTROY"}, {WM_MOVE, "MOVE"}, {WM_SETFOCUS, "SETFOCUS"},
    {WM_KILLFOCUS, "KILLFOCUS"}, {WM_ENABLE, "ENABLE"}, {WM_SETTEXT, "SETTEXT"}, {WM_CLOSE, "CLOSE"},
    {WM_CANCELMODE, "CANCELMODE"}, {WM_CHILDACTIVATE, "CHILDACTIVATE"}, {WM_GETMINMAXINFO, "GETMINMAXINFO"},
    {WM_NCCREATE, "NCCREATE"}, {WM_NCDESTROY, "NCDESTROY"}, {WM_INITDIALOG, "INITDIALOG"}, {WM_COMMAND, "COMMAND"},
    {WM_INITMENU, "INITMENU"}, {WM_INITMENUPOPUP, "INITMENUPOPUP"}, {WM_MENUSELECT, "MENUSELECT"},
    {WM_UNINITMENUPOPUP, "UNINITMENUPOPUP"}, {WM_ENTERMENULOOP, "ENTERMENULOOP"}, {WM_EXITMENULOOP, "EXITMENULOOP"},
    {WM_CAPTURECHANGED, "CAPTURECHANGED"}, {WM_PARENTNOTIFY, "PARENTNOTIFY"},
    {WM_QUERYOPEN, "QUERYOPEN"}, {WM_SETFONT, "SETFONT"},
    {WM_MDIACTIVATE, "MDIACTIVATE"}, {WM_MDICREATE, "MDICREATE"}, {WM_MDIDESTROY, "MDIDESTROY"},
    {WM_MDIREFRESHMENU, "MDIREFRESHMENU"}, {WM_MDISETMENU, "MDISETMENU"}, {WM_MDINEXT, "MDINEXT"},
    {WM_MDIMAXIMIZE, "MDIMAXIMIZE"}, {WM_MDIRESTORE, "MDIRESTORE"}, {WM_MDIGETACTIVE, "MDIGETACTIVE"},
    {WM_GETDLGCODE, "GETDLGCODE"}, {WM_NEXTDLGCTL, "NEXTDLGCTL"}, {WM_STYLECHANGING, "STYLECHANGING"},
    {WM_STYLECHANGED, "STYLECHANGED"}, {WM_SYSCOMMAND, "SYSCOMMAND"}, {WM_SETREDRAW, "SETREDRAW"},
    {WM_CHANGEUISTATE, "CHANGEUISTATE"}, {WM_UPDATEUISTATE, "UPDATEUISTATE"}, {WM_KEYDOWN, "KEYDOWN"},
    {WM_KEYUP, "KEYUP"}, {WM_CHAR, "CHAR"}, {WM_USER, "USER"}, {WM_TIMER, "TIMER"}, {DM_GETDEFID, "DM_GETDEFID"},
};

static void record_message(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    char letter = letter_of(window);
    switch (message) {
    case WM_GETICON: case WM_PAINT: case WM_NCPAINT: case WM_ERASEBKGND: case WM_SYNCPAINT: case WM_GETTEXT:
    case WM_GETTEXTLENGTH: case WM_SETCURSOR: case WM_NCHITTEST: case WM_MOUSEMOVE: case WM_NCMOUSEMOVE:
    case WM_DWMNCRENDERINGCHANGED: case WM_QUERYNEWPALETTE: case WM_QUERYUISTATE:
    case WM_CHANGEUISTATE: case WM_UPDATEUISTATE:
        return;
    case WM_WINDOWPOSCHANGING: case WM_WINDOWPOSCHANGED:
        if (sequence_ignores_order &&
            (((WINDOWPOS *)lparam)->flags & POSITION_FLAGS) == (SWP_NOSIZE | SWP_NOMOVE | SWP_NOACTIVATE))
            return;
        record("%c:%s(%02x)", letter, message == WM_WINDOWPOSCHANGING ? "POSCHANGING" : "POSCHANGED",
               ((WINDOWPOS *)lparam)->flags & POSITION_FLAGS);
        return;
    case WM_SHOWWINDOW: record("%c:SHOWWINDOW(%u,%u)", letter, (UINT)wparam, (UINT)lparam); return;
    case WM_SIZE: record("%c:SIZE(%u)", letter, (UINT)wparam); return;
    case WM_NCCALCSIZE: record("%c:NCCALCSIZE(%u)", letter, (UINT)wparam); return;
    case WM_NCACTIVATE: record("%c:NCACTIVATE(%u)", letter, (UINT)wparam); return;
    case WM_ACTIVATEAPP: record("%c:ACTIVATEAPP(%u)", letter, (UINT)wparam); return;
    case WM_ACTIVATE: record("%c:ACTIVATE(%u,%c)", letter, LOWORD(wparam), letter_of((HWND)lparam)); return;
    case WM_SETFOCUS: case WM_KILLFOCUS:
        record("%c:%s(%c)", letter, message == WM_SETFOCUS ? "SETFOCUS" : "KILLFOCUS", letter_of((HWND)wparam));
        return;
    case WM_ENABLE: record("%c:ENABLE(%u)", letter, (UINT)wparam); return;
    case WM_PARENTNOTIFY: record("%c:PARENTNOTIFY(%x)", letter, LOWORD(wparam)); return;
    case WM_SYSCOMMAND: record("%c:SYSCOMMAND(%x)", letter, (UINT)wparam); return;
    case WM_COMMAND: record("%c:COMMAND(%x)", letter, (UINT)wparam); return;
    case WM_MENUSELECT: record("%c:MENUSELECT(%x,%x)", letter, LOWORD(wparam), HIWORD(wparam)); return;
    case WM_ENTERMENULOOP: case WM_EXITMENULOOP:
        record("%c:%s(%u)", letter, message == WM_ENTERMENULOOP ? "ENTERMENULOOP" : "EXITMENULOOP", (UINT)wparam);
        return;
    case WM_ENTERIDLE: return; /* how often it comes depends on how fast messages are read */
    case WM_CAPTURECHANGED:
        if (!sequence_ignores_capture) record("%c:CAPTURECHANGED(%c)", letter, letter_of((HWND)lparam));
        return;
    case WM_MDIACTIVATE:
        record("%c:MDIACTIVATE(%c,%c)", letter, letter_of((HWND)wparam), letter_of((HWND)lparam));
        return;
    case WM_STYLECHANGING: case WM_STYLECHANGED:
        record("%c:%s(%d)", letter, message == WM_STYLECHANGING ? "STYLECHANGING" : "STYLECHANGED", (int)wparam);
        return;
    }
    if (message >= 0xc000 || (message >= 0x90 && message < 0xa0) ||
        (message >= WM_IME_SETCONTEXT && message <= 0x291) ||
        (message >= WM_IME_STARTCOMPOSITION && message <= WM_IME_COMPOSITION))
        return;
    for (size_t i = 0; i < sizeof(sequence_names) / sizeof(*sequence_names); i++)
        if (sequence_names[i].message == message) {
            record("%c:%s", letter, sequence_names[i].name);
            return;
        }
    record("%c:%04x", letter, message);
}

static LRESULT CALLBACK record_hook(int code, WPARAM wparam, LPARAM lparam)
{
    char letter = letter_of((HWND)wparam);
    switch (code) {
    case HCBT_CREATEWND: if (sequence_next_letter) record("<CREATEWND>"); break;
    case HCBT_DESTROYWND: if (letter != '?') record("<DESTROYWND %c>", letter); break;
    case HCBT_ACTIVATE:
        if (wparam) record("<ACTIVATE %c,%c>", letter, letter_of(((CBTACTIVATESTRUCT *)lparam)->hWndActive));
        break;
    case HCBT_SETFOCUS: record("<SETFOCUS %c,%c>", letter, letter_of((HWND)lparam)); break;
    case HCBT_MINMAX: record("<MINMAX %c,%u>", letter, LOWORD(lparam)); break;
    case HCBT_SYSCOMMAND: record("<SYSCOMMAND %x>", (UINT)wparam); break;
    }
    return CallNextHookEx(NULL, code, wparam, lparam);
}

static LRESULT CALLBACK sequence_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (sequence_next_letter && letter_of(window) == '?') {
        name_window(window, sequence_next_letter);
        sequence_next_letter = 0;
    }
    record_message(window, message, wparam, lparam);
    if (sequence_answer) {
        BOOL is_answered = FALSE;
        LRESULT answer = sequence_answer(window, message, wparam, lparam, &is_answered);
        if (is_answered) return answer;
    }
    return DefWindowProcW(window, message, wparam, lparam);
}

static inline HWND sequence_create_ex(DWORD ex_style, DWORD style, HWND parent, char letter)
{
    name_window(NULL, letter);
    sequence_next_letter = letter;
    HWND window = CreateWindowExW(ex_style, L"winrun sequence", L"sequence", style, 100, 80, 200, 150, parent, NULL,
                                  NULL, NULL);
    sequence_next_letter = 0;
    return window;
}

static inline HWND sequence_create(DWORD style, HWND parent, char letter)
{
    return sequence_create_ex(0, style, parent, letter);
}

static inline void sequence_pump(void)
{
    MSG message;
    while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) {
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
}

/* Everything that is under way comes to rest without being recorded; recording begins. */
static void sequence_begin(void)
{
    static int number;
    check_case(++number);
    is_recording = FALSE;
    for (int i = 0; i < 3; i++) {
        sequence_pump();
        Sleep(10);
    }
    recorded[0] = 0;
    is_recording = TRUE;
}

static void sequence_end(const char *file, int line, const char *what, const char *expected)
{
    is_recording = FALSE;
    check_string_(file, line, recorded, expected, what);
}
#ifndef expect_sequence
#define expect_sequence(what, ...) sequence_end(__FILE__, __LINE__, what, __VA_ARGS__)
#endif

static void sequence_start(void)
{
    WNDCLASSW class = {.lpfnWndProc = sequence_procedure, .lpszClassName = L"winrun sequence",
                       .hbrBackground = (HBRUSH)(COLOR_WINDOW + 1), .hCursor = LoadCursorW(NULL, (LPCWSTR)IDC_ARROW)};
    RegisterClassW(&class);
    SetWindowsHookExW(WH_CBT, record_hook, NULL, GetCurrentThreadId());
}

#endif
