/* The XML reader for manifests. Not validating: what it does not know it skips; what is not well-formed ends the
 * reading. */
#include "manifest.h"

#include <stdint.h>
#include <string.h>

#define MAX_DEPTH 32
#define MAX_ATTRIBUTES 24

struct attribute { char *name, *value; };

struct tag {
    char *name;              /* without the namespace's prefix */
    struct attribute attributes[MAX_ATTRIBUTES];
    size_t attribute_count;
    bool closing, empty;
};

struct reader {
    char *at, *end;
    char *text;              /* what stood before the tag that was read last */
    char *text_end;
};

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
static bool is_name(char c)
{
    return !is_space(c) && c != '/' && c != '>' && c != '=' && c != '<' && c != '"' && c != '\'' && c != 0;
}

static void skip_space(struct reader *reader)
{
    while (reader->at < reader->end && is_space(*reader->at)) reader->at++;
}

static char *find(struct reader *reader, const char *wanted)
{
    size_t length = strlen(wanted);
    for (char *at = reader->at; at + length <= reader->end; at++) {
        if (!memcmp(at, wanted, length)) return at;
    }
    return NULL;
}

/* Comments, declarations and processing instructions. false: the text ends inside of one. */
static bool skip_to(struct reader *reader, const char *end)
{
    char *at = find(reader, end);
    if (!at) return false;
    reader->at = at + strlen(end);
    return true;
}

static bool starts_with(const struct reader *reader, const char *text)
{
    size_t length = strlen(text);
    return (size_t)(reader->end - reader->at) >= length && !memcmp(reader->at, text, length);
}

static size_t put_code_point(char *to, uint32_t c)
{
    if (c < 0x80) return to[0] = (char)c, 1;
    if (c < 0x800) return to[0] = (char)(0xc0 | c >> 6), to[1] = (char)(0x80 | (c & 63)), 2;
    if (c < 0x10000)
        return to[0] = (char)(0xe0 | c >> 12), to[1] = (char)(0x80 | (c >> 6 & 63)), to[2] = (char)(0x80 | (c & 63)), 3;
    to[0] = (char)(0xf0 | c >> 18);
    to[1] = (char)(0x80 | (c >> 12 & 63));
    to[2] = (char)(0x80 | (c >> 6 & 63));
    to[3] = (char)(0x80 | (c & 63));
    return 4;
}

/* &#123; and &#x7b; */
static uint32_t numeric_entity(const char *at, const char *end)
{
    uint32_t base = 10, value = 0;
    if (at < end && (*at == 'x' || *at == 'X')) base = 16, at++;
    for (; at < end; at++) {
        uint32_t digit = *at >= '0' && *at <= '9'                 ? (uint32_t)(*at - '0')
                         : (*at | 32) >= 'a' && (*at | 32) <= 'f' ? (uint32_t)((*at | 32) - 'a' + 10)
                                                                  : 99;
        if (digit >= base || value > 0x10ffff) return '?';
        value = value * base + digit;
    }
    return value && value <= 0x10ffff ? value : '?';
}

static uint32_t entity_value(const char *at, const char *end)
{
    static const struct { const char *name; char c; } names[] = {
        { "lt", '<' }, { "gt", '>' }, { "amp", '&' }, { "quot", '"' }, { "apos", '\'' },
    };
    if (at < end && *at == '#') return numeric_entity(at + 1, end);
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (strlen(names[i].name) == (size_t)(end - at) && !memcmp(at, names[i].name, end - at))
            return (unsigned char)names[i].c;
    }
    return '?';
}

/* Resolves entities in place (what they stand for is never longer) and ends the string. */
static void decode(char *from, char *end)
{
    char *to = from;
    for (char *at = from; at < end;) {
        char *semicolon = *at == '&' ? memchr(at, ';', (size_t)(end - at) < 12 ? (size_t)(end - at) : 12) : NULL;
        if (!semicolon || semicolon - at < 3) {
            *to++ = *at++;
            continue;
        }
        to += put_code_point(to, entity_value(at + 1, semicolon));
        at = semicolon + 1;
    }
    *to = 0;
}

static char *local_name(char *name)
{
    char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

static bool read_attribute(struct reader *reader, struct tag *tag)
{
    char *name = reader->at, *name_end, *value;
    while (reader->at < reader->end && is_name(*reader->at)) reader->at++;
    name_end = reader->at;
    skip_space(reader);
    if (name_end == name || reader->at == reader->end || *reader->at != '=') return false;
    reader->at++;
    skip_space(reader);
    if (reader->at == reader->end || (*reader->at != '"' && *reader->at != '\'')) return false;
    char quote = *reader->at++;
    value = reader->at;
    while (reader->at < reader->end && *reader->at != quote) reader->at++;
    if (reader->at == reader->end) return false;
    *name_end = 0;
    decode(value, reader->at);
    reader->at++;
    if (tag->attribute_count < MAX_ATTRIBUTES)
        tag->attributes[tag->attribute_count++] = (struct attribute){name, value};
    return true;
}

/* After '<': the name, the attributes, up to and with '>'. */
static bool read_tag(struct reader *reader, struct tag *tag)
{
    *tag = (struct tag){ .closing = reader->at < reader->end && *reader->at == '/' };
    if (tag->closing) reader->at++;
    char *name = reader->at;
    while (reader->at < reader->end && is_name(*reader->at)) reader->at++;
    char *name_end = reader->at;
    if (name_end == name) return false;
    for (;;) {
        skip_space(reader);
        if (reader->at == reader->end) return false;
        if (*reader->at == '>') break;
        if (*reader->at == '/' && reader->at + 1 < reader->end && reader->at[1] == '>') {
            tag->empty = true;
            reader->at++;
            break;
        }
        if (!read_attribute(reader, tag)) return false;
    }
    *reader->at++ = 0;
    *name_end = 0;
    tag->name = local_name(name);
    return true;
}

/* The next tag that is an element's beginning or end. */
static bool next_tag(struct reader *reader, struct tag *tag)
{
    reader->text = reader->at;
    for (;;) {
        char *open = find(reader, "<");
        if (!open) return false;
        reader->at = open;
        if (starts_with(reader, "<!--")) {
            if (!skip_to(reader, "-->")) return false;
        } else if (starts_with(reader, "<?")) {
            if (!skip_to(reader, "?>")) return false;
        } else if (starts_with(reader, "<!")) {
            if (!skip_to(reader, ">")) return false;
        } else {
            reader->text_end = open;
            reader->at = open + 1;
            return read_tag(reader, tag);
        }
    }
}

static const char *attribute(const struct tag *tag, const char *name)
{
    for (size_t i = 0; i < tag->attribute_count; i++) {
        if (!strcmp(tag->attributes[i].name, name)) return tag->attributes[i].value;
    }
    return NULL;
}

static struct manifest_identity read_identity(const struct tag *tag)
{
    return (struct manifest_identity){
        .name = attribute(tag, "name"), .version = attribute(tag, "version"), .type = attribute(tag, "type"),
        .architecture = attribute(tag, "processorArchitecture"), .token = attribute(tag, "publicKeyToken"),
        .language = attribute(tag, "language"),
    };
}

/* ---- what is kept */

struct position {
    const char *names[MAX_DEPTH];
    size_t depth;
    const char *setting_space; /* namespace of the setting that is open */
};

static bool inside(const struct position *position, const char *name)
{
    for (size_t i = 0; i < position->depth; i++) {
        if (!strcmp(position->names[i], name)) return true;
    }
    return false;
}

static void keep_element(struct manifest *manifest, struct position *position, const struct tag *tag)
{
    const char *value;
    if (!strcmp(tag->name, "assemblyIdentity")) {
        if (!inside(position, "dependentAssembly")) manifest->identity = read_identity(tag);
        else if (manifest->dependency_count < MANIFEST_MAX_DEPENDENCIES)
            manifest->dependencies[manifest->dependency_count++] = read_identity(tag);
    } else if (!strcmp(tag->name, "file") && position->depth == 1) {
        if ((value = attribute(tag, "name")) && manifest->file_count < MANIFEST_MAX_FILES)
            manifest->files[manifest->file_count++] = value;
    } else if (!strcmp(tag->name, "requestedExecutionLevel")) {
        manifest->execution_level = attribute(tag, "level");
        value = attribute(tag, "uiAccess");
        manifest->ui_access = value && !strcmp(value, "true");
    } else if (!strcmp(tag->name, "supportedOS")) {
        if ((value = attribute(tag, "Id")) && manifest->supported_os_count < MANIFEST_MAX_SUPPORTED_OS)
            manifest->supported_os[manifest->supported_os_count++] = value;
    } else if (inside(position, "windowsSettings")) {
        position->setting_space = attribute(tag, "xmlns");
    }
}

/* The end of an element below windowsSettings: what stood in it is its value. */
static void keep_setting(struct manifest *manifest, const struct position *position, const struct tag *tag,
                         const struct reader *reader)
{
    if (!inside(position, "windowsSettings") || !strcmp(tag->name, "windowsSettings")) return;
    if (manifest->setting_count == MANIFEST_MAX_SETTINGS) return;
    char *from = reader->text, *end = reader->text_end;
    while (from < end && is_space(*from)) from++;
    while (end > from && is_space(end[-1])) end--;
    decode(from, end);
    manifest->settings[manifest->setting_count++] = (struct manifest_setting){position->setting_space, tag->name, from};
}

bool manifest_parse(char *text, size_t size, struct manifest *manifest)
{
    struct reader reader = { .at = text, .end = text + size };
    struct position position = { .depth = 0 };
    struct tag tag;
    bool found = false;
    memset(manifest, 0, sizeof(*manifest));
    text[size] = 0;
    while (next_tag(&reader, &tag)) {
        if (tag.closing) {
            if (!position.depth || strcmp(position.names[position.depth - 1], tag.name))
                return found && !position.depth;
            position.depth--;
            keep_setting(manifest, &position, &tag, &reader);
            if (!position.depth) return found;
            continue;
        }
        if (!position.depth) {
            if (strcmp(tag.name, "assembly")) return false;
            found = true;
        }
        keep_element(manifest, &position, &tag);
        if (tag.empty) continue;
        if (position.depth == MAX_DEPTH) return false;
        position.names[position.depth++] = tag.name;
    }
    return false;
}

size_t manifest_to_utf8(const void *data, size_t size, char *text)
{
    const unsigned char *bytes = data;
    size_t length = 0;
    if (size < 2 || bytes[0] != 0xff || bytes[1] != 0xfe) {
        size_t skipped = size >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3) ? 3 : 0;
        memcpy(text, bytes + skipped, size - skipped);
        return size - skipped;
    }
    for (size_t i = 2; i + 1 < size; i += 2) {
        uint32_t c = bytes[i] | (uint32_t)bytes[i + 1] << 8;
        if (c >= 0xd800 && c < 0xdc00 && i + 3 < size) {
            uint32_t low = bytes[i + 2] | (uint32_t)bytes[i + 3] << 8;
            if (low >= 0xdc00 && low < 0xe000) {
                c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
                i += 2;
            }
        }
        length += put_code_point(text + length, c);
    }
    return length;
}
