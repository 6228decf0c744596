/* Decorated names of C++ symbols and types, as debuggers and type_info::name meet them. */
#include "undecorate.h"
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char memory[UNDECORATE_MEMORY];
    char name[4096];

    if (size < 2) return 0;
    unsigned flags = data[0] | (unsigned)data[1] << 8;
    data += 2;
    size -= 2;
    if (size >= sizeof(name)) size = sizeof(name) - 1;
    memcpy(name, data, size);
    name[size] = 0;
    const char *text = undecorate_name(name, flags, memory, sizeof(memory));
    if (text && strlen(text) >= sizeof(memory)) __builtin_trap();
    return 0;
}
