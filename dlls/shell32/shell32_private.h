/* Shared by the files of shell32. Each section names the file that owns it. */
#ifndef SHELL32_PRIVATE_H
#define SHELL32_PRIVATE_H

#include <stdbool.h>

/* --- file_operations.c --- */
/* Creates a folder and all above it. 0, also when it exists already, or a Windows error. */
int create_folders(const WCHAR *path);
/* The UTF-16 form of a string in the ANSI code page; NULL for NULL and without memory. Free with LocalFree. */
WCHAR *wide_copy(const char *text);

#endif
