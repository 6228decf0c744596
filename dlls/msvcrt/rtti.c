/* Run-time types: dynamic_cast, typeid, type_info, and the exception classes that msvcrt.dll has of its own. */
#include "cxx.h"

struct base_class {
    unsigned type;
    int base_count;
    struct member_pointer where;
    unsigned attributes;
};
enum base_attributes { BASE_NOT_VISIBLE = 1, BASE_AMBIGUOUS = 2 };

struct class_hierarchy {
    unsigned signature, attributes;
    int base_count;
    unsigned bases; /* array of base classes: the class itself first */
};

struct object_locator {
    unsigned signature; /* 1 where offsets are relative to the image */
    int offset, constructor_displacement;
    unsigned type, hierarchy;
#ifdef __x86_64__
    unsigned self;
#endif
};

static const struct object_locator *locator_of(void *object) { return (*(const struct object_locator ***)object)[-1]; }

static uintptr_t image_of(const struct object_locator *locator)
{
#ifdef __x86_64__
    void *image = NULL;
    if (locator->signature) return (uintptr_t)locator - locator->self;
    RtlPcToFileHeader((void *)locator, &image);
    return (uintptr_t)image;
#else
    (void)locator;
    return 0;
#endif
}

static char *complete_object(void *object, const struct object_locator *locator)
{
    char *complete = (char *)object - locator->offset;
    if (locator->constructor_displacement) complete -= *(int *)((char *)object - locator->constructor_displacement);
    return complete;
}

void *__cdecl __RTCastToVoid(void *object) { return object ? complete_object(object, locator_of(object)) : NULL; }

static bool is_type(uintptr_t image, const struct base_class *base, const type_info *wanted)
{
    const type_info *type = cxx_at(image, base->type);
    return type == wanted || !strcmp(type->raw_name, wanted->raw_name);
}

__attribute__((noreturn)) void crt_throw_bad_cast(const char *text);
__attribute__((noreturn)) void crt_throw_bad_typeid(const char *text);
__attribute__((noreturn)) void crt_throw_non_rtti(const char *text);

static bool is_source(char *complete, uintptr_t image, const struct base_class *base, const type_info *source,
                      ptrdiff_t offset)
{
    return is_type(image, base, source) && (char *)cxx_adjust(complete, &base->where) - complete == offset;
}

/* Among the bases of the complete object: the wanted one, if it is visible and either holds the source in it or is
 * unique; the latter only if the source is visible, too. The bases of a base follow it in the list. */
static void *find_base(char *complete, uintptr_t image, const struct class_hierarchy *hierarchy,
                       const type_info *source, ptrdiff_t source_offset, const type_info *target)
{
    const unsigned *bases = cxx_at(image, hierarchy->bases);
    const struct base_class *found = NULL;
    bool source_visible = false;
    for (int i = 0; i < hierarchy->base_count; i++) {
        const struct base_class *base = cxx_at(image, bases[i]);
        if (base->attributes & BASE_NOT_VISIBLE) continue;
        source_visible |= is_source(complete, image, base, source, source_offset);
        if (!is_type(image, base, target)) continue;
        for (int below = i; below <= i + base->base_count; below++) {
            if (is_source(complete, image, cxx_at(image, bases[below]), source, source_offset))
                return cxx_adjust(complete, &base->where);
        }
        if (!found && !(base->attributes & BASE_AMBIGUOUS)) found = base;
    }
    return found && source_visible ? cxx_adjust(complete, &found->where) : NULL;
}

void *__cdecl __RTDynamicCast(void *object, long offset, const type_info *source, const type_info *target,
                              int is_reference)
{
    if (!object) return NULL;
    const struct object_locator *locator = locator_of(object);
    uintptr_t image = image_of(locator);
    char *complete = complete_object(object, locator);
    /* The object may be a base whose own table pointer lies `offset` bytes in. */
    ptrdiff_t source_offset = (char *)object - offset - complete;
    void *result = find_base(complete, image, cxx_at(image, locator->hierarchy), source, source_offset, target);
    if (!result && is_reference) crt_throw_bad_cast("Bad dynamic_cast!");
    return result;
}

type_info *__cdecl __RTtypeid(void *object)
{
    if (!object) crt_throw_bad_typeid("Attempted a typeid of nullptr pointer!");
    const struct object_locator *locator = locator_of(object);
    return (type_info *)cxx_at(image_of(locator), locator->type);
}
