/* Shared by the files of shell32. Each section names the file that owns it. */
#ifndef SHELL32_PRIVATE_H
#define SHELL32_PRIVATE_H

#include <stdbool.h>

/* --- file_operations.c --- */
/* Creates a folder and all above it. 0, also when it exists already, or a Windows error. */
int create_folders(const WCHAR *path);
/* The UTF-16 form of a string in the ANSI code page; NULL for NULL and without memory. Free with LocalFree. */
WCHAR *wide_copy(const char *text);

/* --- item_path.c --- */
#include <shlobj.h>

/* What our item IDs hold. They are opaque to programs, except for the size in front. */
enum item_type { ITEM_COMPUTER = 0x1f, ITEM_DRIVE = 0x2f, ITEM_FOLDER = 0x31, ITEM_FILE = 0x32 };
#include <pshpack1.h>
struct item {
    USHORT size;
    BYTE type, reserved;
    DWORD attributes, file_size;
    FILETIME written;
    WCHAR name[1];          /* "C:\\" of a drive; with its terminator */
};
#include <poppack.h>

/* The item if it is one of ours and whole, else NULL. */
const struct item *checked_item(const ITEMIDLIST *list);
/* A list of one item. NULL without memory. */
ITEMIDLIST *make_item(enum item_type type, const WCHAR *name, const WIN32_FIND_DATAW *data);
/* The list of an absolute path below the desktop. With `exact`, all of it must exist. */
HRESULT list_from_path(const WCHAR *path, bool exact, ITEMIDLIST **list);
/* The file system's path of a list below the desktop. */
bool path_from_list(const ITEMIDLIST *list, WCHAR *path, DWORD room);

/* --- item_names.c --- */
/* Names of a list below the desktop, for programs to parse and for people to read. */
bool parsing_name(const ITEMIDLIST *list, WCHAR name[MAX_PATH]);
bool shown_name(const ITEMIDLIST *list, WCHAR name[MAX_PATH]);
HRESULT make_item_enumerator(const ITEMIDLIST *list, SHCONTF flags, IEnumIDList **enumerator);

/* --- shell_folder.c --- */
/* The folder of a list below the desktop. */
HRESULT make_shell_folder(const ITEMIDLIST *list, REFIID id, void **object);

/* --- shell_link.c --- */
HRESULT make_shell_link(REFIID id, void **object);

#endif
