/* The loop of modal dialogs. */
#include "dialog.h"

/* A message for the loop; FALSE: WM_QUIT. Without one at hand the owner hears WM_ENTERIDLE first. A dialog whose
 * template does not say WS_VISIBLE is shown at the first such moment, and not again if the program hides it. */
static BOOL next_message(HWND hwnd, HWND owner, DWORD style, BOOL *was_shown, MSG *message)
{
    if (!PeekMessageW(message, NULL, 0, 0, PM_REMOVE)) {
        struct dialog *dialog = dialog_existing(hwnd);
        if (dialog && !dialog->is_ended && !*was_shown) ShowWindow(hwnd, SW_SHOWNORMAL);
        *was_shown = TRUE;
        if (owner && !(style & DS_NOIDLEMSG)) send_message(owner, WM_ENTERIDLE, MSGF_DIALOGBOX, (LPARAM)hwnd);
        dialog = dialog_existing(hwnd);
        if (!dialog || dialog->is_ended) {
            message->message = WM_NULL;
            message->hwnd = NULL;
            return TRUE;
        }
        GetMessageW(message, NULL, 0, 0);
    }
    return message->message != WM_QUIT;
}

INT_PTR dialog_run(HWND hwnd, HWND owner, DWORD style)
{
    struct dialog *dialog;
    BOOL was_shown = (style & WS_VISIBLE) != 0;
    while ((dialog = dialog_existing(hwnd)) && !dialog->is_ended) {
        MSG message;
        if (!next_message(hwnd, owner, style, &was_shown, &message)) {
            PostQuitMessage((int)message.wParam);
            break;
        }
        if (!message.hwnd && message.message == WM_NULL) continue;
        if (!dialog_existing(hwnd) || !IsDialogMessageW(hwnd, &message)) {
            TranslateMessage(&message);
            DispatchMessageW(&message);
        }
    }
    dialog = dialog_existing(hwnd);
    INT_PTR result = dialog ? dialog->result : 0;
    if (dialog && !dialog->is_ended) EndDialog(hwnd, 0);
    if (window_own(hwnd)) DestroyWindow(hwnd);
    return result;
}

BOOL WINAPI EndDialog(HWND hwnd, INT_PTR result)
{
    struct dialog *dialog = dialog_existing(hwnd);
    if (!dialog) return set_user_error(window_shared(hwnd) ? ERROR_WINDOW_NOT_DIALOG : ERROR_INVALID_WINDOW_HANDLE);
    HWND owner = dialog->disabled_owner;
    dialog->result = result;
    dialog->is_ended = TRUE;
    dialog->disabled_owner = NULL;
    if (owner && IsWindow(owner)) EnableWindow(owner, TRUE);
    /* Hidden first, so that the owner and not some other window becomes active. */
    BOOL was_active = GetActiveWindow() == hwnd;
    SetWindowPos(hwnd, NULL, 0, 0, 0, 0,
                 SWP_NOSIZE | SWP_NOMOVE | SWP_NOZORDER | SWP_HIDEWINDOW | (was_active ? 0 : SWP_NOACTIVATE));
    HWND active = GetWindow(hwnd, GW_OWNER);
    if (was_active && active && IsWindowEnabled(active) && GetActiveWindow() != active) SetActiveWindow(active);
    PostMessageW(NULL, WM_NULL, 0, 0); /* wakes the loop */
    return TRUE;
}
