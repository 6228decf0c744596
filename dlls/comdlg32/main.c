/* comdlg32: errors and small helpers. */
#include "common.h"

HINSTANCE comdlg32_instance;
static DWORD error_slot = TLS_OUT_OF_INDEXES;

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH) {
        comdlg32_instance = instance;
        error_slot = TlsAlloc();
        return error_slot != TLS_OUT_OF_INDEXES;
    }
    if (reason == DLL_PROCESS_DETACH && error_slot != TLS_OUT_OF_INDEXES) TlsFree(error_slot);
    return TRUE;
}

BOOL set_dialog_error(DWORD error)
{
    TlsSetValue(error_slot, (void *)(ULONG_PTR)error);
    return FALSE;
}

DWORD WINAPI CommDlgExtendedError(void) { return (DWORD)(ULONG_PTR)TlsGetValue(error_slot); }

WCHAR *wide_copy(LPCSTR text)
{
    if (!text) return NULL;
    int length = MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0);
    WCHAR *wide = heap_allocate_zeroed(((SIZE_T)length + 1) * sizeof(WCHAR));
    if (wide) MultiByteToWideChar(CP_ACP, 0, text, -1, wide, length);
    return wide;
}

#define DATA_PROPERTY L"comdlg32.data"
void *dialog_data(HWND dialog) { return GetPropW(dialog, DATA_PROPERTY); }

void set_dialog_data(HWND dialog, void *data)
{
    if (data) SetPropW(dialog, DATA_PROPERTY, data);
    else RemovePropW(dialog, DATA_PROPERTY);
}

UINT help_message(void)
{
    static UINT message;
    if (!message) message = RegisterWindowMessageW(HELPMSGSTRINGW);
    return message;
}
