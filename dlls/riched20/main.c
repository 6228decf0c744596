/* The window classes of rich edit controls. */
#include "rich_edit.h"

static struct rich_edit *create(HWND window, const CREATESTRUCTW *how, bool unicode)
{
    struct rich_edit *edit = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*edit));
    HDC screen;

    if (!edit || !document_init(&edit->document)) {
        if (edit) document_free(&edit->document);
        HeapFree(GetProcessHeap(), 0, edit);
        return NULL;
    }
    screen = GetDC(NULL);
    edit->dpi = GetDeviceCaps(screen, LOGPIXELSY);
    ReleaseDC(NULL, screen);
    edit->window = window;
    edit->is_unicode_class = unicode;
    edit->edit_style = (DWORD)how->style;
    edit->options = (DWORD)how->style & (ECO_AUTOVSCROLL | ECO_AUTOHSCROLL | ECO_NOHIDESEL | ECO_READONLY |
                                         ECO_WANTRETURN | ECO_SELECTIONBAR);
    edit->is_readonly = (how->style & ES_READONLY) != 0;
    edit->is_password = (how->style & ES_PASSWORD) != 0;
    edit->password = '*';
    edit->wraps = (how->style & ES_MULTILINE) && !(how->style & (WS_HSCROLL | ES_AUTOHSCROLL));
    edit->limit = 0x7fff;
    edit->undo_limit = 100;
    edit->redraws = true;
    edit->caret_x = -1;
    edit->language_options = IMF_AUTOFONT | IMF_DUALFONT;
    return edit;
}

static void destroy(struct rich_edit *edit)
{
    SetWindowLongPtrW(edit->window, 0, 0);
    forget_changes(edit);
    document_free(&edit->document);
    HeapFree(GetProcessHeap(), 0, edit->lines);
    HeapFree(GetProcessHeap(), 0, edit);
}

static LRESULT dispatch(HWND window, UINT message, WPARAM wparam, LPARAM lparam, bool unicode)
{
    struct rich_edit *edit = (struct rich_edit *)GetWindowLongPtrW(window, 0);

    if (message == WM_NCCREATE) {
        edit = create(window, (const CREATESTRUCTW *)lparam, unicode);
        if (!edit) return FALSE;
        SetWindowLongPtrW(window, 0, (LONG_PTR)edit);
        LONG style = GetWindowLongW(window, GWL_STYLE);
        if (style & WS_BORDER && !(style & WS_DLGFRAME)) { /* a border is a sunken one, as in edit controls */
            SetWindowLongW(window, GWL_STYLE, style & ~WS_BORDER);
            SetWindowLongW(window, GWL_EXSTYLE, GetWindowLongW(window, GWL_EXSTYLE) | WS_EX_CLIENTEDGE);
        }
        /* the text is given at WM_CREATE */
        return unicode ? DefWindowProcW(window, message, wparam, lparam)
                       : DefWindowProcA(window, message, wparam, lparam);
    }
    if (!edit)
        return unicode ? DefWindowProcW(window, message, wparam, lparam)
                       : DefWindowProcA(window, message, wparam, lparam);
    if (message == WM_CREATE) {
        const CREATESTRUCTW *how = (const CREATESTRUCTW *)lparam;
        if (how->lpszName) handle_message(edit, WM_SETTEXT, 0, (LPARAM)how->lpszName, unicode);
        return 0;
    }
    if (message == WM_NCDESTROY) {
        destroy(edit);
        return 0;
    }
    return handle_message(edit, message, wparam, lparam, unicode);
}

static LRESULT CALLBACK procedure_w(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return dispatch(window, message, wparam, lparam, true);
}

static LRESULT CALLBACK procedure_a(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return dispatch(window, message, wparam, lparam, false);
}

LRESULT WINAPI RichEditANSIWndProc(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return procedure_a(window, message, wparam, lparam);
}

LRESULT WINAPI RichEdit10ANSIWndProc(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return procedure_a(window, message, wparam, lparam);
}

static const WCHAR *const wide_classes[] = {L"RichEdit20W", L"RichEdit50W"};
static const char *const narrow_classes[] = {"RichEdit20A", "RICHEDIT"};

static void register_classes(HINSTANCE instance)
{
    WNDCLASSW wide = {.style = CS_GLOBALCLASS | CS_DBLCLKS | CS_PARENTDC,
                      .lpfnWndProc = procedure_w,
                      .cbWndExtra = sizeof(void *),
                      .hInstance = instance,
                      .hCursor = LoadCursorW(NULL, (LPCWSTR)IDC_IBEAM)};
    WNDCLASSA narrow = {.style = CS_GLOBALCLASS | CS_DBLCLKS | CS_PARENTDC, .lpfnWndProc = procedure_a,
                        .cbWndExtra = sizeof(void *), .hInstance = instance, .hCursor = wide.hCursor};

    for (size_t i = 0; i < ARRAYSIZE(wide_classes); i++) {
        wide.lpszClassName = wide_classes[i];
        RegisterClassW(&wide);
    }
    for (size_t i = 0; i < ARRAYSIZE(narrow_classes); i++) {
        narrow.lpszClassName = narrow_classes[i];
        RegisterClassA(&narrow);
    }
}

static void unregister_classes(HINSTANCE instance)
{
    for (size_t i = 0; i < ARRAYSIZE(wide_classes); i++) UnregisterClassW(wide_classes[i], instance);
    for (size_t i = 0; i < ARRAYSIZE(narrow_classes); i++) UnregisterClassA(narrow_classes[i], instance);
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    if (reason == DLL_PROCESS_ATTACH) {
        DisableThreadLibraryCalls(instance);
        register_classes(instance);
    }
    if (reason == DLL_PROCESS_DETACH && !reserved) unregister_classes(instance);
    return TRUE;
}
