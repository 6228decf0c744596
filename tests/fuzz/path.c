/* Paths between the two worlds: whatever a program passes is resolved or refused, names make the round trip, and
 * patterns end. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "file_private.h"

char prefix_path[PATH_MAX], library_path[PATH_MAX];
struct process_info *process_info = &(struct process_info){.is_wow64 = 1};
__thread struct thread_block *current_block;

static void prepare(void)
{
    if (prefix_path[0]) return;
    strcpy(library_path, "/nonexistent");
    strcpy(prefix_path, "/tmp/winrun-fuzz-path-XXXXXX");
    if (!mkdtemp(prefix_path)) abort();
    path_prepare_prefix();
}

static void check_round_trip(const char *bytes, size_t size)
{
    char unix_name[NAME_MAX * 4 + 8];
    uint16_t wide[NAME_MAX + 8];
    if (!size || size > NAME_MAX || memchr(bytes, 0, size) || memchr(bytes, '/', size)) return;
    size_t length = name_to_windows(bytes, size, wide, NAME_MAX + 8);
    size_t back = name_to_unix(wide, length, unix_name, sizeof(unix_name));
    if (back != size || memcmp(unix_name, bytes, size)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    uint16_t text[600], dos[DOS_PATH_MAX];
    char unix_path[PATH_MAX];
    size_t length = size / 2 < 600 ? size / 2 : 600;
    prepare();
    memcpy(text, bytes, length * 2);
    if (path_to_unix(text, length, unix_path, sizeof(unix_path)) == STATUS_SUCCESS) {
        if (strncmp(unix_path, prefix_path, strlen(prefix_path)) && text[0] != 'z' && text[0] != 'Z')
            abort(); /* escaped from C: */
        path_to_dos(unix_path, dos, DOS_PATH_MAX);
    }
    check_round_trip((const char *)bytes, size);
    name_matches(text, length / 2, text + length / 2, length - length / 2);
    return 0;
}
