/* The file dialogs for ANSI programs. */
#include "file_dialog.h"

/* A list of texts that ends with an empty one. */
static WCHAR *wide_list(LPCSTR list)
{
    if (!list) return NULL;
    size_t size = 0;
    do size += strlen(list + size) + 1;
    while (list[size]);
    size++;
    WCHAR *wide = heap_allocate_zeroed((size + 1) * sizeof(WCHAR));
    if (wide) MultiByteToWideChar(CP_ACP, 0, list, (int)size, wide, (int)size);
    return wide;
}

static WORD bytes_before(LPCWSTR text, WORD units)
{
    return units ? (WORD)WideCharToMultiByte(CP_ACP, 0, text, units, NULL, 0, NULL, NULL) : 0;
}

static BOOL give_back(OPENFILENAMEA *given, const OPENFILENAMEW *wide)
{
    size_t units = wcslen(wide->lpstrFile) + 1;
    BOOL several = given->Flags & OFN_ALLOWMULTISELECT && given->Flags & OFN_EXPLORER;
    while (several && wide->lpstrFile[units]) units += wcslen(wide->lpstrFile + units) + 1;
    if (several) units++;
    int needed = WideCharToMultiByte(CP_ACP, 0, wide->lpstrFile, (int)units, NULL, 0, NULL, NULL);
    if ((DWORD)needed > given->nMaxFile && !(several && (DWORD)needed == given->nMaxFile + 1)) {
        if (given->nMaxFile >= 2) memcpy(given->lpstrFile, &(WORD){(WORD)needed}, sizeof(WORD));
        return set_dialog_error(FNERR_BUFFERTOOSMALL);
    }
    WideCharToMultiByte(CP_ACP, 0, wide->lpstrFile, (int)units, given->lpstrFile, (int)given->nMaxFile, NULL, NULL);
    if (given->lpstrFileTitle && given->nMaxFileTitle)
        WideCharToMultiByte(CP_ACP, 0, wide->lpstrFile + wide->nFileOffset, -1, given->lpstrFileTitle,
                            (int)given->nMaxFileTitle, NULL, NULL);
    given->nFileOffset = bytes_before(wide->lpstrFile, wide->nFileOffset);
    given->nFileExtension = bytes_before(wide->lpstrFile, wide->nFileExtension);
    given->nFilterIndex = wide->nFilterIndex;
    given->Flags = wide->Flags;
    return TRUE;
}

static BOOL run_ansi(OPENFILENAMEA *given, BOOL saves)
{
    set_dialog_error(0);
    if (!given) return set_dialog_error(CDERR_INITIALIZATION);
    if (given->lStructSize != sizeof(*given) && given->lStructSize != OPENFILENAME_SIZE_VERSION_400A)
        return set_dialog_error(CDERR_STRUCTSIZE);
    if (!given->lpstrFile || !given->nMaxFile) return set_dialog_error(CDERR_INITIALIZATION);
    DWORD room = max(given->nMaxFile, MAX_PATH) + 2;
    OPENFILENAMEW wide = {.lStructSize = sizeof(wide),
                          .hwndOwner = given->hwndOwner,
                          .hInstance = given->hInstance,
                          .nFilterIndex = given->nFilterIndex,
                          .nMaxFile = given->nMaxFile,
                          .Flags = given->Flags,
                          .lCustData = given->lCustData,
                          .lpfnHook = given->lpfnHook,
                          .lpTemplateName = (LPCWSTR)given->lpTemplateName};
    WCHAR *texts[] = {wide_list(given->lpstrFilter), wide_copy(given->lpstrInitialDir), wide_copy(given->lpstrTitle),
                      wide_copy(given->lpstrDefExt), heap_allocate_zeroed(room * sizeof(WCHAR))};
    wide.lpstrFilter = texts[0], wide.lpstrInitialDir = texts[1], wide.lpstrTitle = texts[2],
    wide.lpstrDefExt = texts[3], wide.lpstrFile = texts[4];
    BOOL done = FALSE;
    if (wide.lpstrFile) {
        MultiByteToWideChar(CP_ACP, 0, given->lpstrFile, (int)strnlen(given->lpstrFile, given->nMaxFile),
                            wide.lpstrFile, (int)room - 1);
        done = file_dialog_run(&wide, given, saves, TRUE) && give_back(given, &wide);
    } else {
        set_dialog_error(CDERR_MEMALLOCFAILURE);
    }
    for (UINT i = 0; i < COUNT_OF(texts); i++) heap_free(texts[i]);
    return done;
}

BOOL WINAPI GetOpenFileNameA(LPOPENFILENAMEA given) { return run_ansi(given, FALSE); }
BOOL WINAPI GetSaveFileNameA(LPOPENFILENAMEA given) { return run_ansi(given, TRUE); }
