/* DOS paths to Unix paths and back.
 *
 * Drives: PREFIX/drives/x is a symbolic link to the folder that drive X: shows. Without it C: is PREFIX/drive_c and Z:
 * is /. A path is tried as it is spelt first; only when that fails the components are looked for in other cases
 * (path_cache.c). C:\windows\system32 and syswow64 show our modules besides what the prefix holds there; its own files
 * come first. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "file_private.h"

#define COMPONENT_MAX 512u
#define DRIVE_COUNT   26u

static char *drive_roots[DRIVE_COUNT]; /* "" for /, NULL: no such drive; never freed once set */
static pthread_once_t drives_once = PTHREAD_ONCE_INIT;

static void drive_set(unsigned drive, const char *target)
{
    char real[PATH_MAX];
    if (!realpath(target, real)) return;
    drive_roots[drive] = strdup(strcmp(real, "/") ? real : "");
}

static void drives_read(void)
{
    char path[PATH_MAX + 32];
    snprintf(path, sizeof(path), "%s/drives", prefix_path);
    bool has_own_drives = !access(path, F_OK); /* most prefixes have none, and 26 look-ups cost at every start */
    for (unsigned drive = 0; has_own_drives && drive < DRIVE_COUNT; drive++) {
        snprintf(path, sizeof(path), "%s/drives/%c", prefix_path, 'a' + drive);
        drive_set(drive, path);
    }
    if (!drive_roots['c' - 'a']) {
        snprintf(path, sizeof(path), "%s/drive_c", prefix_path);
        mkdir(path, 0777);
        drive_set('c' - 'a', path);
    }
    if (!drive_roots['z' - 'a']) drive_set('z' - 'a', "/");
}

uint32_t path_drives(void)
{
    pthread_once(&drives_once, drives_read);
    uint32_t mask = 0;
    for (unsigned drive = 0; drive < DRIVE_COUNT; drive++) mask |= (uint32_t)(drive_roots[drive] != NULL) << drive;
    return mask;
}

void path_prepare_prefix(void)
{
    static const char *const folders[] = {
        "drive_c",
        "drive_c/windows",
        "drive_c/windows/system32",
        "drive_c/windows/syswow64",
        "drive_c/windows/temp",
        "drive_c/windows/fonts",
        "drive_c/Program Files",
        "drive_c/Program Files/Common Files",
        "drive_c/Program Files (x86)",
        "drive_c/Program Files (x86)/Common Files",
        "drive_c/ProgramData",
        "drive_c/users",
        "drive_c/users/Public",
    };
    char path[PATH_MAX + 64];
    snprintf(path, sizeof(path), "%s/drive_c/users/Public", prefix_path);
    if (!access(path, F_OK)) return;
    mkdir(prefix_path, 0700);
    for (unsigned i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
        snprintf(path, sizeof(path), "%s/%s", prefix_path, folders[i]);
        mkdir(path, 0777);
    }
}

/* --- the components of a DOS path --- */

struct component { const uint16_t *name; size_t length; };

struct dos_path {
    uint16_t text[DOS_PATH_MAX];
    size_t length;
    unsigned drive;
    struct component components[COMPONENT_MAX];
    unsigned count;
    struct component stream; /* length 0: the file itself */
    bool trailing_backslash;
};

static bool is_valid_character(uint16_t c)
{
    /* one bit a character below 0x80: control characters, quotation mark, asterisk, slash, colon, angle brackets,
     * question mark and bar are not valid */
    static const uint32_t invalid[4] = {0xffffffff, 0xd4008404, 0, 0x10000000};
    return c >= 0x80 || !(invalid[c / 32] >> (c % 32) & 1);
}

static bool component_is_valid(const struct component *component)
{
    if (component->length > 255) return false;
    for (size_t i = 0; i < component->length; i++)
        if (!is_valid_character(component->name[i])) return false;
    bool only_dots = component->length == 1
                         ? component->name[0] == '.'
                         : component->length == 2 && component->name[0] == '.' && component->name[1] == '.';
    return !only_dots;
}

/* "name:stream" and "name:stream:$DATA" are another stream of the file, "name::$DATA" is the file itself. */
static bool take_stream(struct component *component, struct component *stream)
{
    size_t colon = 0, end = component->length;
    while (colon < end && component->name[colon] != ':') colon++;
    *stream = (struct component){NULL, 0};
    if (colon == end) return true;
    const uint16_t *text = component->name + colon + 1;
    size_t rest = end - colon - 1, length = 0;
    while (length < rest && text[length] != ':') length++;
    if (length < rest && !names_equal_ascii(text + length + 1, rest - length - 1, "$DATA")) return false;
    if (!colon || (!length && length == rest) || length > 200) return false;
    component->length = colon;
    *stream = (struct component){text, length};
    return true;
}

static NTSTATUS dos_path_split(struct dos_path *path, const uint16_t *dos, size_t length)
{
    if (length < 2 || length >= DOS_PATH_MAX) return STATUS_OBJECT_NAME_INVALID;
    memcpy(path->text, dos, length * 2);
    path->length = length;
    path->drive = upcase(path->text[0]) - 'A';
    if (path->drive >= DRIVE_COUNT || path->text[1] != ':') return STATUS_OBJECT_PATH_SYNTAX_BAD;
    if (length > 2 && path->text[2] != '\\') return STATUS_OBJECT_PATH_SYNTAX_BAD;
    path->count = 0;
    path->trailing_backslash = length > 3 && path->text[length - 1] == '\\';
    size_t end = length - path->trailing_backslash;
    for (size_t at = 3; at < end;) {
        size_t start = at;
        while (at < end && path->text[at] != '\\') at++;
        if (path->count == COMPONENT_MAX || at == start) return STATUS_OBJECT_NAME_INVALID;
        path->components[path->count++] = (struct component){path->text + start, at++ - start};
    }
    path->stream.length = 0;
    if (path->count && !take_stream(&path->components[path->count - 1], &path->stream))
        return STATUS_OBJECT_NAME_INVALID;
    for (unsigned i = 0; i < path->count; i++)
        if (!component_is_valid(&path->components[i])) return STATUS_OBJECT_NAME_INVALID;
    return STATUS_SUCCESS;
}

/* --- system32 and syswow64 --- */

static const uint16_t text_system32[] = u"system32", text_syswow64[] = u"syswow64";

static bool is_never_redirected(const struct dos_path *path)
{
    static const char *const names[] = {"catroot", "catroot2", "driverstore", "logfiles", "spool"};
    if (path->count < 3) return false;
    const struct component *third = &path->components[2];
    for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (names_equal_ascii(third->name, third->length, names[i])) return true;
    return path->count > 3 && names_equal_ascii(third->name, third->length, "drivers") &&
           names_equal_ascii(path->components[3].name, path->components[3].length, "etc");
}

/* The command itself looks paths up before the process has begun. */
static bool is_wow64(void) { return process_info && process_info->is_wow64; }

static bool redirection_is_on(void)
{
    return is_wow64() && !(current_block && current_block->file_redirection_off);
}

/* Windows has Notepad in its own folder, too; ours lies in system32 only. */
static void redirect_notepad(struct dos_path *path)
{
    const struct component *name = &path->components[1];
    if (path->count != 2 || !names_equal_ascii(name->name, name->length, "notepad.exe")) return;
    path->components[2] = *name;
    path->components[1] = (struct component){text_system32, 8};
    path->count = 3;
}

/* Which of the two folders this path leads into; redirects 32-bit processes by putting the other folder's name in
 * place. */
static enum system_folder redirect_system_folder(struct dos_path *path)
{
    if (path->drive != 'c' - 'a' || path->count < 2) return SYSTEM_FOLDER_NONE;
    if (!names_equal_ascii(path->components[0].name, path->components[0].length, "windows")) return SYSTEM_FOLDER_NONE;
    redirect_notepad(path);
    struct component *second = &path->components[1];
    if (is_wow64() && names_equal_ascii(second->name, second->length, "sysnative")) {
        *second = (struct component){text_system32, 8};
        return SYSTEM_FOLDER_64;
    }
    if (names_equal_ascii(second->name, second->length, "syswow64")) return SYSTEM_FOLDER_32;
    if (!names_equal_ascii(second->name, second->length, "system32")) return SYSTEM_FOLDER_NONE;
    if (!redirection_is_on() || is_never_redirected(path)) return SYSTEM_FOLDER_64;
    *second = (struct component){text_syswow64, 8};
    return SYSTEM_FOLDER_32;
}

static void shipped_folder(enum system_folder folder, char *path, size_t capacity)
{
    snprintf(path, capacity, "%s/%s-windows", library_path, folder == SYSTEM_FOLDER_64 ? "x86_64" : "i386");
}

static void own_system_folder(enum system_folder folder, char *path, size_t capacity)
{
    pthread_once(&drives_once, drives_read);
    snprintf(path, capacity, "%s/windows/%s", drive_roots[2] ? drive_roots[2] : "",
             folder == SYSTEM_FOLDER_64 ? "system32" : "syswow64");
}

const char *path_overlay_of(const char *folder, char *buffer, size_t capacity)
{
    char own[PATH_MAX + 32];
    for (enum system_folder which = SYSTEM_FOLDER_64; which <= SYSTEM_FOLDER_32; which++) {
        own_system_folder(which, own, sizeof(own));
        shipped_folder(which, buffer, capacity);
        if (!strcasecmp(folder, own)) return buffer;
        if (strcmp(folder, buffer)) continue;
        snprintf(buffer, capacity, "%s", own);
        return buffer;
    }
    return NULL;
}

/* --- lookup --- */

int stat_with_birth(const char *path, struct stat *st, struct timespec *birth)
{
    return stat_entry_with_birth(AT_FDCWD, path, st, birth);
}

int stat_entry_with_birth(int folder, const char *path, struct stat *st, struct timespec *birth)
{
    struct statx x;
    if (statx(folder, path, AT_SYMLINK_NOFOLLOW | AT_STATX_DONT_SYNC, STATX_BASIC_STATS | STATX_BTIME, &x)) return -1;
    *st = (struct stat){
        .st_dev = makedev(x.stx_dev_major, x.stx_dev_minor),
        .st_ino = x.stx_ino,
        .st_mode = x.stx_mode,
        .st_nlink = x.stx_nlink,
        .st_uid = x.stx_uid,
        .st_gid = x.stx_gid,
        .st_size = (off_t)x.stx_size,
        .st_blocks = (blkcnt_t)x.stx_blocks,
        .st_blksize = (blksize_t)x.stx_blksize,
        .st_atim = {x.stx_atime.tv_sec, x.stx_atime.tv_nsec},
        .st_mtim = {x.stx_mtime.tv_sec, x.stx_mtime.tv_nsec},
        .st_ctim = {x.stx_ctime.tv_sec, x.stx_ctime.tv_nsec},
    };
    *birth = x.stx_mask & STATX_BTIME ? (struct timespec){x.stx_btime.tv_sec, x.stx_btime.tv_nsec}
                                      : (struct timespec){0, -1};
    return 0;
}

static bool append_component(char *path, size_t *used, const struct component *component)
{
    if (*used + 2 >= PATH_MAX) return false;
    path[*used] = '/';
    size_t size = name_to_unix(component->name, component->length, path + *used + 1, PATH_MAX - *used - 1);
    *used += size + 1;
    return size && size <= NAME_MAX;
}

static int stat_component(struct resolved_path *result, bool is_last)
{
    return is_last ? stat_with_birth(result->path, &result->st, &result->birth) : stat(result->path, &result->st);
}

/* Begins again at the left: each component as it is spelt, else in the first other case. `path` holds `used` bytes of a
 * folder. */
static NTSTATUS walk(const struct dos_path *dos, struct resolved_path *result, size_t used)
{
    unsigned last = dos->count - 1;
    for (unsigned i = 0; i <= last; i++) {
        size_t start = used;
        if (!append_component(result->path, &used, &dos->components[i])) return STATUS_OBJECT_NAME_INVALID;
        result->name_offset = start + 1;
        if (!stat_component(result, i == last)) {
            if (i < last && !S_ISDIR(result->st.st_mode)) return STATUS_OBJECT_PATH_NOT_FOUND;
            continue;
        }
        char name[NAME_MAX + 1];
        result->path[start] = 0;
        bool found = folder_find(start ? result->path : "/", dos->components[i].name, dos->components[i].length, name);
        result->path[start] = '/';
        if (!found) return i == last ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_OBJECT_PATH_NOT_FOUND;
        size_t size = strlen(name);
        if (start + size + 2 > PATH_MAX) return STATUS_OBJECT_NAME_INVALID;
        memcpy(result->path + start + 1, name, size + 1);
        used = start + 1 + size;
        if (stat_component(result, i == last)) return STATUS_OBJECT_NAME_NOT_FOUND;
        if (i < last && !S_ISDIR(result->st.st_mode)) return STATUS_OBJECT_PATH_NOT_FOUND;
    }
    return STATUS_SUCCESS;
}

/* The folder of a path in another case, when it is known; then only the last component has to be looked for. */
static NTSTATUS walk_from_known_folder(const struct dos_path *dos, struct resolved_path *result, const uint16_t *folded,
                                       size_t folder_length)
{
    const struct component *name = &dos->components[dos->count - 1];
    if (dos->count < 2 || !path_cache_find(folded, folder_length, result->path, PATH_MAX)) return STATUS_RETRY;
    char found[NAME_MAX + 1];
    size_t used = strlen(result->path);
    struct stat st;
    if (stat(result->path, &st) || !S_ISDIR(st.st_mode)) return STATUS_RETRY;
    result->name_offset = used + 1;
    size_t end = used;
    if (!append_component(result->path, &end, name)) return STATUS_OBJECT_NAME_INVALID;
    if (!stat_with_birth(result->path, &result->st, &result->birth)) return STATUS_SUCCESS;
    result->path[used] = 0;
    bool exists = folder_find(result->path, name->name, name->length, found);
    result->path[used] = '/';
    if (!exists) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (used + strlen(found) + 2 > PATH_MAX) return STATUS_OBJECT_NAME_INVALID;
    strcpy(result->path + used + 1, found);
    return stat_with_birth(result->path, &result->st, &result->birth) ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_SUCCESS;
}

/* The path with redirection done, as the key of what is known: "C:\windows\syswow64\x". */
static size_t path_key(const struct dos_path *dos, uint16_t *key, size_t *folder_length)
{
    size_t used = 0;
    key[used++] = 'A' + dos->drive;
    for (unsigned i = 0; i < dos->count; i++) {
        if (i == dos->count - 1) *folder_length = used;
        key[used++] = '\\';
        memcpy(key + used, dos->components[i].name, dos->components[i].length * 2);
        used += dos->components[i].length;
    }
    return used;
}

static NTSTATUS resolve_in_other_case(const struct dos_path *dos, struct resolved_path *result, size_t root_size)
{
    uint16_t key[DOS_PATH_MAX + 16];
    size_t folder_length = 0, length = path_key(dos, key, &folder_length);
    if (path_cache_find(key, length, result->path, PATH_MAX) &&
        !stat_with_birth(result->path, &result->st, &result->birth)) {
        result->name_offset = (size_t)(strrchr(result->path, '/') - result->path) + 1;
        return STATUS_SUCCESS;
    }
    NTSTATUS status = walk_from_known_folder(dos, result, key, folder_length);
    if (status == STATUS_RETRY) {
        memcpy(result->path, drive_roots[dos->drive], root_size);
        result->path[root_size] = 0;
        status = walk(dos, result, root_size);
    }
    if (status == STATUS_SUCCESS) path_cache_add(key, length, result->path);
    if (dos->count > 1 && (status == STATUS_SUCCESS || status == STATUS_OBJECT_NAME_NOT_FOUND)) {
        result->path[result->name_offset - 1] = 0;
        path_cache_add(key, folder_length, result->path);
        result->path[result->name_offset - 1] = '/';
    }
    return status;
}

static bool resolve_shipped(const struct dos_path *dos, struct resolved_path *result)
{
    struct resolved_path shipped;
    if (result->rest > 1) return false;
    shipped_folder(result->system, shipped.path, PATH_MAX);
    size_t used = strlen(shipped.path);
    shipped.name_offset = used + 1;
    if (result->rest == 1) {
        const struct component *name = &dos->components[dos->count - 1];
        size_t end = used;
        if (!append_component(shipped.path, &end, name)) return false;
        if (lstat(shipped.path, &shipped.st)) {
            char found[NAME_MAX + 1];
            shipped.path[used] = 0;
            if (!folder_find(shipped.path, name->name, name->length, found)) return false;
            snprintf(shipped.path + used, PATH_MAX - used, "/%s", found);
        }
    }
    if (stat(shipped.path, &shipped.st)) return false;
    strcpy(result->path, shipped.path);
    result->st = shipped.st;
    result->name_offset = shipped.name_offset;
    result->is_shipped = true;
    return true;
}

static NTSTATUS resolve_split(struct dos_path *dos, struct resolved_path *result)
{
    if (!drive_roots[dos->drive]) return STATUS_OBJECT_PATH_NOT_FOUND;
    size_t root_size = strlen(drive_roots[dos->drive]);
    memcpy(result->path, drive_roots[dos->drive], root_size + 1);
    result->name_offset = root_size;
    if (!dos->count) {
        if (!root_size) strcpy(result->path, "/");
        return stat(result->path, &result->st) ? STATUS_OBJECT_PATH_NOT_FOUND : STATUS_SUCCESS;
    }
    if (!result->system && wrong_spelling_find(dos->text, dos->length, result->path, PATH_MAX) &&
        !stat_with_birth(result->path, &result->st, &result->birth)) {
        result->name_offset = (size_t)(strrchr(result->path, '/') - result->path) + 1;
        return STATUS_SUCCESS;
    }
    memcpy(result->path, drive_roots[dos->drive], root_size + 1);
    size_t used = root_size;
    for (unsigned i = 0; i < dos->count; i++) {
        result->name_offset = used + 1;
        if (!append_component(result->path, &used, &dos->components[i])) return STATUS_OBJECT_NAME_INVALID;
    }
    if (!stat_with_birth(result->path, &result->st, &result->birth)) return STATUS_SUCCESS;
    if (errno == EACCES) return STATUS_ACCESS_DENIED;
    if (errno == ELOOP || errno == ENAMETOOLONG) return STATUS_OBJECT_NAME_INVALID;
    NTSTATUS status = resolve_in_other_case(dos, result, root_size);
    if (!status && !result->system) wrong_spelling_add(dos->text, dos->length, result->path);
    return status;
}

NTSTATUS path_resolve(const uint16_t *dos, size_t length, struct resolved_path *result)
{
    NTSTATUS status = path_resolve_stream(dos, length, result);
    bool exists = status == STATUS_SUCCESS || status == STATUS_OBJECT_NAME_NOT_FOUND;
    return exists && result->stream[0] ? STATUS_OBJECT_NAME_INVALID : status;
}

NTSTATUS path_resolve_stream(const uint16_t *dos, size_t length, struct resolved_path *result)
{
    struct dos_path split;
    NTSTATUS status = dos_path_split(&split, dos, length);
    if (status) return status;
    pthread_once(&drives_once, drives_read);
    result->trailing_backslash = split.trailing_backslash;
    result->is_shipped = false;
    result->birth.tv_nsec = -1;
    result->system = redirect_system_folder(&split);
    result->rest = result->system ? split.count - 2 : 0;
    if (!name_to_unix(split.stream.name, split.stream.length, result->stream, sizeof(result->stream)))
        result->stream[0] = 0;
    if (!result->stream[0] && split.stream.length) return STATUS_OBJECT_NAME_INVALID;
    status = resolve_split(&split, result);
    bool missing = status == STATUS_OBJECT_NAME_NOT_FOUND || status == STATUS_OBJECT_PATH_NOT_FOUND;
    if (missing && result->system && resolve_shipped(&split, result)) status = STATUS_SUCCESS;
    return status;
}

NTSTATUS path_to_unix(const uint16_t *dos_path, size_t length, char *unix_path, size_t capacity)
{
    struct resolved_path result;
    NTSTATUS status = path_resolve(dos_path, length, &result);
    bool usable =
        status == STATUS_SUCCESS || status == STATUS_OBJECT_NAME_NOT_FOUND || status == STATUS_OBJECT_PATH_NOT_FOUND;
    if (!usable) return status;
    if (strlen(result.path) >= capacity) return STATUS_BUFFER_TOO_SMALL;
    strcpy(unix_path, result.path);
    return status;
}

/* --- Unix to DOS --- */

bool path_of_descriptor(int fd, char *path, size_t capacity)
{
    char link[40];
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, capacity - 1);
    if (size <= 0 || path[0] != '/') return false;
    path[size] = 0;
    static const char deleted[] = " (deleted)";
    size_t suffix = sizeof(deleted) - 1;
    if ((size_t)size > suffix && !strcmp(path + size - suffix, deleted) && access(path, F_OK)) path[size - suffix] = 0;
    return true;
}

bool path_has_entries(const char *folder)
{
    DIR *stream = opendir(folder);
    if (!stream) return false;
    bool found = false;
    for (struct dirent *entry; !found && (entry = readdir(stream));)
        found = strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
    closedir(stream);
    return found;
}

static bool is_below(const char *path, const char *folder, size_t folder_size)
{
    return !strncmp(path, folder, folder_size) && (!path[folder_size] || path[folder_size] == '/');
}

static size_t append_unix_rest(const char *rest, uint16_t *dos, size_t used, size_t capacity)
{
    while (*rest) {
        while (*rest == '/') rest++;
        size_t size = strcspn(rest, "/");
        if (!size) break;
        if (used + size + 2 > capacity) return 0;
        dos[used++] = '\\';
        used += name_to_windows(rest, size, dos + used, capacity - used);
        rest += size;
    }
    return used;
}

/* Our modules' folders have a DOS path of their own: the system folder that shows them. */
static size_t shipped_to_dos(const char *unix_path, uint16_t *dos, size_t capacity)
{
    char folder[PATH_MAX + 32];
    for (enum system_folder which = SYSTEM_FOLDER_64; which <= SYSTEM_FOLDER_32; which++) {
        shipped_folder(which, folder, sizeof(folder));
        size_t size = strlen(folder);
        if (!is_below(unix_path, folder, size)) continue;
        static const uint16_t windows[] = u"C:\\windows\\";
        memcpy(dos, windows, 11 * 2);
        memcpy(dos + 11, which == SYSTEM_FOLDER_64 ? text_system32 : text_syswow64, 8 * 2);
        return append_unix_rest(unix_path + size, dos, 19, capacity);
    }
    return 0;
}

size_t path_to_dos(const char *unix_path, uint16_t *dos_path, size_t capacity)
{
    pthread_once(&drives_once, drives_read);
    if (unix_path[0] != '/' || capacity < 20) return 0;
    size_t shipped = shipped_to_dos(unix_path, dos_path, capacity);
    if (shipped) return shipped;
    int best = -1;
    size_t best_size = 0;
    for (unsigned drive = 0; drive < DRIVE_COUNT; drive++) {
        if (!drive_roots[drive]) continue;
        size_t size = strlen(drive_roots[drive]);
        if (!is_below(unix_path, drive_roots[drive], size) || (best >= 0 && size <= best_size)) continue;
        best = (int)drive;
        best_size = size;
    }
    if (best < 0) return 0;
    dos_path[0] = 'A' + (uint16_t)best;
    dos_path[1] = ':';
    size_t length = append_unix_rest(unix_path + best_size, dos_path, 2, capacity);
    if (length == 2) dos_path[length++] = '\\';
    return length;
}
