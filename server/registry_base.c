/* The base layer: what every prefix's registry contains without anybody having written it (registry_base.txt). The text
 * is ours:
 *
 *     # comment
 *     [Machine\Software\Name]          a key, from \Registry on
 *     "name"="text"                    REG_SZ; @ instead of "name" is the default value. Escapes: \\ \" and \0
 *     "name"=expand:"text"             REG_EXPAND_SZ
 *     "name"=multi:"one\0two"          REG_MULTI_SZ
 *     "name"=dword:0000001f            REG_DWORD, hexadecimal; qword: likewise
 *     "name"=hex:01,02                 REG_BINARY
 *     link="\Registry\..."             the key is a symbolic link (nothing is escaped here)
 *     volatile                         what is made below lives in memory only
 *
 * {USER}, {SID}, {COMPUTER}, {CPU}, {VENDOR}, {IDENTIFIER} and {MHZ} (in dword:) are filled in. */
#include <cpuid.h>
#include <ctype.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "registry.h"
#include "registry_paths.h"
#include "server.h"

#define LONGEST_LINE 4096
#define BASE_TIME    133485408000000000ull /* 1 January 2024 as FILETIME */
enum { REG_SZ = 1, REG_EXPAND_SZ, REG_BINARY, REG_DWORD, REG_MULTI_SZ = 7, REG_QWORD = 11 };

extern const char registry_base_text[], registry_base_text_end[];

/* --- what differs from machine to machine --- */

static char user[64], computer[64], processor[64], vendor[16], identifier[80], megahertz[16];

static void read_user(void)
{
    const struct passwd *entry = getpwuid(geteuid());
    const char *name = entry ? entry->pw_name : getenv("USER");
    snprintf(user, sizeof(user), "%s", name && *name ? name : "user");
    char host[256] = "";
    gethostname(host, sizeof(host) - 1);
    host[strcspn(host, ".")] = 0;
    snprintf(computer, sizeof(computer), "%.15s", *host ? host : "computer"); /* NetBIOS names have 15 characters */
    for (char *c = computer; *c; c++) *c = (char)toupper((unsigned char)*c);
}

/* What Linux measured, where the processor does not say it. */
static void read_megahertz(void)
{
    char line[256];
    double value;
    FILE *file = fopen("/proc/cpuinfo", "re");
    while (file && fgets(line, sizeof(line), file)) {
        if (sscanf(line, "cpu MHz : %lf", &value) != 1) continue;
        snprintf(megahertz, sizeof(megahertz), "%08x", (unsigned)value);
        break;
    }
    if (file) fclose(file);
}

static void read_processor(void)
{
    unsigned a, b, c, d, brand[13] = {0}, name[4] = {0};
    __get_cpuid(0, &a, &name[0], &name[2], &name[1]);
    snprintf(vendor, sizeof(vendor), "%.12s", (const char *)name);
    if (__get_cpuid(1, &a, &b, &c, &d)) {
        unsigned family = a >> 8 & 15, model = a >> 4 & 15;
        if (family == 6 || family == 15) model |= a >> 12 & 0xf0;
        if (family == 15) family += a >> 20 & 0xff;
        snprintf(identifier, sizeof(identifier), "%s Family %u Model %u Stepping %u",
                 strcmp(vendor, "GenuineIntel") ? "AMD64" : "Intel64", family, model, a & 15);
    }
    for (unsigned i = 0; i < 3; i++)
        __get_cpuid(0x80000002u + i, &brand[4 * i], &brand[4 * i + 1], &brand[4 * i + 2], &brand[4 * i + 3]);
    const char *text = (const char *)brand;
    while (*text == ' ') text++;
    snprintf(processor, sizeof(processor), "%s", text);
    strcpy(megahertz, "00000000");
    const char *at = strstr(processor, "@ ");
    if (at)
        snprintf(megahertz, sizeof(megahertz), "%08x", (unsigned)(strtod(at + 2, NULL) * 1000));
    else if (__get_cpuid(0x16, &a, &b, &c, &d) && a)
        snprintf(megahertz, sizeof(megahertz), "%08x", a & 0xffff);
    else
        read_megahertz();
}

static void fill_in(const char *line, size_t length, char *result)
{
    static const struct {
        const char *name;
        const char *text;
    } places[] = {
        {"{USER}", user},     {"{SID}", CURRENT_USER_SID},  {"{COMPUTER}", computer}, {"{CPU}", processor},
        {"{VENDOR}", vendor}, {"{IDENTIFIER}", identifier}, {"{MHZ}", megahertz},
    };
    size_t used = 0;
    for (size_t i = 0; i < length && used < LONGEST_LINE - 100;) {
        size_t place = 0, count = sizeof(places) / sizeof(*places);
        while (line[i] == '{' && place < count && strncmp(line + i, places[place].name, strlen(places[place].name)))
            place++;
        if (line[i] != '{' || place == count) {
            result[used++] = line[i++];
            continue;
        }
        i += strlen(places[place].name);
        used += (size_t)snprintf(result + used, LONGEST_LINE - used, "%s", places[place].text);
    }
    result[used] = 0;
}

/* --- reading --- */

/* A string in quotes; returns what follows it. */
static const char *read_string(const char *text, char *result, size_t *length)
{
    *length = 0;
    if (*text != '"') return text;
    for (text++; *text && *text != '"'; text++) {
        if (*text == '\\' && text[1]) text++;
        result[(*length)++] = text[-1] == '\\' && *text == '0' ? 0 : *text;
    }
    return *text ? text + 1 : text;
}

static void store_string(struct key *key, struct text name, uint32_t type, const char *text)
{
    static uint16_t chars[LONGEST_LINE + 4];
    char unescaped[LONGEST_LINE];
    size_t length;
    read_string(text, unescaped, &length);
    uint32_t count = text_from_utf8(unescaped, length, chars, LONGEST_LINE);
    chars[count++] = 0;
    if (type == REG_MULTI_SZ) chars[count++] = 0;
    value_store(key, name, type, chars, 2 * count);
}

static void store_bytes(struct key *key, struct text name, const char *text)
{
    uint8_t bytes[LONGEST_LINE / 3];
    uint32_t count = 0;
    for (char *end; isxdigit((unsigned char)*text) && count < sizeof(bytes); text = *end == ',' ? end + 1 : end)
        bytes[count++] = (uint8_t)strtoul(text, &end, 16);
    value_store(key, name, REG_BINARY, bytes, count);
}

static void store_number(struct key *key, struct text name, uint32_t type, const char *text)
{
    uint64_t number = strtoull(text, NULL, 16);
    value_store(key, name, type, &number, type == REG_DWORD ? 4 : 8);
}

static void read_value(struct key *key, const char *line)
{
    char name_bytes[LONGEST_LINE];
    uint16_t name_chars[512];
    size_t length = 0;
    line = *line == '@' ? line + 1 : read_string(line, name_bytes, &length);
    struct text name = {name_chars, text_from_utf8(name_bytes, length, name_chars, 512)};
    if (*line++ != '=') return;
    if (*line == '"')
        store_string(key, name, REG_SZ, line);
    else if (!strncmp(line, "expand:", 7))
        store_string(key, name, REG_EXPAND_SZ, line + 7);
    else if (!strncmp(line, "multi:", 6))
        store_string(key, name, REG_MULTI_SZ, line + 6);
    else if (!strncmp(line, "dword:", 6))
        store_number(key, name, REG_DWORD, line + 6);
    else if (!strncmp(line, "qword:", 6))
        store_number(key, name, REG_QWORD, line + 6);
    else if (!strncmp(line, "hex:", 4))
        store_bytes(key, name, line + 4);
}

static void make_link(struct key *key, const char *text)
{
    uint16_t name[32], chars[LONGEST_LINE];
    size_t length = strlen(text) < 2 ? 0 : strlen(text) - 2; /* without the quotes; nothing is escaped */
    struct text value = {name, text_from_ascii("SymbolicLinkValue", name, 32)};
    key->is_link = true;
    value_store(key, value, REG_LINK, chars, 2 * text_from_utf8(text + 1, length, chars, LONGEST_LINE));
}

static struct key *make_key(const char *line)
{
    uint16_t chars[LONGEST_LINE];
    const char *end = strrchr(line, ']');
    struct text path = {chars, end ? text_from_utf8(line, (size_t)(end - line), chars, LONGEST_LINE) : 0};
    struct key *key = registry_root;
    for (struct text name = text_next_component(&path); key && name.length; name = text_next_component(&path)) {
        struct key *parent = key;
        if ((key = key_child(parent, name))) continue;
        if (!(key = key_new(parent, name))) break;
        key->from_base = true;
        key->is_volatile = parent->is_volatile;
        key->last_write = BASE_TIME;
    }
    return key;
}

static bool read_line(const char *line, struct key **key)
{
    if (*line == '[')
        *key = make_key(line + 1);
    else if (*line == '"' || *line == '@')
        read_value(*key, line);
    else if (!strncmp(line, "link=", 5))
        make_link(*key, line + 5);
    else if (!strcmp(line, "volatile"))
        (*key)->is_volatile = true;
    return *key != NULL;
}

/* The other processors are like the first one, which the text describes. */
static bool copy_processors(void)
{
    struct key *first = make_key("Machine\\Hardware\\Description\\System\\CentralProcessor\\0]");
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    for (long i = 1; first && i < count; i++) {
        char line[80];
        snprintf(line, sizeof(line), "Machine\\Hardware\\Description\\System\\CentralProcessor\\%ld]", i);
        struct key *key = make_key(line);
        if (!key) return false;
        for (uint32_t at = 0; at < first->value_count; at++) {
            const struct value *value = &first->values[at];
            if (!value_store(key, (struct text){value->name, value->name_length}, value->type, value->data,
                             value->size))
                return false;
        }
    }
    return first != NULL;
}

bool registry_base_read(void)
{
    static char line[LONGEST_LINE];
    struct key *key = registry_root;
    read_user();
    read_processor();
    for (const char *at = registry_base_text; at < registry_base_text_end;) {
        const char *end = memchr(at, '\n', (size_t)(registry_base_text_end - at));
        if (!end) end = registry_base_text_end;
        fill_in(at, (size_t)(end - at), line);
        if (!read_line(line, &key)) return false;
        at = end + 1;
    }
    return copy_processors();
}
