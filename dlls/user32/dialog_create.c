/* CreateDialog and DialogBox: windows and their controls out of templates. */
#include "dialog.h"
#include "control.h"
#include "dialog_template.h"

/* What a caller asks for. */
struct dialog_request {
    HINSTANCE instance;
    const void *data;
    SIZE_T size;
    HWND owner;
    DLGPROC procedure;
    LPARAM parameter;
    BOOL is_unicode, is_modal;
};

#define NUMBER_MARK 0xffff
struct number_text { WCHAR mark, number, end; }; /* how a control finds a resource's number in its name */

static LPCWSTR control_class(const struct template_name *name)
{
    static const LPCWSTR system_classes[] = {L"Button", L"Edit", L"Static", L"ListBox", L"ScrollBar", L"ComboBox"};
    if (name->text) return (LPCWSTR)name->text;
    if (name->number >= 0x80 && name->number < 0x80 + COUNT_OF(system_classes))
        return system_classes[name->number - 0x80];
    return MAKEINTRESOURCEW(name->number);
}

static LPCWSTR resource_name(const struct template_name *name)
{
    return name->text ? (LPCWSTR)name->text : name->number ? MAKEINTRESOURCEW(name->number) : NULL;
}

/* --- the font and with it the units --- */

static HFONT template_font(const struct dialog_template *template)
{
    if (!(template->style & DS_SETFONT)) return NULL;
    if (!template->font_name) {
        NONCLIENTMETRICSW metrics = {.cbSize = sizeof(metrics)};
        return SystemParametersInfoW(SPI_GETNONCLIENTMETRICS, sizeof(metrics), &metrics, 0)
                   ? CreateFontIndirectW(&metrics.lfMessageFont)
                   : NULL;
    }
    HDC screen = GetDC(NULL);
    int dpi = GetDeviceCaps(screen, LOGPIXELSY);
    ReleaseDC(NULL, screen);
    return CreateFontW(-MulDiv((short)template->font_size, dpi, 72), 0, 0, 0,
                       template->font_weight ? template->font_weight : FW_NORMAL, template->font_italic, FALSE, FALSE,
                       template->is_extended ? template->font_charset : DEFAULT_CHARSET, OUT_DEFAULT_PRECIS,
                       CLIP_DEFAULT_PRECIS, PROOF_QUALITY, VARIABLE_PITCH | FF_DONTCARE, (LPCWSTR) template->font_name);
}

struct frame { HFONT font; int unit_x, unit_y; HMENU menu; DWORD style, ex_style; };

static void frame_prepare(const struct dialog_request *request, const struct dialog_template *template,
                          struct frame *frame)
{
    LONG base = GetDialogBaseUnits();
    LPCWSTR menu = resource_name(&template->menu);
    frame->font = template_font(template);
    frame->unit_x = LOWORD(base), frame->unit_y = HIWORD(base);
    if (frame->font) {
        SIZE unit = control_character_size(frame->font);
        frame->unit_x = unit.cx, frame->unit_y = unit.cy;
    }
    frame->menu = menu ? LoadMenuW(request->instance, menu) : NULL;
    frame->style = template->style & ~WS_VISIBLE;
    frame->ex_style = template->ex_style;
    if (frame->style & DS_CONTROL) {
        frame->style &= ~(WS_CAPTION | WS_SYSMENU);
        frame->ex_style |= WS_EX_CONTROLPARENT;
    }
    if (frame->style & DS_MODALFRAME) frame->ex_style |= WS_EX_DLGMODALFRAME;
    if (frame->style & DS_CONTEXTHELP) frame->ex_style |= WS_EX_CONTEXTHELP;
    if (frame->style & DS_SYSMODAL) frame->ex_style |= WS_EX_TOPMOST;
    if (!(frame->style & WS_CHILD)) frame->ex_style |= WS_EX_CONTROLPARENT;
}

/* --- the place --- */

static void center(HWND owner, BOOL on_mouse, RECT *place)
{
    MONITORINFO monitor = {.cbSize = sizeof(monitor)};
    POINT mouse;
    RECT area;
    int width = place->right - place->left, height = place->bottom - place->top;
    GetCursorPos(&mouse);
    GetMonitorInfoW(on_mouse ? MonitorFromPoint(mouse, MONITOR_DEFAULTTONEAREST)
                             : MonitorFromWindow(owner, MONITOR_DEFAULTTOPRIMARY),
                    &monitor);
    area = monitor.rcWork;
    if (on_mouse) SetRect(&area, mouse.x, mouse.y, mouse.x, mouse.y);
    OffsetRect(place, (area.left + area.right - width) / 2 - place->left,
               (area.top + area.bottom - height) / 2 - place->top);
}

static void keep_on_screen(RECT *place)
{
    MONITORINFO monitor = {.cbSize = sizeof(monitor)};
    if (!GetMonitorInfoW(MonitorFromRect(place, MONITOR_DEFAULTTONEAREST), &monitor)) return;
    int width = place->right - place->left, height = place->bottom - place->top;
    int x = max(min(place->left, monitor.rcWork.right - width), monitor.rcWork.left);
    int y = max(min(place->top, monitor.rcWork.bottom - height), monitor.rcWork.top);
    OffsetRect(place, x - place->left, y - place->top);
}

static RECT dialog_place(const struct dialog_request *request, const struct dialog_template *template,
                         const struct frame *frame)
{
    RECT place = {0, 0, MulDiv(template->width, frame->unit_x, 4), MulDiv(template->height, frame->unit_y, 8)};
    POINT corner = {MulDiv(template->x, frame->unit_x, 4), MulDiv(template->y, frame->unit_y, 8)};
    BOOL is_child = (frame->style & WS_CHILD) != 0;
    AdjustWindowRectEx(&place, frame->style, frame->menu != NULL, frame->ex_style);
    if ((WORD)template->x == 0x8000 && !is_child) {
        OffsetRect(&place, CW_USEDEFAULT - place.left, 0); /* the system's choice, as with CreateWindow */
        return place;
    }
    if (frame->style & (DS_CENTER | DS_CENTERMOUSE)) {
        center(request->owner, (frame->style & DS_CENTERMOUSE) != 0, &place);
    } else if (is_child) {
        OffsetRect(&place, corner.x - place.left, corner.y - place.top);
        return place;
    } else {
        if (request->owner && !(frame->style & DS_ABSALIGN)) ClientToScreen(request->owner, &corner);
        OffsetRect(&place, corner.x, corner.y);
    }
    keep_on_screen(&place);
    return place;
}

/* --- controls --- */

static const void *creation_data(const struct dialog_template *template, const struct dialog_template_item *item)
{
    if (!item->creation_data) return NULL;
    return template->is_extended ? item->creation_data + sizeof(uint16_t) : item->creation_data;
}

static HWND create_control(const struct dialog_request *request, HWND hwnd, const struct dialog *dialog,
                           const struct dialog_template *template, const struct dialog_template_item *item)
{
    struct number_text number = {NUMBER_MARK, item->title.number, 0};
    LPCWSTR title = item->title.text ? (LPCWSTR)item->title.text : item->title.number ? &number.mark : NULL;
    DWORD style = item->style | WS_CHILD;
    int left = MulDiv(item->x, dialog->unit_x, 4), top = MulDiv(item->y, dialog->unit_y, 8);
    int width = MulDiv(item->width, dialog->unit_x, 4), height = MulDiv(item->height, dialog->unit_y, 8);
    style &= ~(DWORD)WS_POPUP;
    HWND control = CreateWindowExW(item->ex_style | WS_EX_NOPARENTNOTIFY, control_class(&item->class), title, style,
                                   left, top, width, height, hwnd, (HMENU)(ULONG_PTR)item->id, request->instance,
                                   (void *)creation_data(template, item));
    struct window *own = control ? window_own(control) : NULL;
    if (own) own->context_help = item->help_id;
    return control;
}

static BOOL create_controls(const struct dialog_request *request, HWND hwnd, struct dialog *dialog,
                            struct template_cursor *cursor, const struct dialog_template *template)
{
    for (UINT i = 0; i < template->item_count; i++) {
        struct dialog_template_item item;
        if (!dialog_template_next_item(cursor, template, &item)) {
            log_line(LOG_WARN, "a dialog template ends in the middle of its control %u of %u", i + 1,
                     template->item_count);
            return set_user_error(ERROR_INVALID_DATA);
        }
        HWND control = create_control(request, hwnd, dialog, template, &item);
        if (!window_own(hwnd)) return FALSE;
        if (!control) {
            log_line(LOG_WARN, "a dialog's control %u of class \"%ls\" could not be created: error %u", item.id,
                     (ULONG_PTR)control_class(&item.class) >> 16 ? control_class(&item.class) : L"(number)",
                     (unsigned)GetLastError());
            if (template->style & DS_NOFAILCREATE) continue;
            return FALSE;
        }
        if (dialog->font) send_message(control, WM_SETFONT, (WPARAM)dialog->font, FALSE);
        if (!dialog->has_default && send_message(control, WM_GETDLGCODE, 0, 0) & DLGC_DEFPUSHBUTTON) {
            dialog->has_default = TRUE;
            dialog->default_id = item.id;
        }
    }
    return TRUE;
}

/* WM_INITDIALOG; focus goes to the control that the dialog procedure was offered, unless it says FALSE. */
static void initialize(const struct dialog_request *request, HWND hwnd, const struct dialog_template *template)
{
    HWND first = dialog_first_control(hwnd);
    LRESULT wants_focus = send_message(hwnd, WM_INITDIALOG, (WPARAM)first, request->parameter);
    struct window *own = window_own(hwnd);
    if (!own || template->style & DS_CONTROL) return;
    if (!wants_focus) {
        if (queue_focus() && IsChild(hwnd, queue_focus())) own->focus_saved = queue_focus();
        return;
    }
    first = first && IsWindow(first) && IsWindowVisible(first) != FALSE && IsWindowEnabled(first)
                ? first
                : dialog_first_control(hwnd);
    if (first) {
        own->focus_saved = first;
        dialog_default_follows(hwnd, NULL, first);
    }
}

static HWND create_window_of_dialog(const struct dialog_request *request, const struct dialog_template *template,
                                    const struct frame *frame)
{
    RECT place = dialog_place(request, template, frame);
    LPCWSTR class = resource_name(&template->class);
    int width = place.right - place.left, height = place.bottom - place.top;
    return CreateWindowExW(frame->ex_style, class ? class : (LPCWSTR)WC_DIALOG, (LPCWSTR) template->title, frame->style,
                           place.left, place.top, width, height, request->owner, frame->menu, request->instance, NULL);
}

static void frame_release(const struct frame *frame)
{
    if (frame->font) DeleteObject(frame->font);
    if (frame->menu) DestroyMenu(frame->menu);
}

static HWND create_dialog(const struct dialog_request *request, DWORD *template_style)
{
    struct dialog_template template;
    struct template_cursor cursor;
    struct frame frame;
    if (!dialog_template_read(&cursor, request->data, request->size, &template)) {
        log_line(LOG_WARN, "a dialog template is damaged: its header does not fit its %u bytes",
                 (unsigned)request->size);
        return (HWND)(ULONG_PTR)set_user_error(ERROR_INVALID_DATA);
    }
    *template_style = template.style;
    frame_prepare(request, &template, &frame);
    HWND hwnd = create_window_of_dialog(request, &template, &frame);
    struct window *own = hwnd ? window_own(hwnd) : NULL;
    struct dialog *dialog = own ? dialog_of(hwnd) : NULL;
    if (!dialog) {
        frame_release(&frame);
        return NULL;
    }
    dialog->font = frame.font;
    dialog->unit_x = frame.unit_x, dialog->unit_y = frame.unit_y;
    dialog->is_unicode = request->is_unicode;
    dialog->is_modal = request->is_modal;
    own->context_help = template.help_id;
    SetWindowLongPtrW(hwnd, DWLP_DLGPROC, (LONG_PTR)request->procedure);
    if (dialog->font) send_message(hwnd, WM_SETFONT, (WPARAM)dialog->font, FALSE);
    if (!window_own(hwnd)) return NULL;
    if (!create_controls(request, hwnd, dialog, &cursor, &template)) {
        DestroyWindow(hwnd);
        return NULL;
    }
    if (request->procedure) initialize(request, hwnd, &template);
    if (!window_own(hwnd)) return NULL;
    dialog = dialog_existing(hwnd);
    if (template.style & WS_VISIBLE && !(user_style(hwnd) & WS_VISIBLE) && !(dialog && dialog->is_ended))
        ShowWindow(hwnd, SW_SHOWNORMAL);
    return window_own(hwnd) ? hwnd : NULL;
}

/* --- the functions --- */

static BOOL load_template(struct dialog_request *request, LPCWSTR name)
{
    HRSRC found = FindResourceW(request->instance, name, (LPCWSTR)RT_DIALOG);
    HGLOBAL loaded = found ? LoadResource(request->instance, found) : NULL;
    request->data = loaded ? LockResource(loaded) : NULL;
    request->size = found ? SizeofResource(request->instance, found) : 0;
    return request->data != NULL;
}

static HWND modeless(struct dialog_request request)
{
    DWORD style;
    if (!request.data) return (HWND)(ULONG_PTR)set_user_error(ERROR_INVALID_PARAMETER);
    return create_dialog(&request, &style);
}

/* The owner is disabled before the dialog is made: programs see WM_ENABLE before WM_INITDIALOG. */
static INT_PTR modal(struct dialog_request request)
{
    DWORD style = 0;
    HWND disabled = NULL;
    if (request.owner && !window_shared(request.owner)) {
        set_user_error(ERROR_INVALID_WINDOW_HANDLE);
        return 0;
    }
    if (request.owner) request.owner = GetAncestor(request.owner, GA_ROOT);
    if (request.owner == desktop_window()) request.owner = NULL;
    if (request.owner && IsWindowEnabled(request.owner)) {
        disabled = request.owner;
        EnableWindow(disabled, FALSE);
    }
    request.is_modal = TRUE;
    HWND hwnd = create_dialog(&request, &style);
    struct dialog *dialog = hwnd ? dialog_existing(hwnd) : NULL;
    if (!dialog) {
        if (disabled) EnableWindow(disabled, TRUE);
        return -1;
    }
    dialog->disabled_owner = disabled;
    return dialog_run(hwnd, request.owner, style);
}

static HWND modeless_resource(struct dialog_request request, LPCWSTR name)
{
    return load_template(&request, name) ? modeless(request) : NULL;
}

static INT_PTR modal_resource(struct dialog_request request, LPCWSTR name)
{
    return load_template(&request, name) ? modal(request) : -1;
}

#define REQUEST(kind)                                                                                                  \
    (struct dialog_request)                                                                                            \
    {                                                                                                                  \
        .instance = instance, .size = SIZE_MAX, .owner = owner, .procedure = procedure, .parameter = parameter,        \
        .is_unicode = kind                                                                                             \
    }
#define BUILT(kind)                                                                                                    \
    (struct dialog_request)                                                                                            \
    {                                                                                                                  \
        .instance = instance, .data = template, .size = SIZE_MAX, .owner = owner, .procedure = procedure,              \
        .parameter = parameter, .is_unicode = kind                                                                     \
    }

HWND WINAPI CreateDialogIndirectParamW(HINSTANCE instance, LPCDLGTEMPLATEW template, HWND owner, DLGPROC procedure,
                                       LPARAM parameter)
{
    return modeless(BUILT(TRUE));
}
HWND WINAPI CreateDialogIndirectParamA(HINSTANCE instance, LPCDLGTEMPLATEA template, HWND owner, DLGPROC procedure,
                                       LPARAM parameter)
{
    return modeless(BUILT(FALSE));
}
INT_PTR WINAPI DialogBoxIndirectParamW(HINSTANCE instance, LPCDLGTEMPLATEW template, HWND owner, DLGPROC procedure,
                                       LPARAM parameter)
{
    return modal(BUILT(TRUE));
}
INT_PTR WINAPI DialogBoxIndirectParamA(HINSTANCE instance, LPCDLGTEMPLATEA template, HWND owner, DLGPROC procedure,
                                       LPARAM parameter)
{
    return modal(BUILT(FALSE));
}

HWND WINAPI CreateDialogParamW(HINSTANCE instance, LPCWSTR name, HWND owner, DLGPROC procedure, LPARAM parameter)
{
    return modeless_resource(REQUEST(TRUE), name);
}
INT_PTR WINAPI DialogBoxParamW(HINSTANCE instance, LPCWSTR name, HWND owner, DLGPROC procedure, LPARAM parameter)
{
    return modal_resource(REQUEST(TRUE), name);
}

HWND WINAPI CreateDialogParamA(HINSTANCE instance, LPCSTR name, HWND owner, DLGPROC procedure, LPARAM parameter)
{
    WCHAR *wide = (ULONG_PTR)name >> 16 ? wide_from_ansi(name, -1) : NULL;
    HWND dialog = modeless_resource(REQUEST(FALSE), wide ? wide : (LPCWSTR)name);
    heap_free(wide);
    return dialog;
}

INT_PTR WINAPI DialogBoxParamA(HINSTANCE instance, LPCSTR name, HWND owner, DLGPROC procedure, LPARAM parameter)
{
    WCHAR *wide = (ULONG_PTR)name >> 16 ? wide_from_ansi(name, -1) : NULL;
    INT_PTR result = modal_resource(REQUEST(FALSE), wide ? wide : (LPCWSTR)name);
    heap_free(wide);
    return result;
}
