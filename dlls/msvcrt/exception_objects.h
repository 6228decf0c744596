/* Exceptions of C++ classes that the runtime DLLs themselves throw. */
#ifndef EXCEPTION_OBJECTS_H
#define EXCEPTION_OBJECTS_H

#include "cxx.h"

#ifdef __i386__
#define THISCALL __thiscall
#else
#define THISCALL
#endif

struct exception_data { /* what __std_exception_copy takes */
    char *what;
    BOOLEAN owned;
};

/* std::exception and the classes derived from it that add no members */
struct exception_object {
    const void *const *vtable;
    struct exception_data data;
};

extern const void *const exception_vtable[];
void THISCALL exception_destroy_thrown(struct exception_object *object);

struct named_type { const void *vtable; char *name; char raw_name[32]; };
extern struct named_type type_exception;

/* The tables of a class for _CxxThrowException, to be zero at first: they are filled in when they are needed, because C
 * cannot write offsets from the image's start. */
struct exception_tables {
    struct throw_info info;
    struct catchable_type types[4];
    unsigned storage[5]; /* a catchable_types with so many entries */
};

/* The class itself and its bases. `copy` copies an object of the class. */
struct exception_class {
    struct exception_tables *tables;
    int size, type_count;
    struct named_type *types[4];
    const void *copy;
};

__attribute__((noreturn)) void exception_throw(void *object, const struct exception_class *class);
/* Of a class like exception_object. */
__attribute__((noreturn)) void exception_throw_text(const char *text, const struct exception_class *class);

#define EXCEPTION_CLASS(name, ...) \
    static struct exception_tables name##_tables; \
    static const struct exception_class name = {&name##_tables, sizeof(struct exception_object), \
        sizeof((struct named_type *[]){__VA_ARGS__}) / sizeof(struct named_type *), {__VA_ARGS__}, NULL}

#endif
