/* `winrun --check`: what does a program need, and what does Winrun lack for it? Follows imports, delay imports and
 * forwarders through the program's own DLLs; our DLLs say in their .expstat section which exports are stubs or partial
 * (tools/make_exports.py). */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "api_sets.h"
#include "loader.h"
#include "pe_reader.h"

#define MAX_MODULES 512
#define FORWARD_DEPTH 16

enum state { STATE_IMPLEMENTED, STATE_PARTIAL, STATE_STUB, STATE_MISSING, STATE_COUNT };
static const char *const state_names[STATE_COUNT] = { "implemented", "partial", "stub", "missing" };

struct module {
    char name[128];
    char path[PATH_MAX];
    bool builtin, absent;
    struct pe_file file;
};

struct finding { const char *importer, *dll, *function; char *words; enum state state; bool delayed; };

struct check {
    struct module *modules[MAX_MODULES];
    unsigned module_count;
    struct finding *findings;
    size_t finding_count, finding_capacity;
    size_t totals[STATE_COUNT];
    bool is_32bit, damaged;
    char folder[PATH_MAX];
    struct module *importer;
};

static bool find_in_folder(const char *folder, const char *name, char *path)
{
    snprintf(path, PATH_MAX, "%.3900s/%.127s", folder, name);
    if (!access(path, R_OK)) return true;
    DIR *stream = opendir(folder);
    bool found = false;
    for (struct dirent *entry; stream && !found && (entry = readdir(stream));) {
        if (strcasecmp(entry->d_name, name)) continue;
        snprintf(path, PATH_MAX, "%.3800s/%s", folder, entry->d_name);
        found = true;
    }
    if (stream) closedir(stream);
    return found;
}

static bool map_module(struct module *module)
{
    int fd = open(module->path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) || info.st_size <= 0) {
        if (fd >= 0) close(fd);
        return false;
    }
    void *bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    return bytes != MAP_FAILED && pe_open(&module->file, bytes, (size_t)info.st_size);
}

/* Loads a DLL as the PE loader would find it: the program's folder first, then Winrun's own. API set names are resolved
 * by the caller. */
static struct module *get_module(struct check *check, const char *name)
{
    char full[128];
    snprintf(full, sizeof(full), "%.120s%s", name, strrchr(name, '.') ? "" : ".dll");
    for (unsigned i = 0; i < check->module_count; i++)
        if (!strcasecmp(check->modules[i]->name, full)) return check->modules[i];
    if (check->module_count == MAX_MODULES) fail(1, "the program needs more than %u DLLs.", MAX_MODULES);
    struct module *module = calloc(1, sizeof(*module));
    if (!module) fail(1, "out of memory.");
    check->modules[check->module_count++] = module;
    strcpy(module->name, full);
    char ours[PATH_MAX], lower[128];
    snprintf(ours, sizeof(ours), "%.4000s/%s-windows", library_path, check->is_32bit ? "i386" : "x86_64");
    for (size_t i = 0; i <= strlen(full); i++)
        lower[i] = full[i] >= 'A' && full[i] <= 'Z' ? (char)(full[i] + 32) : full[i];
    char system[PATH_MAX];
    snprintf(system, sizeof(system), "%.4000s/drive_c/windows/%s", prefix_path,
             check->is_32bit ? "syswow64" : "system32");
    if (find_in_folder(ours, lower, module->path)) module->builtin = true;
    else if (!find_in_folder(check->folder, full, module->path) && !find_in_folder(system, full, module->path))
        module->absent = true;
    if (!module->absent && !map_module(module)) module->absent = true;
    return module;
}

static const char *api_set_host(const char *dll)
{
    static const struct { const char *prefix, *host; } sets[] = {
#define SET(prefix, host) { prefix, host },
        API_SET_LIST(SET)
#undef SET
    };
    if (strncasecmp(dll, "api-", 4) && strncasecmp(dll, "ext-", 4)) return NULL;
    for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++)
        if (!strncasecmp(dll, sets[i].prefix, strlen(sets[i].prefix))) return sets[i].host;
    return NULL;
}

/* The line NAME\tstate[\twords] of our DLL's status table. */
static enum state status_of(const struct module *module, const char *name, char **words)
{
    size_t size = 0, length = strlen(name);
    const char *at = pe_section_contents(&module->file, ".expstat", &size), *end = at + size;
    while (at && at < end && *at) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (!newline) break;
        if ((size_t)(newline - at) > length && !memcmp(at, name, length) && at[length] == '\t') {
            const char *state = at + length + 1;
            const char *tab = memchr(state, '\t', (size_t)(newline - state));
            if (tab) *words = strndup(tab + 1, (size_t)(newline - tab - 1));
            return *state == 'p' ? STATE_PARTIAL : STATE_STUB;
        }
        at = newline + 1;
    }
    return STATE_IMPLEMENTED;
}

static enum state resolve(struct check *check, const char *dll, const char *name, uint16_t ordinal, char **words,
                          int depth);

static enum state resolve_in(struct check *check, struct module *module, const char *name, uint16_t ordinal,
                             char **words, int depth)
{
    const char *forward = NULL;
    if (module->absent) return STATE_MISSING;
    int found = pe_find_export(&module->file, name, ordinal, &forward);
    if (!found) return STATE_MISSING;
    if (found == 2 && depth < FORWARD_DEPTH) {
        char dll[256];
        const char *dot = strrchr(forward, '.');
        if (!dot || dot - forward >= (int)sizeof(dll)) return STATE_MISSING;
        snprintf(dll, sizeof(dll), "%.*s", (int)(dot - forward), forward);
        if (dot[1] == '#') return resolve(check, dll, NULL, (uint16_t)atoi(dot + 2), words, depth + 1);
        return resolve(check, dll, dot + 1, 0, words, depth + 1);
    }
    return module->builtin && name ? status_of(module, name, words) : STATE_IMPLEMENTED;
}

static enum state resolve(struct check *check, const char *dll, const char *name, uint16_t ordinal, char **words,
                          int depth)
{
    const char *host = api_set_host(dll);
    if (!host) return resolve_in(check, get_module(check, dll), name, ordinal, words, depth);
    static const char *const fallbacks[] = {
#define NAME(host) host,
        API_SET_FALLBACKS(NAME)
#undef NAME
    };
    enum state best = resolve_in(check, get_module(check, host), name, ordinal, words, depth);
    for (size_t i = 0; best == STATE_MISSING && i < sizeof(fallbacks) / sizeof(*fallbacks); i++)
        best = resolve_in(check, get_module(check, fallbacks[i]), name, ordinal, words, depth);
    return best;
}

static void note_import(void *data, const char *dll, const char *name, uint16_t ordinal, bool delayed)
{
    struct check *check = data;
    char *words = NULL, by_ordinal[16];
    enum state state = resolve(check, dll, name, ordinal, &words, 0);
    snprintf(by_ordinal, sizeof(by_ordinal), "#%u", ordinal);
    check->totals[state]++;
    if (check->finding_count == check->finding_capacity) {
        check->finding_capacity = check->finding_capacity ? 2 * check->finding_capacity : 256;
        check->findings = realloc(check->findings, check->finding_capacity * sizeof(*check->findings));
        if (!check->findings) fail(1, "out of memory.");
    }
    check->findings[check->finding_count++] = (struct finding){
        check->importer->name, dll, name ? name : strdup(by_ordinal), words, state, delayed,
    };
}

static void print_json_string(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') printf("\\%c", c);
        else if (c < 32 || c > 126) printf("\\u%04x", c);
        else putchar(c);
    }
    putchar('"');
}

static bool dll_is_absent(struct check *check, const char *dll)
{
    const char *host = api_set_host(dll);
    return get_module(check, host ? host : dll)->absent;
}

static const char *verdict(const struct check *check)
{
    if (check->damaged) return "An import table is damaged: the program will not start.";
    if (check->totals[STATE_MISSING])
        return "Some functions or DLLs are missing: the program may not start, or ends when it calls one.";
    if (check->totals[STATE_STUB])
        return "All DLLs are there, but some functions are only stubs: the program ends if it calls one.";
    if (check->totals[STATE_PARTIAL]) return "Everything it imports is there; some functions are partial.";
    return "Everything it imports is implemented.";
}

static void print_text(struct check *check)
{
    const char *previous_dll = "", *previous_importer = "";
    for (size_t i = 0; i < check->finding_count; i++) {
        const struct finding *f = &check->findings[i];
        if (strcmp(f->importer, previous_importer) || strcmp(f->dll, previous_dll)) {
            size_t counts[STATE_COUNT] = { 0 };
            for (size_t j = i; j < check->finding_count && !strcmp(check->findings[j].dll, f->dll) &&
                               !strcmp(check->findings[j].importer, f->importer);
                 j++)
                counts[check->findings[j].state]++;
            const char *host = api_set_host(f->dll);
            printf("%s needs %s%s%s%s: %zu implemented, %zu partial, %zu stubs, %zu missing%s\n", f->importer, f->dll,
                   host ? " (" : "", host ? host : "", host ? ")" : "", counts[0], counts[1], counts[2], counts[3],
                   dll_is_absent(check, f->dll) ? "; THIS DLL WAS NOT FOUND" : "");
            previous_dll = f->dll;
            previous_importer = f->importer;
        }
        if (f->state != STATE_IMPLEMENTED)
            printf("    %-8s %s%s%s%s\n", state_names[f->state], f->function, f->words ? ": " : "",
                   f->words ? f->words : "", f->delayed ? " (delay-loaded)" : "");
    }
    printf("%zu functions: %zu implemented, %zu partial, %zu stubs, %zu missing. %s\n", check->finding_count,
           check->totals[0], check->totals[1], check->totals[2], check->totals[3], verdict(check));
}

static void print_json(struct check *check)
{
    printf("{\n  \"program\": ");
    print_json_string(check->modules[0]->path);
    printf(",\n  \"architecture\": \"%s\",\n  \"imports\": [", check->is_32bit ? "i386" : "x86_64");
    for (size_t i = 0; i < check->finding_count; i++) {
        const struct finding *f = &check->findings[i];
        printf("%s\n    {\"importer\": ", i ? "," : "");
        print_json_string(f->importer);
        printf(", \"dll\": ");
        print_json_string(f->dll);
        printf(", \"function\": ");
        print_json_string(f->function);
        printf(", \"state\": \"%s\", \"delayed\": %s", state_names[f->state], f->delayed ? "true" : "false");
        if (f->words) {
            printf(", \"words\": ");
            print_json_string(f->words);
        }
        putchar('}');
    }
    printf("\n  ],\n  \"implemented\": %zu, \"partial\": %zu, \"stub\": %zu, \"missing\": %zu,\n  \"verdict\": ",
           check->totals[0], check->totals[1], check->totals[2], check->totals[3]);
    print_json_string(verdict(check));
    printf("\n}\n");
}

int check_program(const char *unix_path, bool json)
{
    static struct check check;
    struct image_mapping kind;
    char reason[512];
    int fd = open(unix_path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) fail(EXIT_CANNOT_RUN, "%s cannot be opened: %s.", unix_path, strerror(errno));
    if (image_identify(fd, &kind, reason, sizeof(reason))) fail(EXIT_CANNOT_RUN, "%s: %s", unix_path, reason);
    close(fd);
    check.is_32bit = kind.machine == IMAGE_MACHINE_I386;
    snprintf(check.folder, sizeof(check.folder), "%s", unix_path);
    *strrchr(check.folder, '/') = 0;
    struct module *program = calloc(1, sizeof(*program));
    if (!program) fail(1, "out of memory.");
    snprintf(program->name, sizeof(program->name), "%.127s", strrchr(unix_path, '/') + 1);
    snprintf(program->path, sizeof(program->path), "%s", unix_path);
    if (!map_module(program)) fail(EXIT_CANNOT_RUN, "%s is damaged: its headers cannot be read.", unix_path);
    check.modules[check.module_count++] = program;
    for (unsigned i = 0; i < check.module_count; i++) { /* grows while we go: the program's own DLLs are followed too */
        if (check.modules[i]->builtin || check.modules[i]->absent) continue;
        check.importer = check.modules[i];
        if (!pe_visit_imports(&check.modules[i]->file, note_import, &check)) check.damaged = true;
    }
    if (json) print_json(&check);
    else print_text(&check);
    return check.damaged || check.totals[STATE_MISSING] ? 1 : 0;
}
