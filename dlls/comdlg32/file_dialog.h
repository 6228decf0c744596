/* The dialog to open and save files. */
#ifndef FILE_DIALOG_H
#define FILE_DIALOG_H

#include "common.h"
#include "resource_ids.h"

#define PATH_ROOM 1024

struct file_dialog {
    OPENFILENAMEW *given;
    void *original;        /* what the program gave: `given`, or its OPENFILENAMEA */
    BOOL saves, is_ansi;
    WCHAR folder[PATH_ROOM]; /* without a backslash at the end, but for a drive's root */
    WCHAR pattern[PATH_ROOM]; /* "*.txt;*.doc" */
    HWND hook;             /* the program's own child dialog, or NULL */
};

/* file_list.c */
void file_list_fill(HWND dialog, struct file_dialog *state);
void file_list_draw(const DRAWITEMSTRUCT *item);
BOOL file_list_is_folder(HWND dialog, int index);
void folder_choices_fill(HWND dialog, const struct file_dialog *state);
BOOL folder_of_choice(HWND dialog, WCHAR *path, UINT capacity);
/* Joins; FALSE: too long. */
BOOL path_join(WCHAR *result, UINT capacity, LPCWSTR folder, LPCWSTR name);
BOOL path_is_absolute(LPCWSTR path);
void path_parent(WCHAR *path);

BOOL file_dialog_run(OPENFILENAMEW *given, void *original, BOOL saves, BOOL is_ansi);

#endif
