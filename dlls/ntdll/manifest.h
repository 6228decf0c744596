/* Side-by-side manifests: a small XML reader that keeps what the loader needs. It touches nothing but the text it is
 * given, so that it can be tested and fuzzed outside of Windows code. */
#ifndef MANIFEST_H
#define MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

#define MANIFEST_MAX_DEPENDENCIES 32
#define MANIFEST_MAX_FILES        64
#define MANIFEST_MAX_SETTINGS     32
#define MANIFEST_MAX_SUPPORTED_OS 8

/* All strings are UTF-8, end with a zero and lie in the text that was parsed; NULL where the manifest says nothing. */
struct manifest_identity { const char *name, *version, *type, *architecture, *token, *language; };
struct manifest_setting { const char *name_space, *name, *value; };

struct manifest {
    struct manifest_identity identity;
    struct manifest_identity dependencies[MANIFEST_MAX_DEPENDENCIES];
    const char *files[MANIFEST_MAX_FILES];
    struct manifest_setting settings[MANIFEST_MAX_SETTINGS];
    const char *supported_os[MANIFEST_MAX_SUPPORTED_OS];
    size_t dependency_count, file_count, setting_count, supported_os_count;
    const char *execution_level; /* asInvoker, highestAvailable, requireAdministrator */
    bool ui_access;
};

/* Parses `size` bytes of UTF-8, which are changed; text[size] must be writable. false: this is not a manifest. */
bool manifest_parse(char *text, size_t size, struct manifest *manifest);
/* UTF-16 with a byte order mark becomes UTF-8 in a buffer of 3 bytes for each 2, plus 1; anything else is copied.
 * Returns the length. */
size_t manifest_to_utf8(const void *data, size_t size, char *text);

#endif
