/* Folders read before. To prove that a name exists in no case the whole folder must be read; so its names are kept, by
 * folded hash, with the folder's modification time. A table is used while that time is unchanged. Time stamps are as
 * coarse as the kernel's tick: a table read within RACY_TIME of the last change is read once more. What this process
 * itself creates does not make it read the folder again for each new file: folder_name_added() puts the name in and
 * takes the new time over. That may miss what another process created in the same moment, in another case than it is
 * asked for: a name as it is on disk is found by stat, not here.
 *
 * One lock for all; nothing here touches program memory. */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "file_private.h"
#include "short_names.h"

#define FOLDER_COUNT 64u
#define PATH_COUNT   1024u /* a power of two */
#define RACY_TIME    20000000ll /* nanoseconds */

struct folder_name { uint32_t hash, offset; };

struct folder_table {
    char *path;
    dev_t device;
    ino_t inode;
    struct timespec changed;
    bool racy;
    uint64_t last_use;
    struct folder_name *names; /* sorted by hash, then by bytes of the name */
    uint32_t count;
    char *text;
    size_t text_size;
};

struct known_path { uint16_t *dos; uint32_t length, hash; char *unix_path; };

static pthread_mutex_t cache_lock = PTHREAD_MUTEX_INITIALIZER;
static struct folder_table folders[FOLDER_COUNT];
static struct known_path known_paths[PATH_COUNT];
static uint64_t use_counter;

static void folder_forget(struct folder_table *table)
{
    free(table->path);
    free(table->names);
    free(table->text);
    memset(table, 0, sizeof(*table));
}

static struct folder_table *folder_lookup(const char *path)
{
    for (unsigned i = 0; i < FOLDER_COUNT; i++)
        if (folders[i].path && !strcmp(folders[i].path, path)) return &folders[i];
    return NULL;
}

static struct folder_table *folder_least_used(void)
{
    struct folder_table *oldest = &folders[0];
    for (unsigned i = 1; i < FOLDER_COUNT && oldest->path; i++)
        if (!folders[i].path || folders[i].last_use < oldest->last_use) oldest = &folders[i];
    return oldest;
}

static const char *sort_text;

static int compare_names(const void *a, const void *b)
{
    const struct folder_name *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    return strcmp(sort_text + x->offset, sort_text + y->offset);
}

static bool folder_add_name(struct folder_table *table, const char *name, size_t *names_capacity, size_t *text_capacity)
{
    size_t size = strlen(name) + 1;
    if (table->count == *names_capacity) {
        size_t capacity = *names_capacity ? *names_capacity * 2 : 64;
        struct folder_name *names = realloc(table->names, capacity * sizeof(*names));
        if (!names) return false;
        table->names = names;
        *names_capacity = capacity;
    }
    if (table->text_size + size > *text_capacity) {
        size_t capacity = *text_capacity * 2 + size + 1024;
        char *text = realloc(table->text, capacity);
        if (!text) return false;
        table->text = text;
        *text_capacity = capacity;
    }
    uint16_t wide[NAME_MAX + 2];
    size_t length = name_to_windows(name, size - 1, wide, NAME_MAX + 2);
    memcpy(table->text + table->text_size, name, size);
    table->names[table->count++] = (struct folder_name){name_hash(wide, length), (uint32_t)table->text_size};
    table->text_size += size;
    return true;
}

static bool is_racy(const struct timespec *changed)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (now.tv_sec - changed->tv_sec) * 1000000000ll + (now.tv_nsec - changed->tv_nsec) < RACY_TIME;
}

static struct folder_table *folder_read(const char *path, const struct stat *st)
{
    DIR *folder = opendir(path);
    if (!folder) return NULL;
    struct folder_table *table = folder_lookup(path);
    if (!table) table = folder_least_used();
    folder_forget(table);
    table->path = strdup(path);
    table->device = st->st_dev;
    table->inode = st->st_ino;
    table->changed = st->st_mtim;
    table->racy = is_racy(&st->st_mtim);
    size_t names_capacity = 0, text_capacity = 0;
    bool complete = table->path != NULL;
    for (struct dirent *entry; complete && (entry = readdir(folder));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        complete = folder_add_name(table, entry->d_name, &names_capacity, &text_capacity);
    }
    closedir(folder);
    if (!complete) {
        folder_forget(table);
        return NULL;
    }
    sort_text = table->text;
    if (table->count) qsort(table->names, table->count, sizeof(*table->names), compare_names);
    return table;
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool is_fresh(const struct folder_table *table, const struct stat *st)
{
    return table && !table->racy && table->device == st->st_dev && table->inode == st->st_ino &&
           same_time(&table->changed, &st->st_mtim);
}

/* The first match in byte order, so the choice among names that differ in case only does not depend on the folder's own
 * order. */
static const char *table_find(const struct folder_table *table, const uint16_t *name, size_t length)
{
    uint32_t hash = name_hash(name, length);
    uint32_t low = 0, high = table->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (table->names[middle].hash < hash) low = middle + 1;
        else high = middle;
    }
    for (; low < table->count && table->names[low].hash == hash; low++) {
        const char *text = table->text + table->names[low].offset;
        uint16_t wide[NAME_MAX + 2];
        size_t wide_length = name_to_windows(text, strlen(text), wide, NAME_MAX + 2);
        if (names_equal(wide, wide_length, name, length)) return text;
    }
    return NULL;
}

/* The name whose short name this is. */
static const char *table_find_short(const struct folder_table *table, const uint16_t *name, size_t length)
{
    if (!short_name_is_made(name, length)) return NULL;
    for (uint32_t i = 0; i < table->count; i++) {
        const char *text = table->text + table->names[i].offset;
        uint16_t wide[NAME_MAX + 2], made[SHORT_NAME_MAX];
        size_t made_length = short_name_make(wide, name_to_windows(text, strlen(text), wide, NAME_MAX + 2), made);
        if (made_length && names_equal(made, made_length, name, length)) return text;
    }
    return NULL;
}

bool folder_find(const char *folder, const uint16_t *name, size_t length, char *unix_name)
{
    struct stat st;
    if (stat(folder, &st) || !S_ISDIR(st.st_mode)) return false;
    pthread_mutex_lock(&cache_lock);
    struct folder_table *table = folder_lookup(folder);
    if (!is_fresh(table, &st)) table = folder_read(folder, &st);
    const char *found = NULL;
    if (table) {
        table->last_use = ++use_counter;
        found = table_find(table, name, length);
        if (!found) found = table_find_short(table, name, length);
        if (found) strcpy(unix_name, found);
    }
    pthread_mutex_unlock(&cache_lock);
    return found != NULL;
}

static bool table_insert(struct folder_table *table, const char *unix_name)
{
    size_t size = strlen(unix_name) + 1;
    struct folder_name *names = realloc(table->names, (table->count + 1) * sizeof(*names));
    if (!names) return false;
    table->names = names;
    char *text = realloc(table->text, table->text_size + size);
    if (!text) return false;
    table->text = text;

    uint16_t wide[NAME_MAX + 2];
    struct folder_name added = {name_hash(wide, name_to_windows(unix_name, size - 1, wide, NAME_MAX + 2)),
                                (uint32_t)table->text_size};
    memcpy(text + table->text_size, unix_name, size);
    table->text_size += size;
    uint32_t place = 0;
    sort_text = text;
    for (uint32_t high = table->count; place < high;) {
        uint32_t middle = (place + high) / 2;
        if (compare_names(&names[middle], &added) < 0) place = middle + 1;
        else high = middle;
    }
    memmove(names + place + 1, names + place, (table->count - place) * sizeof(*names));
    names[place] = added;
    table->count++;
    return true;
}

void folder_name_added(const char *folder, const char *unix_name)
{
    struct stat st;
    pthread_mutex_lock(&cache_lock);
    struct folder_table *table = folder_lookup(folder);
    if (table && !stat(folder, &st)) {
        if (table_insert(table, unix_name)) {
            table->changed = st.st_mtim;
            table->racy = false;
        } else {
            folder_forget(table);
        }
    }
    pthread_mutex_unlock(&cache_lock);
}

/* Copies the Unix path that is kept in this place, if it is that of `dos`: letter for letter, or in any case. */
static bool known_path_find(const struct known_path *known, uint32_t hash, bool exact, const uint16_t *dos,
                            size_t length, char *unix_path, size_t capacity)
{
    bool found = false;
    pthread_mutex_lock(&cache_lock);
    if (known->unix_path && known->hash == hash && strlen(known->unix_path) < capacity &&
        (exact ? known->length == length && !memcmp(known->dos, dos, length * 2)
               : names_equal(known->dos, known->length, dos, length))) {
        strcpy(unix_path, known->unix_path);
        found = true;
    }
    pthread_mutex_unlock(&cache_lock);
    return found;
}

/* Keeps a copy in this place instead of what was there; without memory nothing changes. */
static void known_path_replace(struct known_path *known, uint32_t hash, const uint16_t *dos, size_t length,
                               const char *unix_path)
{
    uint16_t *dos_copy = malloc(length * 2 + 2);
    char *path_copy = strdup(unix_path);
    if (!dos_copy || !path_copy) {
        free(dos_copy);
        free(path_copy);
        return;
    }
    memcpy(dos_copy, dos, length * 2);
    pthread_mutex_lock(&cache_lock);
    free(known->dos);
    free(known->unix_path);
    *known = (struct known_path){dos_copy, (uint32_t)length, hash, path_copy};
    pthread_mutex_unlock(&cache_lock);
}

bool path_cache_find(const uint16_t *dos, size_t length, char *unix_path, size_t capacity)
{
    uint32_t hash = name_hash(dos, length);
    return known_path_find(&known_paths[hash % PATH_COUNT], hash, false, dos, length, unix_path, capacity);
}

void path_cache_add(const uint16_t *dos, size_t length, const char *unix_path)
{
    uint32_t hash = name_hash(dos, length);
    known_path_replace(&known_paths[hash % PATH_COUNT], hash, dos, length, unix_path);
}

/* --- spellings that were wrong before --- */

#define WRONG_COUNT 256u

static struct known_path wrong_spellings[WRONG_COUNT];
static bool any_wrong_spelling;

static uint32_t spelling_hash(const uint16_t *dos, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ dos[i]) * 16777619u;
    return hash;
}

bool wrong_spelling_find(const uint16_t *dos, size_t length, char *unix_path, size_t capacity)
{
    if (!__atomic_load_n(&any_wrong_spelling, __ATOMIC_RELAXED)) return false;
    uint32_t hash = spelling_hash(dos, length);
    return known_path_find(&wrong_spellings[hash % WRONG_COUNT], hash, true, dos, length, unix_path, capacity);
}

void wrong_spelling_add(const uint16_t *dos, size_t length, const char *unix_path)
{
    uint32_t hash = spelling_hash(dos, length);
    known_path_replace(&wrong_spellings[hash % WRONG_COUNT], hash, dos, length, unix_path);
    __atomic_store_n(&any_wrong_spelling, true, __ATOMIC_RELAXED);
}
