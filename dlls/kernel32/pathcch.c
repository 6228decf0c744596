/* The path functions that are told how large buffers are (pathcch.h): roots, elements, canonical forms. */
#include "kernel32_private.h"
#include <pathcch.h>

#define PREFIX     L"\\\\?\\"
#define PREFIX_UNC L"\\\\?\\UNC\\"
#define TOO_SMALL  HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER)
#define TOO_LONG   HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE)
/* newer than the header */
#define PATHCCH_NONE                            0x00
#define PATHCCH_FORCE_ENABLE_LONG_NAME_PROCESS  0x02
#define PATHCCH_FORCE_DISABLE_LONG_NAME_PROCESS 0x04
#define PATHCCH_DO_NOT_NORMALIZE_SEGMENTS       0x08
#define PATHCCH_ENSURE_IS_EXTENDED_LENGTH_PATH  0x10
#define PATHCCH_ENSURE_TRAILING_SLASH           0x20
#define PATHCCH_CANONICALIZE_SLASHES            0x40

static BOOL is_letter(WCHAR c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
static BOOL starts_with(const WCHAR *path, const WCHAR *prefix) { return !_wcsnicmp(path, prefix, wcslen(prefix)); }
static BOOL is_drive(const WCHAR *path) { return is_letter(path[0]) && path[1] == ':'; }
static BOOL is_hex(WCHAR c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

/* Volume{01234567-89ab-cdef-0123-456789abcdef} */
static BOOL is_volume(const WCHAR *path)
{
    static const WCHAR form[] = L"{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}";
    if (!starts_with(path, L"Volume")) return FALSE;
    path += 6;
    for (const WCHAR *at = form; *at; at++, path++)
        if (*at == 'x' ? !is_hex(*path) : *at != *path) return FALSE;
    return TRUE;
}

static const WCHAR *element_end(const WCHAR *path)
{
    while (*path && *path != '\\') path++;
    return path;
}

/* Behind \\: the server, and the share if there is one. */
static const WCHAR *share_end(const WCHAR *path)
{
    path = element_end(path);
    return *path && path[1] && path[1] != '\\' ? element_end(path + 1) : path;
}

/* The end of the root without its last backslash, or NULL if the path has none. */
static const WCHAR *root_end(const WCHAR *path)
{
    if (starts_with(path, PREFIX_UNC)) return share_end(path + 8);
    if (starts_with(path, PREFIX)) {
        path += 4;
        if (is_drive(path)) return path + 2;
        return is_volume(path) ? path + 44 : NULL;
    }
    if (path[0] == '\\' && path[1] == '\\') return path[2] == '?' ? NULL : share_end(path + 2);
    if (path[0] == '\\') return path;
    return is_drive(path) ? path + 2 : NULL;
}

static const WCHAR *skip_root(const WCHAR *path)
{
    const WCHAR *end = root_end(path);
    return end && *end == '\\' ? end + 1 : end;
}

HRESULT WINAPI PathCchSkipRoot(const WCHAR *path, const WCHAR **end)
{
    if (!path || !end || !*path) return E_INVALIDARG;
    const WCHAR *found = skip_root(path);
    if (!found) return E_INVALIDARG;
    *end = found;
    return S_OK;
}

/* A root is "\", "C:\" and the name of a server or a share without a backslash behind it. */
BOOL WINAPI PathCchIsRoot(const WCHAR *path)
{
    if (!path || !*path) return FALSE;
    const WCHAR *end = root_end(path);
    if (!end) return FALSE;
    if (end == path) return !path[1];
    if (end[-1] == ':' || end[-1] == '}') return *end == '\\' && !end[1];
    return !*end;
}

static BOOL is_valid(const WCHAR *path, size_t size)
{
    return path && size && size <= PATHCCH_MAX_CCH && wcsnlen(path, size) < size;
}

HRESULT WINAPI PathCchAddBackslashEx(WCHAR *path, size_t size, WCHAR **end, size_t *remaining)
{
    if (!is_valid(path, size)) return E_INVALIDARG;
    size_t length = wcslen(path);
    HRESULT result = S_FALSE;
    if (length && path[length - 1] != '\\') {
        if (length + 1 >= size) return TOO_SMALL;
        path[length++] = '\\';
        path[length] = 0;
        result = S_OK;
    }
    if (end) *end = path + length;
    if (remaining) *remaining = size - length;
    return result;
}

HRESULT WINAPI PathCchAddBackslash(WCHAR *path, size_t size) { return PathCchAddBackslashEx(path, size, NULL, NULL); }

HRESULT WINAPI PathCchRemoveBackslashEx(WCHAR *path, size_t size, WCHAR **end, size_t *remaining)
{
    if (!is_valid(path, size)) return E_INVALIDARG;
    const WCHAR *root = skip_root(path);
    size_t length = wcslen(path), kept = root ? (size_t)(root - path) : 0;
    BOOL removes = length && path[length - 1] == '\\';
    if (removes && length <= kept && PathCchIsRoot(path)) removes = FALSE;
    if (removes) path[--length] = 0;
    if (end) *end = path + length;
    if (remaining) *remaining = size - length;
    return removes ? S_OK : S_FALSE;
}

HRESULT WINAPI PathCchRemoveBackslash(WCHAR *path, size_t size)
{
    return PathCchRemoveBackslashEx(path, size, NULL, NULL);
}

HRESULT WINAPI PathCchFindExtension(const WCHAR *path, size_t size, const WCHAR **extension)
{
    if (!extension) return E_INVALIDARG;
    *extension = NULL;
    if (!is_valid(path, size)) return E_INVALIDARG;
    const WCHAR *found = NULL;
    for (; *path; path++) {
        if (*path == '.') found = path;
        else if (*path == '\\' || *path == ' ') found = NULL;
    }
    *extension = found ? found : path;
    return S_OK;
}

/* With or without its period; no other periods, spaces or backslashes. */
static BOOL is_extension(const WCHAR *extension)
{
    if (!extension) return FALSE;
    if (*extension == '.') extension++;
    for (const WCHAR *at = extension; *at; at++)
        if (*at == '.' || *at == ' ' || *at == '\\' || at - extension > 254) return FALSE;
    return TRUE;
}

static HRESULT put_extension(WCHAR *path, size_t size, WCHAR *place, const WCHAR *extension)
{
    if (*extension == '.') extension++;
    size_t length = wcslen(extension);
    if (length && (size_t)(place - path) + 1 + length >= size) return TOO_SMALL;
    *place = 0;
    if (!length) return S_OK;
    *place++ = '.';
    memcpy(place, extension, (length + 1) * sizeof(WCHAR));
    return S_OK;
}

HRESULT WINAPI PathCchAddExtension(WCHAR *path, size_t size, const WCHAR *extension)
{
    const WCHAR *old;
    if (!is_valid(path, size) || !is_extension(extension)) return E_INVALIDARG;
    HRESULT result = PathCchFindExtension(path, size, &old);
    if (FAILED(result)) return result;
    return *old ? S_FALSE : put_extension(path, size, (WCHAR *)old, extension);
}

HRESULT WINAPI PathCchRemoveExtension(WCHAR *path, size_t size)
{
    const WCHAR *old;
    HRESULT result = PathCchFindExtension(path, size, &old);
    if (FAILED(result)) return result;
    if (!*old) return S_FALSE;
    *(WCHAR *)old = 0;
    return S_OK;
}

HRESULT WINAPI PathCchRenameExtension(WCHAR *path, size_t size, const WCHAR *extension)
{
    const WCHAR *old;
    if (!is_extension(extension)) return E_INVALIDARG;
    HRESULT result = PathCchFindExtension(path, size, &old);
    return FAILED(result) ? result : put_extension(path, size, (WCHAR *)old, extension);
}

/* The last element and the backslash before it; a root stays. */
HRESULT WINAPI PathCchRemoveFileSpec(WCHAR *path, size_t size)
{
    if (!is_valid(path, size)) return E_INVALIDARG;
    if (PathCchIsRoot(path)) return S_FALSE;
    const WCHAR *root = skip_root(path);
    WCHAR *first = root ? path + (root - path) : path, *last = first + wcslen(first);
    if (!*first) { /* a share may end with a backslash, which is not part of its root */
        if (last > path + 2 && last[-1] == '\\' && last[-2] != ':') last[-1] = 0;
        return last > path + 2 && !last[-1] ? S_OK : S_FALSE;
    }
    while (last > first && *last != '\\') last--;
    if (last == first && first > path + 1 && first[-1] == '\\' && !(first[-2] == ':' || first[-2] == '}')) last--;
    *last = 0;
    return S_OK;
}

HRESULT WINAPI PathCchStripToRoot(WCHAR *path, size_t size)
{
    if (!is_valid(path, size)) return E_INVALIDARG;
    if (PathCchIsRoot(path)) return S_FALSE;
    const WCHAR *root = skip_root(path);
    if (!root) return E_INVALIDARG;
    WCHAR *end = path + (root - path);
    if (end > path + 2 && end[-1] == '\\' && path[1] == '\\' && end[-2] != ':' && end[-2] != '}') end--;
    if (!*end) return S_FALSE;
    *end = 0;
    return S_OK;
}

HRESULT WINAPI PathCchStripPrefix(WCHAR *path, size_t size)
{
    if (!is_valid(path, size)) return E_INVALIDARG;
    if (starts_with(path, PREFIX_UNC)) {
        memmove(path + 2, path + 8, (wcslen(path + 8) + 1) * sizeof(WCHAR));
        return S_OK;
    }
    if (starts_with(path, PREFIX) && is_drive(path + 4)) {
        memmove(path, path + 4, (wcslen(path + 4) + 1) * sizeof(WCHAR));
        return S_OK;
    }
    return S_FALSE;
}

BOOL WINAPI PathIsUNCEx(const WCHAR *path, const WCHAR **server)
{
    const WCHAR *found = NULL;
    if (server) *server = NULL;
    if (!path) return FALSE;
    if (starts_with(path, PREFIX_UNC)) found = path + 8;
    else if (path[0] == '\\' && path[1] == '\\' && path[2] != '?') found = path + 2;
    if (server) *server = found;
    return found != NULL;
}

/* ---- canonical forms */

static BOOL flags_are_valid(ULONG flags)
{
    ULONG force = flags & (PATHCCH_FORCE_ENABLE_LONG_NAME_PROCESS | PATHCCH_FORCE_DISABLE_LONG_NAME_PROCESS);
    if (!(flags & PATHCCH_ALLOW_LONG_PATHS) && (force || flags & PATHCCH_DO_NOT_NORMALIZE_SEGMENTS)) return FALSE;
    if (flags & PATHCCH_ALLOW_LONG_PATHS && flags & PATHCCH_ENSURE_IS_EXTENDED_LENGTH_PATH) return FALSE;
    return force != (PATHCCH_FORCE_ENABLE_LONG_NAME_PROCESS | PATHCCH_FORCE_DISABLE_LONG_NAME_PROCESS);
}

/* What ".." cannot take away: unlike in a root, that is no server or share. */
static size_t kept_length(const WCHAR *path)
{
    if (starts_with(path, PREFIX_UNC)) return 8;
    if (starts_with(path, PREFIX) || path[0] != '\\' || path[1] != '\\') {
        const WCHAR *end = root_end(path);
        return end && *end == '\\' ? (size_t)(end + 1 - path) : 0;
    }
    return 2;
}

/* Copies element for element with the backslash before it: "." vanishes, ".." takes the element before it along. */
static void copy_elements(const WCHAR *in, WCHAR *out, size_t kept, ULONG flags)
{
    size_t length = kept;

    memcpy(out, in, kept * sizeof(WCHAR));
    for (in += kept; *in;) {
        BOOL separator = *in == '\\';
        const WCHAR *name = in + separator, *end = element_end(name);
        size_t size = (size_t)(end - name);
        if (size == 2 && name[0] == '.' && name[1] == '.') {
            if (length == kept && *end) end++;
            while (length > kept && out[length - 1] != '\\') length--;
            if (length > kept) length--;
        } else if (size == 1 && name[0] == '.') {
            if (length == kept && *end) end++;
        } else {
            if (separator && (!length || length > kept)) out[length++] = '\\';
            memcpy(out + length, name, size * sizeof(WCHAR));
            length += size;
        }
        in = end;
    }
    if (!(flags & (PATHCCH_DO_NOT_NORMALIZE_SEGMENTS | PATHCCH_ENSURE_IS_EXTENDED_LENGTH_PATH)))
        while (length > kept && out[length - 1] == '.') length--;
    out[length] = 0;
}

/* Short names are written without the prefix, long ones with it. */
static HRESULT choose_prefix(WCHAR *path, size_t capacity, ULONG flags)
{
    BOOL extended = starts_with(path, PREFIX);

    if (extended && (wcslen(path) < MAX_PATH || !(flags & PATHCCH_ALLOW_LONG_PATHS)))
        PathCchStripPrefix(path, capacity);
    if (extended && is_drive(path) && !path[2]) wcscat(path, L"\\");
    if (starts_with(path, PREFIX)) return S_OK;
    if (!(flags & PATHCCH_ENSURE_IS_EXTENDED_LENGTH_PATH) &&
        (wcslen(path) < MAX_PATH || flags & PATHCCH_FORCE_ENABLE_LONG_NAME_PROCESS ||
         !(flags & PATHCCH_ALLOW_LONG_PATHS)))
        return S_OK;
    BOOL share = path[0] == '\\' && path[1] == '\\';
    if (share ? wcslen(path) < MAX_PATH : !is_drive(path)) return S_OK;
    if (wcslen(path) + 8 >= capacity) return TOO_LONG;
    const WCHAR *prefix = share ? PREFIX_UNC : PREFIX;
    WCHAR *bare = share ? path + 2 : path;
    memmove(path + wcslen(prefix), bare, (wcslen(bare) + 1) * sizeof(WCHAR));
    memcpy(path, prefix, wcslen(prefix) * sizeof(WCHAR));
    return S_OK;
}

/* Both buffers are of the same capacity. */
static HRESULT canonicalize(const WCHAR *in, WCHAR *work, WCHAR *slashes, size_t capacity, ULONG flags)
{
    size_t length = wcslen(in);

    if (length + 16 > capacity) return TOO_LONG;
    if (flags & PATHCCH_CANONICALIZE_SLASHES) {
        for (size_t i = 0; i <= length; i++) slashes[i] = in[i] == '/' ? '\\' : in[i];
        in = slashes;
    }
    copy_elements(in, work, kept_length(in), flags);
    if (!*work) wcscpy(work, L"\\");
    HRESULT result = choose_prefix(work, capacity, flags);
    if (SUCCEEDED(result) && (flags & PATHCCH_ENSURE_TRAILING_SLASH)) PathCchAddBackslash(work, capacity);
    if (SUCCEEDED(result) && !(flags & PATHCCH_ALLOW_LONG_PATHS) && wcslen(work) >= MAX_PATH) result = TOO_LONG;
    return result;
}

/* The buffers of these functions are too large for a small stack. */
static WCHAR *work_buffers(size_t count) { return heap_allocate(count * PATHCCH_MAX_CCH * sizeof(WCHAR)); }

HRESULT WINAPI PathAllocCanonicalize(const WCHAR *in, DWORD flags, WCHAR **out)
{
    if (!out) return E_INVALIDARG;
    *out = NULL;
    if (!in || !flags_are_valid(flags)) return E_INVALIDARG;
    WCHAR *work = work_buffers(2);
    if (!work) return E_OUTOFMEMORY;
    HRESULT result = canonicalize(in, work, work + PATHCCH_MAX_CCH, PATHCCH_MAX_CCH, flags);
    if (SUCCEEDED(result)) {
        size_t size = (wcslen(work) + 1) * sizeof(WCHAR);
        *out = LocalAlloc(0, size);
        if (*out) memcpy(*out, work, size);
        else result = E_OUTOFMEMORY;
    }
    heap_free(work);
    return result;
}

HRESULT WINAPI PathCchCanonicalizeEx(WCHAR *out, size_t size, const WCHAR *in, ULONG flags)
{
    WCHAR *text;

    if (!out || !size) return E_INVALIDARG;
    *out = 0;
    HRESULT result = PathAllocCanonicalize(in, flags, &text);
    if (FAILED(result)) return result;
    size_t length = wcslen(text);
    if (length < size) memcpy(out, text, (length + 1) * sizeof(WCHAR));
    else result = length >= MAX_PATH && !(flags & PATHCCH_ALLOW_LONG_PATHS) ? TOO_LONG : TOO_SMALL;
    LocalFree(text);
    return result;
}

HRESULT WINAPI PathCchCanonicalize(WCHAR *out, size_t size, const WCHAR *in)
{
    return PathCchCanonicalizeEx(out, size, in, PATHCCH_NONE);
}

/* The second path as seen from the first: one that is complete stands alone, one that begins with a backslash keeps the
 * first one's root. */
static void combine(const WCHAR *first, const WCHAR *second, WCHAR *joined)
{
    const WCHAR *root;

    if (!second || !*second) {
        wcscpy(joined, first ? first : L"");
    } else if (!first || !*first || is_drive(second) || (second[0] == '\\' && second[1] == '\\')) {
        wcscpy(joined, second);
        if (is_drive(second) && !second[2]) wcscat(joined, L"\\");
    } else if (*second == '\\') {
        root = root_end(first);
        size_t length = root ? (size_t)(root - first) : wcslen(first);
        if (!root && first[length - 1] == '\\') length--;
        memcpy(joined, first, length * sizeof(WCHAR));
        wcscpy(joined + length, second);
    } else {
        wcscpy(joined, first);
        if (joined[wcslen(joined) - 1] != '\\') wcscat(joined, L"\\");
        wcscat(joined, second);
    }
}

HRESULT WINAPI PathAllocCombine(const WCHAR *first, const WCHAR *second, DWORD flags, WCHAR **out)
{
    if (!out) return E_INVALIDARG;
    *out = NULL;
    if (!first && !second) return E_INVALIDARG;
    if ((first ? wcslen(first) : 0) + (second ? wcslen(second) : 0) + 2 > PATHCCH_MAX_CCH) return TOO_LONG;
    WCHAR *joined = work_buffers(1);
    if (!joined) return E_OUTOFMEMORY;
    combine(first, second, joined);
    HRESULT result = PathAllocCanonicalize(joined, flags, out);
    heap_free(joined);
    return result;
}

HRESULT WINAPI PathCchCombineEx(WCHAR *out, size_t size, const WCHAR *first, const WCHAR *second, ULONG flags)
{
    WCHAR *text;

    if (!out || !size || size > PATHCCH_MAX_CCH) return E_INVALIDARG;
    HRESULT result = PathAllocCombine(first, second, flags, &text);
    *out = 0;
    if (FAILED(result)) return result;
    size_t length = wcslen(text);
    if (length < size) memcpy(out, text, (length + 1) * sizeof(WCHAR));
    else result = TOO_SMALL;
    LocalFree(text);
    return result;
}

HRESULT WINAPI PathCchCombine(WCHAR *out, size_t size, const WCHAR *first, const WCHAR *second)
{
    return PathCchCombineEx(out, size, first, second, PATHCCH_NONE);
}

/* A leading backslash of what is appended does not make it a path from the root. */
HRESULT WINAPI PathCchAppendEx(WCHAR *path, size_t size, const WCHAR *more, ULONG flags)
{
    WCHAR *text;

    if (!path || !size || size > PATHCCH_MAX_CCH || !is_valid(path, size)) return E_INVALIDARG;
    while (more && *more == '\\' && more[1] != '\\') more++;
    HRESULT result = PathAllocCombine(path, more, flags, &text);
    if (FAILED(result)) return result;
    size_t length = wcslen(text);
    if (length < size) memcpy(path, text, (length + 1) * sizeof(WCHAR));
    else result = TOO_SMALL;
    LocalFree(text);
    return result;
}

HRESULT WINAPI PathCchAppend(WCHAR *path, size_t size, const WCHAR *more)
{
    return PathCchAppendEx(path, size, more, PATHCCH_NONE);
}
