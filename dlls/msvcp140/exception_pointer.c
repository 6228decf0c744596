/* std::exception_ptr: a counted copy of an exception record, with its object behind it. */
#include "exception_objects.h"

struct stored_exception {
    LONG references;
    EXCEPTION_RECORD record;
    _Alignas(16) char object[];
};

struct exception_pointer { /* the program sees two pointers */
    struct stored_exception *stored;
    void *unused;
};

void **__cdecl __current_exception(void);
__attribute__((noreturn)) void WINAPI _CxxThrowException(void *object, const struct throw_info *info);
__attribute__((noreturn)) void __cdecl terminate(void);
__attribute__((noreturn)) void __cdecl throw_bad_alloc(void);

static const struct catchable_type *object_type(const EXCEPTION_RECORD *record)
{
    const struct catchable_types *types = cxx_at(cxx_image(record), cxx_throw(record)->catchable_types);
    return cxx_at(cxx_image(record), types->types[0]);
}

static void copy_object(const EXCEPTION_RECORD *record, void *to, void *from)
{
    const struct catchable_type *type = object_type(record);
    const void *constructor =
        type->properties & CATCHABLE_SIMPLE ? NULL : cxx_at(cxx_image(record), type->copy_constructor);
    if (!constructor) memcpy(to, from, type->size);
    else if (type->properties & CATCHABLE_VIRTUAL_BASE) cxx_call_this_2(constructor, to, from, 1);
    else cxx_call_this_1(constructor, to, from);
}

static struct stored_exception *store(const EXCEPTION_RECORD *record)
{
    bool has_object = cxx_is_cxx(record) && cxx_throw(record) && cxx_object(record);
    struct stored_exception *stored = malloc(sizeof(*stored) + (has_object ? object_type(record)->size : 0));
    if (!stored) throw_bad_alloc();
    stored->references = 1;
    stored->record = *record;
    if (has_object) {
        copy_object(record, stored->object, cxx_object(record));
        stored->record.ExceptionInformation[1] = (ULONG_PTR)stored->object;
    }
    return stored;
}

static void release(struct stored_exception *stored)
{
    if (!stored || InterlockedDecrement(&stored->references)) return;
    const EXCEPTION_RECORD *record = &stored->record;
    if (cxx_is_cxx(record) && cxx_throw(record) && cxx_object(record)) {
        const void *destructor = cxx_at(cxx_image(record), cxx_throw(record)->destructor);
        if (destructor) cxx_call_this(destructor, cxx_object(record));
    }
    free(stored);
}

void __cdecl exception_pointer_create(struct exception_pointer *pointer) { *pointer = (struct exception_pointer){0}; }
void __cdecl exception_pointer_destroy(struct exception_pointer *pointer) { release(pointer->stored); }

void __cdecl exception_pointer_copy(struct exception_pointer *to, const struct exception_pointer *from)
{
    *to = *from;
    if (to->stored) InterlockedIncrement(&to->stored->references);
}

void __cdecl exception_pointer_assign(struct exception_pointer *to, const struct exception_pointer *from)
{
    struct stored_exception *before = to->stored;
    exception_pointer_copy(to, from);
    release(before);
}

BOOLEAN __cdecl exception_pointer_compare(const struct exception_pointer *a, const struct exception_pointer *b)
{
    return a->stored == b->stored;
}

BOOLEAN __cdecl exception_pointer_to_bool(const struct exception_pointer *pointer) { return pointer->stored != NULL; }

void __cdecl exception_pointer_swap(struct exception_pointer *a, struct exception_pointer *b)
{
    struct exception_pointer before = *a;
    *a = *b;
    *b = before;
}

void __cdecl exception_pointer_current(struct exception_pointer *pointer)
{
    const EXCEPTION_RECORD *record = *__current_exception();
    struct stored_exception *before = pointer->stored;
    pointer->stored = record ? store(record) : NULL;
    release(before);
}

void __cdecl exception_pointer_of_object(struct exception_pointer *pointer, const void *object,
                                         const struct throw_info *info)
{
    EXCEPTION_RECORD record = {
        .ExceptionCode = CXX_EXCEPTION, .ExceptionFlags = EXCEPTION_NONCONTINUABLE, .NumberParameters = 3};
    record.ExceptionInformation[0] = CXX_MAGIC_1;
    record.ExceptionInformation[1] = (ULONG_PTR)object;
    record.ExceptionInformation[2] = (ULONG_PTR)info;
#ifdef __x86_64__
    void *image = NULL;
    record.NumberParameters = 4;
    RtlPcToFileHeader((void *)info, &image);
    record.ExceptionInformation[3] = (ULONG_PTR)image;
#endif
    struct stored_exception *before = pointer->stored;
    pointer->stored = store(&record);
    release(before);
}

static struct named_type type_bad_exception = {NULL, NULL, ".?AVbad_exception@std@@"};

/* What is thrown is a copy on our stack, because the handlers may change it. */
__attribute__((noreturn)) void __cdecl exception_pointer_rethrow(const struct exception_pointer *pointer)
{
    EXCEPTION_CLASS(bad_exception, &type_bad_exception, &type_exception);
    if (!pointer->stored) exception_throw_text("bad exception", &bad_exception);
    const EXCEPTION_RECORD *record = &pointer->stored->record;
    if (!cxx_is_cxx(record)) {
        RaiseException(record->ExceptionCode, record->ExceptionFlags & EXCEPTION_NONCONTINUABLE,
                       record->NumberParameters, record->ExceptionInformation);
        terminate();
    }
    void *object = cxx_object(record);
    if (object) {
        object = __builtin_alloca(object_type(record)->size + 16);
        object = (void *)(((uintptr_t)object + 15) & ~(uintptr_t)15);
        copy_object(record, object, cxx_object(record));
    }
    _CxxThrowException(object, cxx_throw(record));
}
