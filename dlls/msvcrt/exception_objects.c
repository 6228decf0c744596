/* Throwing objects of C++ classes from C. msvcp140.dll has a copy of this file. */
#include "exception_objects.h"

void __cdecl __std_exception_copy(const struct exception_data *from, struct exception_data *to);
void __cdecl __std_exception_destroy(struct exception_data *data);
__attribute__((noreturn)) void WINAPI _CxxThrowException(void *object, const struct throw_info *info);

static const char *THISCALL what(struct exception_object *object)
{
    return object->data.what ? object->data.what : "Unknown exception";
}

static void *THISCALL destroy(struct exception_object *object, unsigned flags)
{
    __std_exception_destroy(&object->data);
    if (flags & 1) free(object);
    return object;
}

void THISCALL exception_destroy_thrown(struct exception_object *object) { __std_exception_destroy(&object->data); }

static void *THISCALL copy(struct exception_object *to, const struct exception_object *from)
{
    to->vtable = from->vtable;
    __std_exception_copy(&from->data, &to->data);
    return to;
}

const void *const exception_vtable[] = {(const void *)destroy, (const void *)what};
struct named_type type_exception = {NULL, NULL, ".?AVexception@std@@"};

static unsigned offset_of(const void *address)
{
    void *image = NULL;
#ifdef __x86_64__
    RtlPcToFileHeader((void *)exception_vtable, &image);
#endif
    return (unsigned)((uintptr_t)address - (uintptr_t)image);
}

void exception_throw(void *object, const struct exception_class *class)
{
    struct exception_tables *tables = class->tables;
    tables->storage[0] = class->type_count;
    for (int i = 0; i < class->type_count; i++) {
        int size = i ? (int)sizeof(struct exception_object) : class->size;
        const void *copier = i || !class->copy ? (const void *)copy : class->copy;
        tables->types[i] = (struct catchable_type){0, offset_of(class->types[i]), {0, -1, 0}, size, offset_of(copier)};
        tables->storage[i + 1] = offset_of(&tables->types[i]);
    }
    tables->info =
        (struct throw_info){0, offset_of((const void *)exception_destroy_thrown), 0, offset_of(tables->storage)};
    _CxxThrowException(object, &tables->info);
}

void exception_throw_text(const char *text, const struct exception_class *class)
{
    struct exception_object object = {exception_vtable, {(char *)text, FALSE}};
    exception_throw(&object, class);
}
