/* Paths as text: _splitpath and _makepath. */
#include "crt.h"

#define MAX_DRIVE 3
#define MAX_PART 256

#define PATH_FUNCTIONS(CHARACTER, split, make)                                                                         \
    static bool store_##split(CHARACTER *to, size_t size, const CHARACTER *from, size_t length)                        \
    {                                                                                                                  \
        if (!to) return true;                                                                                          \
        if (length >= size) return false;                                                                              \
        memcpy(to, from, length * sizeof(CHARACTER));                                                                  \
        to[length] = 0;                                                                                                \
        return true;                                                                                                   \
    }                                                                                                                  \
    errno_t __cdecl split##_s(const CHARACTER *path, CHARACTER *drive, size_t drive_size, CHARACTER *folder,           \
                              size_t folder_size, CHARACTER *name, size_t name_size, CHARACTER *extension,             \
                              size_t extension_size)                                                                   \
    {                                                                                                                  \
        if (!path || (!drive != !drive_size) || (!folder != !folder_size) || (!name != !name_size) ||                  \
            (!extension != !extension_size)) {                                                                         \
            crt_invalid(EINVAL);                                                                                       \
            return EINVAL;                                                                                             \
        }                                                                                                              \
        size_t drive_length = path[0] && path[1] == ':' ? 2 : 0;                                                       \
        const CHARACTER *start = path + drive_length, *file = start, *dot = NULL, *end = start;                        \
        for (; *end; end++) {                                                                                          \
            if (*end == '\\' || *end == '/') {                                                                         \
                file = end + 1;                                                                                        \
                dot = NULL;                                                                                            \
            } else if (*end == '.') {                                                                                  \
                dot = end;                                                                                             \
            }                                                                                                          \
        }                                                                                                              \
        if (!dot) dot = end;                                                                                           \
        if (store_##split(drive, drive_size, path, drive_length) && store_##split(folder, folder_size, start, file - start) && \
            store_##split(name, name_size, file, dot - file) && store_##split(extension, extension_size, dot, end - dot)) { \
            return 0;                                                                                                  \
        }                                                                                                              \
        if (drive) *drive = 0;                                                                                         \
        if (folder) *folder = 0;                                                                                       \
        if (name) *name = 0;                                                                                           \
        if (extension) *extension = 0;                                                                                 \
        return *_errno() = ERANGE;                                                                                     \
    }                                                                                                                  \
    void __cdecl split(const CHARACTER *path, CHARACTER *drive, CHARACTER *folder, CHARACTER *name, CHARACTER *extension) \
    {                                                                                                                  \
        split##_s(path, drive, drive ? MAX_DRIVE : 0, folder, folder ? MAX_PART : 0, name, name ? MAX_PART : 0,        \
                  extension, extension ? MAX_PART : 0);                                                                \
    }                                                                                                                  \
    errno_t __cdecl make##_s(CHARACTER *to, size_t size, const CHARACTER *drive, const CHARACTER *folder,              \
                             const CHARACTER *name, const CHARACTER *extension)                                        \
    {                                                                                                                  \
        size_t used = 0;                                                                                               \
        if (!to || !size) {                                                                                            \
            crt_invalid(EINVAL);                                                                                       \
            return EINVAL;                                                                                             \
        }                                                                                                              \
        CHARACTER last = 0;                                                                                            \
        const CHARACTER colon[] = {drive && *drive ? *drive : 0, ':', 0}, slash[] = {'\\', 0}, dot[] = {'.', 0};       \
        const CHARACTER *const parts[] = {colon, folder, slash, name, dot, extension};                                 \
        for (int i = 0; i < 6; i++) {                                                                                  \
            if (!parts[i] || (i == 2 && (!folder || !*folder || last == '\\' || last == '/')) ||                       \
                (i == 4 && (!extension || !*extension || *extension == '.'))) {                                        \
                continue;                                                                                              \
            }                                                                                                          \
            for (const CHARACTER *at = parts[i]; *at; at++) {                                                          \
                if (used + 1 >= size) {                                                                                \
                    *to = 0;                                                                                           \
                    crt_invalid(ERANGE);                                                                               \
                    return ERANGE;                                                                                     \
                }                                                                                                      \
                to[used++] = last = *at;                                                                               \
            }                                                                                                          \
        }                                                                                                              \
        to[used] = 0;                                                                                                  \
        return 0;                                                                                                      \
    }                                                                                                                  \
    void __cdecl make(CHARACTER *to, const CHARACTER *drive, const CHARACTER *folder, const CHARACTER *name,           \
                      const CHARACTER *extension)                                                                      \
    {                                                                                                                  \
        make##_s(to, MAX_PATH, drive, folder, name, extension);                                                        \
    }

PATH_FUNCTIONS(char, _splitpath, _makepath)
PATH_FUNCTIONS(wchar_t, _wsplitpath, _wmakepath)
