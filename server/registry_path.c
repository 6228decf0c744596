/* Paths in the registry: links, and the view of 32-bit programs.
 *
 * Windows: HKLM\Software is redirected to HKLM\Software\Wow6432Node for 32-bit programs, but for some keys that both
 * views share; below Software\Classes (of machine and user) a few keys are redirected to Software\Classes\Wow6432Node
 * and the rest is shared. Redirection depends on the whole path, also when it is opened in steps: HKLM, then Software,
 * then Microsoft\Windows\CurrentVersion\App Paths leads to the shared key. Here: for the 32-bit view the path from
 * \Registry is put together, less what redirection put into the handle's part, and the redirection is decided anew. */
#include <stdlib.h>
#include <string.h>
#include "registry.h"

#define LONGEST_PATH 32767u
#define MOST_LINKS   16

/* --- the rules --- */

/* Below HKLM\Software, these and all below them are shared. */
static const char *const shared_keys[] = {
    "Clients",
    "Microsoft\\COM3",
    "Microsoft\\Cryptography\\Calais\\Current",
    "Microsoft\\Cryptography\\Calais\\Readers",
    "Microsoft\\Cryptography\\Services",
    "Microsoft\\CTF\\SystemShared",
    "Microsoft\\CTF\\TIP",
    "Microsoft\\DFS",
    "Microsoft\\Driver Signing",
    "Microsoft\\EnterpriseCertificates",
    "Microsoft\\EventSystem",
    "Microsoft\\MSMQ",
    "Microsoft\\Non-Driver Signing",
    "Microsoft\\Notepad\\DefaultFonts",
    "Microsoft\\OLE",
    "Microsoft\\RAS",
    "Microsoft\\RPC",
    "Microsoft\\Shared Tools\\MSInfo",
    "Microsoft\\SystemCertificates",
    "Microsoft\\TermServLicensing",
    "Microsoft\\TransactionServer",
    "Microsoft\\Windows\\CurrentVersion\\App Paths",
    "Microsoft\\Windows\\CurrentVersion\\Control Panel\\Cursors\\Schemes",
    "Microsoft\\Windows\\CurrentVersion\\Explorer\\AutoplayHandlers",
    "Microsoft\\Windows\\CurrentVersion\\Explorer\\DriveIcons",
    "Microsoft\\Windows\\CurrentVersion\\Explorer\\KindMap",
    "Microsoft\\Windows\\CurrentVersion\\Group Policy",
    "Microsoft\\Windows\\CurrentVersion\\Policies",
    "Microsoft\\Windows\\CurrentVersion\\PreviewHandlers",
    "Microsoft\\Windows\\CurrentVersion\\Setup",
    "Microsoft\\Windows\\CurrentVersion\\Telephony\\Locations",
    "Microsoft\\Windows NT\\CurrentVersion\\Console",
    "Microsoft\\Windows NT\\CurrentVersion\\FontDpi",
    "Microsoft\\Windows NT\\CurrentVersion\\FontLink",
    "Microsoft\\Windows NT\\CurrentVersion\\FontMapper",
    "Microsoft\\Windows NT\\CurrentVersion\\Fonts",
    "Microsoft\\Windows NT\\CurrentVersion\\FontSubstitutes",
    "Microsoft\\Windows NT\\CurrentVersion\\Gre_Initialize",
    "Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options",
    "Microsoft\\Windows NT\\CurrentVersion\\Language Pack",
    "Microsoft\\Windows NT\\CurrentVersion\\NetworkCards",
    "Microsoft\\Windows NT\\CurrentVersion\\Perflib",
    "Microsoft\\Windows NT\\CurrentVersion\\Ports",
    "Microsoft\\Windows NT\\CurrentVersion\\Print",
    "Microsoft\\Windows NT\\CurrentVersion\\ProfileList",
    "Microsoft\\Windows NT\\CurrentVersion\\Time Zones",
    "Policies",
    "RegisteredApplications",
};
static const char *const redirected_classes[] = {"CLSID", "DirectShow", "Interface", "Media Type", "MediaFoundation"};

static bool equals_ascii(struct text text, const char *ascii)
{
    uint32_t i = 0;
    for (; i < text.length && ascii[i]; i++)
        if (text_fold(text.chars[i]) != text_fold((unsigned char)ascii[i])) return false;
    return i == text.length && !ascii[i];
}

/* Whether the path begins with the components of `key`. */
static bool is_below(struct text path, const char *key)
{
    uint32_t i = 0;
    for (; key[i]; i++)
        if (i == path.length || text_fold(path.chars[i]) != text_fold((unsigned char)key[i])) return false;
    return i == path.length || path.chars[i] == '\\';
}

static bool is_any_of(struct text path, const char *const *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_below(path, keys[i])) return true;
    return false;
}

/* How a path from \Registry is split where redirection happens: `head` ends with Software or Classes. */
struct split {
    struct text head, tail;
    bool is_classes;
};

static struct text before(struct text path, struct text rest)
{
    uint32_t length = (uint32_t)(rest.chars - path.chars);
    while (length && path.chars[length - 1] == '\\') length--;
    return (struct text){path.chars, length};
}

static struct text skip_separators(struct text text)
{
    while (text.length && *text.chars == '\\') text.chars++, text.length--;
    return text;
}

/* Machine\Software..., Machine\Software\Classes..., User\SID\Software\Classes..., User\SID_Classes... */
static bool split_path(struct text path, struct split *split)
{
    static const uint16_t suffix[] = {'_', 'C', 'l', 'a', 's', 's', 'e', 's'};
    struct text rest = path, first = text_next_component(&rest), second = text_next_component(&rest);
    if (equals_ascii(first, "User")) {
        bool has_suffix = second.length > 8 && text_equal((struct text){second.chars + second.length - 8, 8},
                                                          (struct text){suffix, 8}, true);
        if (!has_suffix && (!equals_ascii(text_next_component(&rest), "Software") ||
                            !equals_ascii(text_next_component(&rest), "Classes")))
            return false;
        *split = (struct split){before(path, rest), skip_separators(rest), true};
        return true;
    }
    if (!equals_ascii(first, "Machine") || !equals_ascii(second, "Software")) return false;
    struct text below = rest;
    bool classes = equals_ascii(text_next_component(&below), "Classes");
    if (classes) rest = below;
    *split = (struct split){before(path, rest), skip_separators(rest), classes};
    return true;
}

static bool is_redirected(const struct split *split)
{
    if (is_below(split->tail, "Wow6432Node")) return false;
    if (split->is_classes)
        return is_any_of(split->tail, redirected_classes, sizeof(redirected_classes) / sizeof(*redirected_classes));
    return !is_any_of(split->tail, shared_keys, sizeof(shared_keys) / sizeof(*shared_keys));
}

/* --- putting paths together --- */

struct builder {
    uint16_t *chars;
    uint32_t length;
};

static void append(struct builder *builder, struct text text)
{
    if (!text.length || builder->length + 1 + text.length > LONGEST_PATH) return;
    builder->chars[builder->length++] = '\\';
    memcpy(builder->chars + builder->length, text.chars, 2 * (size_t)text.length);
    builder->length += text.length;
}

/* The name of `start` from \Registry on, without what redirection had put in. */
static void append_start(struct builder *builder, const struct key *start)
{
    uint16_t *name = malloc(2 * LONGEST_PATH);
    struct split split;
    struct text full = {name, name ? key_full_name(start, name, LONGEST_PATH) : 0};
    text_next_component(&full);
    full = skip_separators(full);
    if (split_path(full, &split) && is_below(split.tail, "Wow6432Node")) {
        append(builder, split.head);
        text_next_component(&split.tail);
        append(builder, skip_separators(split.tail));
    } else {
        append(builder, full);
    }
    free(name);
}

/* The path that a 32-bit program means, from \Registry on. */
static uint16_t *redirect(const struct key *start, struct text path, struct text *result)
{
    static const uint16_t node[] = {'W', 'o', 'w', '6', '4', '3', '2', 'N', 'o', 'd', 'e'};
    struct builder whole = {malloc(2 * LONGEST_PATH), 0}, redirected = {NULL, 0};
    struct split split;
    if (!whole.chars) return NULL;
    append_start(&whole, start);
    append(&whole, skip_separators(path));
    *result = (struct text){whole.chars, whole.length};
    if (!split_path(skip_separators(*result), &split) || !is_redirected(&split)) return whole.chars;
    if ((redirected.chars = malloc(2 * LONGEST_PATH))) {
        append(&redirected, split.head);
        append(&redirected, (struct text){node, 11});
        append(&redirected, split.tail);
    }
    free(whole.chars);
    *result = (struct text){redirected.chars, redirected.length};
    return redirected.chars;
}

/* --- walking --- */

static uint16_t *link_target(struct key *key, struct text rest, struct text *result)
{
    static const uint16_t name[] = {'S', 'y', 'm', 'b', 'o', 'l', 'i', 'c', 'L',
                                    'i', 'n', 'k', 'V', 'a', 'l', 'u', 'e'};
    key_load(key);
    const struct value *value = value_find(key, (struct text){name, 17});
    struct builder builder = {value && value->type == REG_LINK ? malloc(2 * LONGEST_PATH) : NULL, 0};
    if (!builder.chars) return NULL;
    append(&builder, skip_separators((struct text){(const uint16_t *)(const void *)value->data, value->size / 2}));
    append(&builder, skip_separators(rest));
    *result = (struct text){builder.chars, builder.length};
    return builder.chars;
}

bool path_is_absolute(struct text path)
{
    return path.length && *path.chars == '\\';
}

static NTSTATUS walk(struct key *key, struct text path, bool open_link, struct key_path *result)
{
    int links = 0;
    uint32_t depth = 0;
    for (;;) {
        if (path_is_absolute(path) && key == registry_root && !equals_ascii(text_next_component(&path), "Registry"))
            return STATUS_OBJECT_PATH_SYNTAX_BAD;
        struct text rest = path, name = text_next_component(&rest);
        result->key = key;
        result->rest = path;
        if (!name.length) return STATUS_SUCCESS;
        if (++depth > KEY_DEPTH_MAX) return STATUS_NAME_TOO_LONG;
        struct key *child = key_child(key, name);
        if (!child) return STATUS_OBJECT_NAME_NOT_FOUND;
        struct text behind = rest;
        bool is_last = !text_next_component(&behind).length;
        key = child;
        path = skip_separators(rest);
        if (!child->is_link || (is_last && open_link)) continue;
        uint16_t *storage = ++links > MOST_LINKS ? NULL : link_target(child, rest, &path);
        if (!storage) { /* leads nowhere: nothing can be made there either */
            result->key = NULL;
            return STATUS_OBJECT_NAME_NOT_FOUND;
        }
        free(result->storage);
        result->storage = storage;
        key = registry_root;
    }
}

NTSTATUS registry_walk(struct key *start, struct text path, uint32_t view, bool open_link, struct key_path *result)
{
    *result = (struct key_path){0};
    if (path.length > LONGEST_PATH) return STATUS_NAME_TOO_LONG;
    if (start->is_deleted) return STATUS_KEY_DELETED;
    if (path_is_absolute(path)) {
        if (start != registry_root || !equals_ascii(text_next_component(&path), "Registry"))
            return STATUS_OBJECT_PATH_SYNTAX_BAD;
        path = skip_separators(path);
    }
    if (view == VIEW_32) {
        if (!(result->storage = redirect(start, path, &path))) return STATUS_NO_MEMORY;
        path = skip_separators(path);
        start = registry_root;
    }
    NTSTATUS status = walk(start, path, open_link, result);
    if (status && status != STATUS_OBJECT_NAME_NOT_FOUND) result->key = NULL;
    if (result->key) key_keep(result->key);
    return status;
}

void key_path_release(struct key_path *path)
{
    if (path->key) key_drop(path->key);
    free(path->storage);
}
