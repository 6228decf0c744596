/* The window classes of the system. Each is registered at the first look-up of any class, which costs no call to the
 * server. */
#include "user_private.h"

ATOM class_register_builtin(const struct builtin_class *builtin);

LRESULT WINAPI button_procedure(HWND, UINT, WPARAM, LPARAM);
LRESULT WINAPI static_procedure(HWND, UINT, WPARAM, LPARAM);
LRESULT WINAPI edit_procedure(HWND, UINT, WPARAM, LPARAM);
LRESULT WINAPI list_box_procedure(HWND, UINT, WPARAM, LPARAM);
LRESULT WINAPI combo_list_procedure(HWND, UINT, WPARAM, LPARAM);
LRESULT WINAPI combo_box_procedure(HWND, UINT, WPARAM, LPARAM);
LRESULT WINAPI menu_window_procedure(HWND, UINT, WPARAM, LPARAM);
LRESULT WINAPI dialog_procedure(HWND, UINT, WPARAM, LPARAM);

/* The number of a cursor's resource; class.c loads it when a window needs it. */
#define ARROW 32512
#define IBEAM 32513

static const struct builtin_class classes[] = {
    {L"#32768", CS_DBLCLKS | CS_SAVEBITS | CS_DROPSHADOW, menu_window_procedure, sizeof(void *), ARROW, COLOR_MENU + 1},
    {L"#32770", CS_DBLCLKS | CS_SAVEBITS, dialog_procedure, DLGWINDOWEXTRA, ARROW, 0},
    {L"Button", CS_DBLCLKS | CS_HREDRAW | CS_VREDRAW | CS_PARENTDC, button_procedure, sizeof(void *), ARROW, 0},
    {L"ComboBox", CS_DBLCLKS | CS_HREDRAW | CS_VREDRAW | CS_PARENTDC, combo_box_procedure, sizeof(void *), ARROW, 0},
    {L"ComboLBox", CS_DBLCLKS | CS_SAVEBITS, combo_list_procedure, sizeof(void *), ARROW, 0},
    {L"ListBox", CS_DBLCLKS | CS_PARENTDC, list_box_procedure, sizeof(void *), ARROW, 0},
    {L"Edit", CS_DBLCLKS | CS_PARENTDC, edit_procedure, sizeof(void *), IBEAM, 0},
    {L"MDIClient", 0, mdi_client_procedure, 2 * sizeof(void *), ARROW, COLOR_APPWORKSPACE + 1},
    {L"ScrollBar", CS_DBLCLKS | CS_HREDRAW | CS_VREDRAW | CS_PARENTDC, scroll_bar_procedure, sizeof(void *), ARROW, 0},
    {L"Static", CS_DBLCLKS | CS_PARENTDC, static_procedure, sizeof(void *), ARROW, 0},
};

void builtin_classes_register_locked(void)
{
    for (UINT i = 0; i < COUNT_OF(classes); i++) class_register_builtin(&classes[i]);
}
