/* The reader of side-by-side manifests (dlls/ntdll/manifest.c). */
#include "../../dlls/ntdll/manifest.h"

#include <stdint.h>
#include <stdlib.h>

static size_t touch(const char *text)
{
    size_t length = 0;
    while (text && text[length]) length++;
    return length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct manifest manifest;
    char *text = malloc(size / 2 * 3 + size + 1);
    size_t total = 0;
    size_t length = manifest_to_utf8(data, size, text);
    if (manifest_parse(text, length, &manifest)) {
        total += touch(manifest.identity.name) + touch(manifest.execution_level);
        for (size_t i = 0; i < manifest.dependency_count; i++) total += touch(manifest.dependencies[i].name);
        for (size_t i = 0; i < manifest.file_count; i++) total += touch(manifest.files[i]);
        for (size_t i = 0; i < manifest.setting_count; i++)
            total += touch(manifest.settings[i].name) + touch(manifest.settings[i].value);
        for (size_t i = 0; i < manifest.supported_os_count; i++) total += touch(manifest.supported_os[i]);
    }
    free(text);
    return total == (size_t)-1; /* never: all of it was read */
}
