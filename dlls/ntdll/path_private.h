/* Shared by path.c, current_directory.c and file_name.c. */
#ifndef PATH_PRIVATE_H
#define PATH_PRIVATE_H

struct current_folder { WCHAR *path; size_t length; }; /* on the heap; ends with a backslash */

/* The current folder, or (drive not 0) the one of that drive. */
NTSTATUS current_folder_get(struct current_folder *folder, WCHAR drive);
/* The full form of a path, on the heap: *buffer is to be freed, the path begins `headroom` characters later. */
NTSTATUS path_make_full(const WCHAR *path, size_t length, size_t headroom, WCHAR **buffer, size_t *full_length);

#endif
