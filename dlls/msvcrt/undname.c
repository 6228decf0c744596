/* __unDName: the undecorated names of symbols, with the functions of the caller's that allocate. */
#include "crt.h"
#include "undecorate.h"

typedef void *(__cdecl *allocate_function)(size_t);
typedef void(__cdecl *free_function)(void *);
typedef char *(__cdecl *parameter_function)(long);

/* Without a buffer the text is allocated by the caller's function. A name that is not decorated comes back as it is.
 * The function that names the parameters of templates is never asked: no name that is understood here has any. */
char *__cdecl __unDNameEx(char *buffer, const char *name, int size, allocate_function allocate, free_function release,
                          parameter_function parameter, unsigned long flags)
{
    (void)release, (void)parameter;
    if (!name || (buffer && size <= 0) || (!buffer && !allocate)) return NULL;
    char *memory = malloc(UNDECORATE_MEMORY);
    const char *text = memory ? undecorate_name(name, flags, memory, UNDECORATE_MEMORY) : NULL;
    if (!text) text = name;
    size_t length = strlen(text);
    if (!buffer) {
        buffer = allocate(length + 1);
        size = (int)length + 1;
    }
    if (buffer) {
        if (length >= (size_t)size) length = (size_t)size - 1;
        memcpy(buffer, text, length);
        buffer[length] = 0;
    }
    free(memory);
    return buffer;
}

char *__cdecl __unDName(char *buffer, const char *name, int size, allocate_function allocate, free_function release,
                        unsigned short flags)
{
    return __unDNameEx(buffer, name, size, allocate, release, NULL, flags);
}
