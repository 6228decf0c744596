/* What the common dialog boxes share. */
#ifndef COMMON_H
#define COMMON_H

#include "nt/nt.h"
#include <wingdi.h>
#include <winuser.h>
#include <commdlg.h>
#include <cderr.h>
#include <dlgs.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

extern HINSTANCE comdlg32_instance;
/* What CommDlgExtendedError gives to this thread. Returns FALSE. */
BOOL set_dialog_error(DWORD error);
/* The Unicode text; heap_free. NULL for NULL and without memory. */
WCHAR *wide_copy(LPCSTR text);
/* Dialogs remember what they work on. */
void *dialog_data(HWND dialog);
void set_dialog_data(HWND dialog, void *data);
UINT help_message(void);  /* registered: HELPMSGSTRING */

#endif
