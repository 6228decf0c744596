/* Message boxes: a dialog whose controls are laid out around the text. */
#include "dialog.h"
#include "control.h"

#define TEXT_ID     0xffff
#define ICON_ID     20
#define TIMEOUT_ID  1
#define TIMED_OUT   32000
#define MOST_BUTTONS 4
#define SIZE_OF_FONT_OF_MESSAGE_BOXES 0x7fff

struct box {
    const MSGBOXPARAMSW *parameters;
    LPCWSTR text, title;   /* loaded from resources if they were numbers */
    DWORD timeout;         /* milliseconds; INFINITE */
    HFONT font;
    UINT button_count;
    const BYTE *buttons;   /* ids */
    BYTE buttons_with_help[MOST_BUTTONS];
    HWND default_button;
};

/* --- which buttons --- */

static LPCWSTR button_text(UINT id)
{
    static const LPCWSTR texts[] = {[IDOK] = L"OK",
                                    [IDCANCEL] = L"Cancel",
                                    [IDABORT] = L"&Abort",
                                    [IDRETRY] = L"&Retry",
                                    [IDIGNORE] = L"&Ignore",
                                    [IDYES] = L"&Yes",
                                    [IDNO] = L"&No",
                                    [IDHELP] = L"Help",
                                    [IDTRYAGAIN] = L"&Try Again",
                                    [IDCONTINUE] = L"&Continue"};
    return id < COUNT_OF(texts) && texts[id] ? texts[id] : L"";
}

static BOOL choose_buttons(struct box *box, UINT style)
{
    static const struct { BYTE count, ids[3];
    } of_types[] = {
        [MB_OK] = {1, {IDOK}},
        [MB_OKCANCEL] = {2, {IDOK, IDCANCEL}},
        [MB_ABORTRETRYIGNORE] = {3, {IDABORT, IDRETRY, IDIGNORE}},
        [MB_YESNOCANCEL] = {3, {IDYES, IDNO, IDCANCEL}},
        [MB_YESNO] = {2, {IDYES, IDNO}},
        [MB_RETRYCANCEL] = {2, {IDRETRY, IDCANCEL}},
        [MB_CANCELTRYCONTINUE] = {3, {IDCANCEL, IDTRYAGAIN, IDCONTINUE}},
    };
    UINT type = style & MB_TYPEMASK;
    if (type >= COUNT_OF(of_types)) return set_user_error(ERROR_INVALID_MSGBOX_STYLE);
    box->button_count = of_types[type].count;
    memcpy(box->buttons_with_help, of_types[type].ids, box->button_count);
    if (style & MB_HELP) box->buttons_with_help[box->button_count++] = IDHELP;
    box->buttons = box->buttons_with_help;
    return TRUE;
}

static BOOL has_button(const struct box *box, UINT id)
{
    for (UINT i = 0; i < box->button_count; i++)
        if (box->buttons[i] == id) return TRUE;
    return FALSE;
}

/* --- layout: pixels at 96 dots an inch, as classic message boxes measure --- */

#define MARGIN        11
#define ICON_GAP      12
#define BUTTON_WIDTH  75
#define BUTTON_HEIGHT 23
#define BUTTON_GAP    6
#define ROW_GAP       14

static HICON box_icon(const MSGBOXPARAMSW *parameters)
{
    switch (parameters->dwStyle & MB_ICONMASK) {
    case MB_ICONHAND: return LoadIconW(NULL, (LPCWSTR)IDI_HAND);
    case MB_ICONQUESTION: return LoadIconW(NULL, (LPCWSTR)IDI_QUESTION);
    case MB_ICONEXCLAMATION: return LoadIconW(NULL, (LPCWSTR)IDI_EXCLAMATION);
    case MB_ICONASTERISK: return LoadIconW(NULL, (LPCWSTR)IDI_ASTERISK);
    case MB_USERICON: return parameters->lpszIcon ? LoadIconW(parameters->hInstance, parameters->lpszIcon) : NULL;
    }
    return NULL;
}

static SIZE measure_text(const struct box *box, UINT flags, int limit)
{
    HDC dc = GetDC(NULL);
    HFONT old = control_select_font(dc, box->font);
    RECT area = {0, 0, limit, 0};
    DrawTextW(dc, box->text, -1, &area, flags | DT_CALCRECT);
    SelectObject(dc, old);
    ReleaseDC(NULL, dc);
    return (SIZE){area.right, area.bottom};
}

static int button_width(const struct box *box)
{
    HDC dc = GetDC(NULL);
    HFONT old = control_select_font(dc, box->font);
    int width = BUTTON_WIDTH;
    for (UINT i = 0; i < box->button_count; i++) {
        RECT area = {0};
        DrawTextW(dc, button_text(box->buttons[i]), -1, &area, DT_SINGLELINE | DT_CALCRECT);
        width = max(width, area.right + 16);
    }
    SelectObject(dc, old);
    ReleaseDC(NULL, dc);
    return width;
}

static HWND add_control(HWND hwnd, const struct box *box, LPCWSTR class, LPCWSTR text, DWORD style, RECT place, UINT id)
{
    HWND control =
        CreateWindowExW(WS_EX_NOPARENTNOTIFY, class, text, style | WS_CHILD | WS_VISIBLE, place.left, place.top,
                        place.right - place.left, place.bottom - place.top, hwnd, (HMENU)(ULONG_PTR)id, NULL, NULL);
    if (control) send_message(control, WM_SETFONT, (WPARAM)box->font, FALSE);
    return control;
}

static void add_buttons(HWND hwnd, struct box *box, int left, int top, int width)
{
    UINT chosen = (box->parameters->dwStyle & MB_DEFMASK) >> 8;
    if (chosen >= box->button_count) chosen = 0;
    for (UINT i = 0; i < box->button_count; i++) {
        RECT place = {left, top, left + width, top + BUTTON_HEIGHT};
        DWORD style = WS_TABSTOP | (i ? 0 : WS_GROUP) | (i == chosen ? BS_DEFPUSHBUTTON : BS_PUSHBUTTON);
        HWND button = add_control(hwnd, box, L"Button", button_text(box->buttons[i]), style, place, box->buttons[i]);
        if (i == chosen) {
            box->default_button = button;
            send_message(hwnd, DM_SETDEFID, box->buttons[i], 0);
        }
        left += width + BUTTON_GAP;
    }
}

static void center_on_screen(HWND hwnd, int width, int height)
{
    MONITORINFO monitor = {.cbSize = sizeof(monitor)};
    HWND owner = GetWindow(hwnd, GW_OWNER);
    RECT place = {0, 0, width, height};
    AdjustWindowRectEx(&place, user_style(hwnd), FALSE, user_ex_style(hwnd));
    width = place.right - place.left, height = place.bottom - place.top;
    GetMonitorInfoW(MonitorFromWindow(owner, MONITOR_DEFAULTTOPRIMARY), &monitor);
    const RECT *work = &monitor.rcWork;
    SetWindowPos(hwnd, NULL, (work->left + work->right - width) / 2,
                 max((work->top + work->bottom - height) / 2, work->top), width, height, SWP_NOZORDER | SWP_NOACTIVATE);
}

static void lay_out(HWND hwnd, struct box *box)
{
    UINT style = box->parameters->dwStyle, flags = DT_NOPREFIX | DT_EXPANDTABS | DT_WORDBREAK | DT_EXTERNALLEADING;
    HICON icon = box_icon(box->parameters);
    int icon_size = icon ? GetSystemMetrics(SM_CXICON) : 0, text_left = MARGIN + (icon ? icon_size + ICON_GAP : 0);
    SIZE text = measure_text(box, flags, GetSystemMetrics(SM_CXSCREEN) * 5 / 8 - text_left);
    int one = button_width(box), row = (int)box->button_count * (one + BUTTON_GAP) - BUTTON_GAP;
    int content = max(text.cy, icon_size), width = max(text_left + text.cx + MARGIN, row + 2 * MARGIN),
        top = MARGIN + content + ROW_GAP;
    SetWindowTextW(hwnd, box->title);
    center_on_screen(hwnd, width, top + BUTTON_HEIGHT + MARGIN);
    if (icon) {
        RECT place = {MARGIN, MARGIN, MARGIN + icon_size, MARGIN + icon_size};
        HWND control = add_control(hwnd, box, L"Static", NULL, SS_ICON, place, ICON_ID);
        if (control) send_message(control, STM_SETICON, (WPARAM)icon, 0);
    }
    int text_top = MARGIN + max((icon_size - text.cy) / 2, 0);
    RECT place = {text_left, text_top, text_left + text.cx, text_top + text.cy};
    add_control(hwnd, box, L"Static", box->text, SS_NOPREFIX | (style & MB_RIGHT ? SS_RIGHT : SS_LEFT), place, TEXT_ID);
    add_buttons(hwnd, box, (width - row) / 2, top, one);
}

/* --- the dialog --- */

static void prepare(HWND hwnd, struct box *box)
{
    UINT style = box->parameters->dwStyle;
    HMENU menu = GetSystemMenu(hwnd, FALSE);
    box->font = (HFONT)send_message(hwnd, WM_GETFONT, 0, 0);
    lay_out(hwnd, box);
    if (menu && !has_button(box, IDCANCEL) && box->button_count != 1)
        EnableMenuItem(menu, SC_CLOSE, MF_BYCOMMAND | MF_GRAYED);
    if (style & (MB_SYSTEMMODAL | MB_TOPMOST)) SetWindowPos(hwnd, HWND_TOPMOST, 0, 0, 0, 0, SWP_NOMOVE | SWP_NOSIZE);
    if (style & MB_SETFOREGROUND) SetForegroundWindow(hwnd);
    if (box->timeout != INFINITE) SetTimer(hwnd, TIMEOUT_ID, box->timeout, NULL);
    SetWindowLongPtrW(hwnd, DWLP_USER, (LONG_PTR)box);
    if (box->default_button) SetFocus(box->default_button);
}

static void help_wanted(HWND hwnd, const MSGBOXPARAMSW *parameters)
{
    HELPINFO help = {.cbSize = sizeof(help),
                     .iContextType = HELPINFO_WINDOW,
                     .iCtrlId = IDHELP,
                     .hItemHandle = GetDlgItem(hwnd, IDHELP),
                     .dwContextId = parameters->dwContextHelpId};
    GetCursorPos(&help.MousePos);
    if (parameters->lpfnMsgBoxCallback) parameters->lpfnMsgBoxCallback(&help);
    else if (parameters->hwndOwner) send_message(parameters->hwndOwner, WM_HELP, 0, (LPARAM)&help);
}

static INT_PTR CALLBACK box_procedure(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct box *box =
        message == WM_INITDIALOG ? (struct box *)lparam : (struct box *)GetWindowLongPtrW(hwnd, DWLP_USER);
    if (!box) return FALSE;
    switch (message) {
    case WM_INITDIALOG: prepare(hwnd, box); return FALSE;
    case WM_COMMAND:
        if (LOWORD(wparam) == IDHELP) help_wanted(hwnd, box->parameters);
        else if (has_button(box, LOWORD(wparam))) EndDialog(hwnd, LOWORD(wparam));
        else if (LOWORD(wparam) == IDCANCEL && box->button_count == 1) EndDialog(hwnd, box->buttons[0]);
        return TRUE;
    case WM_TIMER:
        if (wparam == TIMEOUT_ID) EndDialog(hwnd, TIMED_OUT);
        return TRUE;
    case WM_HELP: help_wanted(hwnd, box->parameters); return TRUE;
    }
    return FALSE;
}

static INT_PTR run(HWND owner, struct box *box)
{
    struct { DLGTEMPLATE head; WORD menu, class, title, font_size;
    } template = {
        .head = {.style = DS_MODALFRAME | DS_SETFONT | DS_NOIDLEMSG | WS_POPUP | WS_CAPTION | WS_SYSMENU | WS_VISIBLE,
                 .cx = 100,
                 .cy = 50},
        .font_size = SIZE_OF_FONT_OF_MESSAGE_BOXES,
    };
    return DialogBoxIndirectParamW(NULL, &template.head, owner, box_procedure, (LPARAM)box);
}

/* MB_TASKMODAL: the thread's windows are disabled, those that were not yet are enabled again. */
struct window_list { HWND windows[64]; UINT count; };

static BOOL CALLBACK disable_one(HWND hwnd, LPARAM parameter)
{
    struct window_list *list = (struct window_list *)parameter;
    if (list->count < COUNT_OF(list->windows) && (user_style(hwnd) & (WS_VISIBLE | WS_DISABLED)) == WS_VISIBLE) {
        list->windows[list->count++] = hwnd;
        EnableWindow(hwnd, FALSE);
    }
    return TRUE;
}

static WCHAR *resource_text(HINSTANCE instance, LPCWSTR text)
{
    LPCWSTR found;
    if ((ULONG_PTR)text >> 16 || !text) return NULL;
    int length = LoadStringW(instance, (UINT)(ULONG_PTR)text, (LPWSTR)&found, 0);
    WCHAR *copy = heap_allocate_zeroed(((SIZE_T)length + 1) * sizeof(WCHAR));
    if (copy && length > 0) memcpy(copy, found, (SIZE_T)length * sizeof(WCHAR));
    return copy;
}

static void tell_without_display(const struct box *box)
{
    struct screen_record screen;
    screen_read(&screen);
    if (!screen.has_display)
        log_line(LOG_WARN, "a message box waits for an answer that nobody can give without a display: %ls: %ls",
                 box->title, box->text);
}

static int message_box(const MSGBOXPARAMSW *parameters, DWORD timeout)
{
    struct box box = {.parameters = parameters, .timeout = timeout};
    struct window_list disabled = {.count = 0};
    HWND owner = parameters->hwndOwner, focus;
    if (owner && !window_shared(owner)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    if (!choose_buttons(&box, parameters->dwStyle)) return 0;
    user_start();
    WCHAR *loaded_text = resource_text(parameters->hInstance, parameters->lpszText),
          *loaded_title = resource_text(parameters->hInstance, parameters->lpszCaption);
    box.text = loaded_text ? loaded_text : parameters->lpszText ? parameters->lpszText : L"";
    box.title = loaded_title ? loaded_title : parameters->lpszCaption ? parameters->lpszCaption : L"Error";
    tell_without_display(&box);
    MessageBeep(parameters->dwStyle & MB_ICONMASK);
    focus = queue_focus();
    if (!owner && parameters->dwStyle & MB_TASKMODAL)
        EnumThreadWindows(GetCurrentThreadId(), disable_one, (LPARAM)&disabled);
    INT_PTR result = run(owner, &box);
    for (UINT i = 0; i < disabled.count; i++) EnableWindow(disabled.windows[i], TRUE);
    if (focus && IsWindow(focus) && queue_focus() != focus && !owner) SetFocus(focus);
    heap_free(loaded_text);
    heap_free(loaded_title);
    return result < 0 ? 0 : (int)result;
}

/* --- the functions --- */

int WINAPI MessageBoxTimeoutW(HWND owner, LPCWSTR text, LPCWSTR title, UINT style, WORD language, DWORD milliseconds)
{
    (void)language; /* of the buttons, which we have in English only */
    MSGBOXPARAMSW parameters = {
        .cbSize = sizeof(parameters), .hwndOwner = owner, .lpszText = text, .lpszCaption = title, .dwStyle = style};
    return message_box(&parameters, milliseconds);
}

int WINAPI MessageBoxTimeoutA(HWND owner, LPCSTR text, LPCSTR title, UINT style, WORD language, DWORD milliseconds)
{
    WCHAR *wide_text = (ULONG_PTR)text >> 16 ? wide_from_ansi(text, -1) : NULL,
          *wide_title = (ULONG_PTR)title >> 16 ? wide_from_ansi(title, -1) : NULL;
    int result = MessageBoxTimeoutW(owner, wide_text ? wide_text : (LPCWSTR)text,
                                    wide_title ? wide_title : (LPCWSTR)title, style, language, milliseconds);
    heap_free(wide_text);
    heap_free(wide_title);
    return result;
}

int WINAPI MessageBoxExW(HWND owner, LPCWSTR text, LPCWSTR title, UINT style, WORD language)
{
    return MessageBoxTimeoutW(owner, text, title, style, language, INFINITE);
}
int WINAPI MessageBoxExA(HWND owner, LPCSTR text, LPCSTR title, UINT style, WORD language)
{
    return MessageBoxTimeoutA(owner, text, title, style, language, INFINITE);
}
int WINAPI MessageBoxW(HWND owner, LPCWSTR text, LPCWSTR title, UINT style)
{
    return MessageBoxTimeoutW(owner, text, title, style, 0, INFINITE);
}
int WINAPI MessageBoxA(HWND owner, LPCSTR text, LPCSTR title, UINT style)
{
    return MessageBoxTimeoutA(owner, text, title, style, 0, INFINITE);
}
int WINAPI MessageBoxIndirectW(const MSGBOXPARAMSW *parameters) { return message_box(parameters, INFINITE); }

int WINAPI MessageBoxIndirectA(const MSGBOXPARAMSA *parameters)
{
    MSGBOXPARAMSW wide = {.cbSize = sizeof(wide),
                          .hwndOwner = parameters->hwndOwner,
                          .hInstance = parameters->hInstance,
                          .dwStyle = parameters->dwStyle,
                          .dwContextHelpId = parameters->dwContextHelpId,
                          .lpfnMsgBoxCallback = parameters->lpfnMsgBoxCallback,
                          .dwLanguageId = parameters->dwLanguageId};
    LPCSTR given[3] = {parameters->lpszText, parameters->lpszCaption, parameters->lpszIcon};
    WCHAR *texts[3];
    for (int i = 0; i < 3; i++) texts[i] = (ULONG_PTR)given[i] >> 16 ? wide_from_ansi(given[i], -1) : NULL;
    wide.lpszText = texts[0] ? texts[0] : (LPCWSTR)given[0];
    wide.lpszCaption = texts[1] ? texts[1] : (LPCWSTR)given[1];
    wide.lpszIcon = texts[2] ? texts[2] : (LPCWSTR)given[2];
    int result = message_box(&wide, INFINITE);
    for (int i = 0; i < 3; i++) heap_free(texts[i]);
    return result;
}
