/* C++ exceptions and run-time types as Microsoft's compiler lays them out. In x86_64 the tables hold offsets from the
 * start of the image, in i386 addresses: `image` is 0 there. */
#ifndef CXX_H
#define CXX_H

#include "crt.h"

#define CXX_EXCEPTION 0xe06d7363
#define CXX_MAGIC_1 0x19930520
#define CXX_MAGIC_2 0x19930521 /* with exception specifications */
#define CXX_MAGIC_3 0x19930522 /* with flags */

typedef struct type_info {
    const void *vtable;
    char *name; /* made by name() */
    char raw_name[1];
} type_info;

struct member_pointer {
    int member, virtual_table, virtual_offset;
};

struct catchable_type {
    unsigned properties;
    unsigned type;
    struct member_pointer offset;
    int size;
    unsigned copy_constructor;
};
enum catchable_properties { CATCHABLE_SIMPLE = 1, CATCHABLE_REFERENCE_ONLY = 2, CATCHABLE_VIRTUAL_BASE = 4 };

struct catchable_types {
    int count;
    unsigned types[1];
};

struct throw_info {
    unsigned attributes;
    unsigned destructor;
    unsigned forward;
    unsigned catchable_types;
};
enum throw_attributes { THROW_CONST = 1, THROW_VOLATILE = 2, THROW_UNALIGNED = 4 };

struct unwind_entry {
    int to_state;
    unsigned action;
};

struct handler_type {
    unsigned adjectives;
    unsigned type;
    int object;
    unsigned handler;
#ifdef __x86_64__
    unsigned frame;
#endif
};
enum handler_adjectives { HANDLER_CONST = 1, HANDLER_VOLATILE = 2, HANDLER_UNALIGNED = 4, HANDLER_REFERENCE = 8 };

struct try_block {
    int low, high, catch_high;
    int handler_count;
    unsigned handlers;
};

struct ip_state {
    unsigned ip;
    int state;
};

struct function_info {
    unsigned magic;
    int state_count;
    unsigned unwind_map;
    int try_count;
    unsigned try_map;
    int ip_count;
    unsigned ip_map;
#ifdef __x86_64__
    int unwind_help;
#endif
    unsigned exception_specification;
    unsigned flags;
};
enum function_flags { FUNCTION_SYNCHRONOUS = 1, FUNCTION_NOEXCEPT = 4 };

static inline unsigned cxx_magic(const struct function_info *info) { return info->magic & 0x1fffffff; }
static inline unsigned cxx_flags(const struct function_info *info)
{
    return cxx_magic(info) >= CXX_MAGIC_3 ? info->flags : 0;
}
static inline const void *cxx_at(uintptr_t image, unsigned offset)
{
    return offset ? (const void *)(image + offset) : NULL;
}

/* The parameters of the exception. */
static inline bool cxx_is_cxx(const EXCEPTION_RECORD *record)
{
    return record->ExceptionCode == CXX_EXCEPTION && record->NumberParameters >= 3 &&
           record->ExceptionInformation[0] >= CXX_MAGIC_1 && record->ExceptionInformation[0] <= CXX_MAGIC_3;
}
static inline void *cxx_object(const EXCEPTION_RECORD *record) { return (void *)record->ExceptionInformation[1]; }
static inline const struct throw_info *cxx_throw(const EXCEPTION_RECORD *record)
{
    return (const struct throw_info *)record->ExceptionInformation[2];
}
static inline uintptr_t cxx_image(const EXCEPTION_RECORD *record)
{
#ifdef __x86_64__
    return record->ExceptionInformation[3];
#else
    (void)record;
    return 0;
#endif
}

/* A catch block that runs. It lives in the stack frame that called it. */
struct active_catch {
    struct active_catch *next;
    uintptr_t frame; /* that the handler was found for */
    int outer_state; /* x86_64: of that frame, once the catch block is left by an exception; i386: the catch block's
                        first */
#ifdef __i386__
    void *stack_pointer; /* with which the function goes on after the catch block; try blocks inside it change the
                            frame's */
#endif
    EXCEPTION_RECORD record;
};

#ifdef __i386__
#define CXX_SAVED_STACK_POINTER(registration) (((void **)(registration))[-1])
#endif

struct cxx_match {
    const struct try_block *block;
    const struct handler_type *handler;
    const struct catchable_type *type; /* NULL for catch (...) */
};

/* Does a handler of a function with these flags catch the exception? Fills in all of `match` but its block. */
bool cxx_match_handler(const EXCEPTION_RECORD *record, unsigned flags, uintptr_t image,
                       const struct handler_type *handler, struct cxx_match *match);
/* The first handler for the exception among the try blocks around `state` that lie within [first_state, last_state]. */
bool cxx_find_handler(EXCEPTION_RECORD *record, const struct function_info *info, uintptr_t image, int state,
                      int first_state, int last_state, struct cxx_match *match);
void cxx_build_object(EXCEPTION_RECORD *record, const struct cxx_match *match, char *frame);
void cxx_destroy_object(const EXCEPTION_RECORD *record);
int cxx_outer_state(const struct function_info *info, uintptr_t image, const struct try_block *block);
void cxx_call_guarded(void (*function)(void *), void *argument); /* in cxx_guard.S */
void *cxx_adjust(void *object, const struct member_pointer *offset);
struct active_catch *cxx_active_catch(void);
void cxx_push_catch(struct active_catch *active, const EXCEPTION_RECORD *record);
void cxx_pop_catch(struct active_catch *active);
/* Forgets the catch blocks that an exception has left, which is caught in `frame` by a try block with this first state:
 * a try block inside a catch block does not end that one. (In x86_64 each catch block has a frame of its own: -1.) */
void cxx_leave_catches(uintptr_t frame, int try_state, const EXCEPTION_RECORD *in_flight);
/* What is no C++ exception goes to the function of _set_se_translator, which may throw one. */
void cxx_translate(EXCEPTION_RECORD *record, CONTEXT *context);
__attribute__((noreturn)) void __cdecl terminate(void);

#ifdef __i386__
/* thiscall: the object is in ecx */
void cxx_call_this(const void *function, void *object);
void cxx_call_this_1(const void *function, void *object, void *argument);
void cxx_call_this_2(const void *function, void *object, void *argument, int flag);
#else
static inline void cxx_call_this(const void *function, void *object) { ((void (*)(void *))function)(object); }
static inline void cxx_call_this_1(const void *function, void *object, void *argument)
{
    ((void (*)(void *, void *))function)(object, argument);
}
static inline void cxx_call_this_2(const void *function, void *object, void *argument, int flag)
{
    ((void (*)(void *, void *, int))function)(object, argument, flag);
}
#endif

#endif
