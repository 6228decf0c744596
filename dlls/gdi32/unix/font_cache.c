/* The list of installed faces, kept in the prefix: reading fontconfig's configuration takes longer than everything else
 * at a program's start. It counts as long as no file or folder that fontconfig looked at has changed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "fonts.h"

#define MAGIC       0x31544e4657u
#define PATH_LIMIT  4096u
#define CACHE_LIMIT 0x4000000
#define FACES_LIMIT 20000u

/* In the file: a header, `watched` times each followed by its path, then faces, each followed by its path; paths begin
 * with their length. */
struct header { uint64_t magic, environment; uint32_t watched, faces, record_size, spare; };
struct watched { int64_t seconds, nanoseconds; };

static bool cache_path(char path[PATH_LIMIT], const char *end)
{
    return prefix_path[0] && snprintf(path, PATH_LIMIT, "%s/fonts.cache%s", prefix_path, end) < (int)PATH_LIMIT;
}

/* Variables that say where fontconfig looks. */
static uint64_t environment_hash(void)
{
    static const char *const names[] = {"FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT", "HOME",
                                        "XDG_CONFIG_HOME", "XDG_DATA_HOME",   "XDG_CACHE_HOME"};
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        for (const char *c = getenv(names[i]); c && *c; c++) hash = (hash ^ (uint8_t)*c) * 1099511628211u;
        hash = (hash ^ 0x100) * 1099511628211u;
    }
    return hash;
}

static struct watched time_of(const char *path)
{
    struct stat state;
    return stat(path, &state) ? (struct watched){-1, 0} : (struct watched){state.st_mtim.tv_sec, state.st_mtim.tv_nsec};
}

/* --- reading --- */

struct reader { const char *at, *end; };

static bool take(struct reader *reader, void *target, size_t size)
{
    if ((size_t)(reader->end - reader->at) < size) return false;
    memcpy(target, reader->at, size);
    reader->at += size;
    return true;
}

static bool take_path(struct reader *reader, char path[PATH_LIMIT])
{
    uint32_t length;
    if (!take(reader, &length, sizeof(length)) || length >= PATH_LIMIT || !take(reader, path, length)) return false;
    path[length] = 0;
    return true;
}

static bool is_terminated(const struct font_face_info *info)
{
    return memchr(info->family, 0, sizeof(info->family)) && memchr(info->style, 0, sizeof(info->style)) &&
           memchr(info->full_name, 0, sizeof(info->full_name));
}

static bool take_face(struct reader *reader)
{
    struct font_face_info info;
    int32_t index;
    char path[PATH_LIMIT];
    if (!take(reader, &info, sizeof(info)) || !take(reader, &index, sizeof(index)) || !take_path(reader, path) ||
        !is_terminated(&info))
        return false;
    char *file = strdup(path);
    struct font_face *face = file ? font_face_add() : NULL;
    if (!face) {
        free(file);
        return false;
    }
    face->info = info;
    face->file = file;
    face->index = index;
    return true;
}

static bool is_unchanged(struct reader *reader, uint32_t count)
{
    char path[PATH_LIMIT];
    struct watched then;
    for (uint32_t i = 0; i < count; i++) {
        if (!take(reader, &then, sizeof(then)) || !take_path(reader, path)) return false;
        struct watched now = time_of(path);
        if (now.seconds != then.seconds || now.nanoseconds != then.nanoseconds) return false;
    }
    return true;
}

static bool parse(struct reader reader)
{
    struct header header;
    if (!take(&reader, &header, sizeof(header)) || header.magic != MAGIC ||
        header.record_size != sizeof(struct font_face_info))
        return false;
    if (header.faces > FACES_LIMIT || header.environment != environment_hash() ||
        !is_unchanged(&reader, header.watched))
        return false;
    uint32_t before = font_face_count;
    for (uint32_t i = 0; i < header.faces; i++) {
        if (take_face(&reader)) continue;
        while (font_face_count > before) free(font_faces[--font_face_count].file);
        return false;
    }
    return true;
}

bool font_cache_load(void)
{
    char path[PATH_LIMIT];
    struct stat state;
    FILE *file = cache_path(path, "") ? fopen(path, "rbe") : NULL;
    if (!file) return false;
    char *bytes = !fstat(fileno(file), &state) && state.st_size > 0 && state.st_size <= CACHE_LIMIT
                      ? malloc((size_t)state.st_size)
                      : NULL;
    bool loaded = bytes && fread(bytes, 1, (size_t)state.st_size, file) == (size_t)state.st_size &&
                  parse((struct reader){bytes, bytes + state.st_size});
    free(bytes);
    fclose(file);
    return loaded;
}

/* --- writing --- */

static void write_path(FILE *file, const char *path)
{
    uint32_t length = (uint32_t)strlen(path);
    fwrite(&length, sizeof(length), 1, file);
    fwrite(path, 1, length, file);
}

static void write_watched(FILE *file, const char *path, struct header *header)
{
    struct watched now = time_of(path);
    fwrite(&now, sizeof(now), 1, file);
    write_path(file, path);
    header->watched++;
}

/* Files, and the folders that they lie in: another one may come. */
static void write_list(FILE *file, FcStrList *list, bool with_folders, struct header *header)
{
    char folder[PATH_LIMIT], last[PATH_LIMIT] = "";
    for (const FcChar8 *each; list && (each = fontconfig.FcStrListNext(list));) {
        write_watched(file, (const char *)each, header);
        const char *slash = strrchr((const char *)each, '/');
        if (!with_folders || !slash || slash == (const char *)each || slash - (const char *)each >= PATH_LIMIT)
            continue;
        snprintf(folder, sizeof(folder), "%.*s", (int)(slash - (const char *)each), (const char *)each);
        if (strcmp(folder, last)) write_watched(file, folder, header);
        memcpy(last, folder, sizeof(last));
    }
    if (list) fontconfig.FcStrListDone(list);
}

static void write_all(FILE *file, FcConfig *config)
{
    struct header header = {
        .magic = MAGIC, .environment = environment_hash(), .record_size = sizeof(struct font_face_info)};
    fwrite(&header, sizeof(header), 1, file);
    write_list(file, fontconfig.FcConfigGetConfigFiles(config), true, &header);
    write_list(file, fontconfig.FcConfigGetFontDirs(config), false, &header);
    for (uint32_t i = 0; i < font_face_count; i++) {
        const struct font_face *face = &font_faces[i];
        if (!face->file) continue;
        int32_t index = face->index;
        fwrite(&face->info, sizeof(face->info), 1, file);
        fwrite(&index, sizeof(index), 1, file);
        write_path(file, face->file);
        header.faces++;
    }
    rewind(file);
    fwrite(&header, sizeof(header), 1, file);
}

/* Another process may do the same at once: the last one wins. */
void font_cache_store(FcConfig *config)
{
    char path[PATH_LIMIT], temporary[PATH_LIMIT], end[32];
    snprintf(end, sizeof(end), ".%d", (int)getpid());
    if (!cache_path(path, "") || !cache_path(temporary, end)) return;
    FILE *file = fopen(temporary, "wbe");
    if (!file) return;
    write_all(file, config);
    bool written = !ferror(file);
    if (fclose(file)) written = false;
    if (!written || rename(temporary, path)) unlink(temporary);
}
