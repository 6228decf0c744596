/* The handler of C++ functions whose tables are compressed (Visual C++ 2019 and later, vcruntime140_1.dll). What the
 * tables say is what the uncompressed ones say; see cxx_frame_x86_64.c for how it is used. Numbers have 1 to 5 bytes,
 * fields that are not needed are left out, and catch blocks have tables of their own, which share their function's
 * states. */
#ifdef __x86_64__
#include "cxx_frame.h"

enum info_flags { INFO_IS_CATCH = 1, INFO_SEPARATED = 2, INFO_BBT = 4, INFO_UNWIND_MAP = 8, INFO_TRY_MAP = 16,
                  INFO_SYNCHRONOUS = 32, INFO_NOEXCEPT = 64 };
enum unwind_kind { UNWIND_NOTHING, UNWIND_OBJECT, UNWIND_POINTER, UNWIND_FUNCLET };
enum handler_flags {
    HANDLER_ADJECTIVES = 1,
    HANDLER_TYPE = 2,
    HANDLER_OBJECT = 4,
    HANDLER_ADDRESSES = 8,
    HANDLER_CONTINUATIONS = 0x30
};

struct function_info4 {
    const unsigned char *unwind_map, *try_map, *ip_map;
    unsigned char flags;
    unsigned frame; /* in a catch block: where its function's frame is noted */
};

/* The lowest bits of the first byte tell the length: 0, 01, 011, 0111, 1111. */
static unsigned read_number(const unsigned char **at)
{
    const unsigned char *bytes = *at;
    unsigned length = bytes[0] & 1 ? bytes[0] & 2 ? bytes[0] & 4 ? bytes[0] & 8 ? 5 : 4 : 3 : 2 : 1;
    unsigned long long value = 0;
    for (unsigned i = 0; i < length; i++) value |= (unsigned long long)bytes[i] << 8 * i;
    *at += length;
    return (unsigned)(value >> (length == 5 ? 8 : length));
}

static unsigned read_offset(const unsigned char **at)
{
    unsigned value;
    memcpy(&value, *at, sizeof(value));
    *at += sizeof(value);
    return value;
}

static void read_info(struct function_info4 *info, uintptr_t image, const unsigned char *at, unsigned begin)
{
    *info = (struct function_info4){.flags = *at++};
    if (info->flags & INFO_BBT) read_number(&at);
    if (info->flags & INFO_UNWIND_MAP) info->unwind_map = cxx_at(image, read_offset(&at));
    if (info->flags & INFO_TRY_MAP) info->try_map = cxx_at(image, read_offset(&at));
    info->ip_map = cxx_at(image, read_offset(&at));
    if (info->flags & INFO_IS_CATCH) info->frame = read_number(&at);
    if (!(info->flags & INFO_SEPARATED)) return;
    const unsigned char *parts = info->ip_map; /* a map for each part of the function's code */
    info->ip_map = NULL;
    for (unsigned count = read_number(&parts); count; count--) {
        unsigned start = read_offset(&parts), map = read_offset(&parts);
        if (start == begin) info->ip_map = cxx_at(image, map);
    }
}

/* Addresses are distances from the one before, the first from the function's start; states are stored plus one. */
static int state_of_ip(const unsigned char *map, unsigned begin, unsigned ip)
{
    int state = -1;
    unsigned start = begin;
    for (unsigned count = map ? read_number(&map) : 0; count; count--) {
        start += read_number(&map);
        if (ip < start) break;
        state = (int)read_number(&map) - 1;
    }
    return state;
}

/* ---- the unwind map: an entry names the one to unwind to by its distance in bytes, which may lie before the first:
 * state -1 */

struct unwind4 {
    const unsigned char *start;
    enum unwind_kind kind;
    unsigned distance, action, object;
};

static struct unwind4 read_unwind(const unsigned char **at)
{
    struct unwind4 entry = {.start = *at};
    unsigned word = read_number(at);
    entry.kind = word & 3;
    entry.distance = word >> 2;
    if (entry.kind != UNWIND_NOTHING) entry.action = read_offset(at);
    if (entry.kind == UNWIND_OBJECT || entry.kind == UNWIND_POINTER) entry.object = read_number(at);
    return entry;
}

/* The entry of a state, and the state it unwinds to. */
static bool find_unwind(const unsigned char *map, int state, struct unwind4 *entry, int *next)
{
    const unsigned char *at = map;
    unsigned count = read_number(&at);
    const unsigned char *first = at;
    if (state < 0 || (unsigned)state >= count) return false;
    for (int i = 0; i <= state; i++) *entry = read_unwind(&at);
    *next = -1;
    if (!entry->distance || entry->distance > (size_t)(entry->start - first)) return true;
    const unsigned char *wanted = entry->start - entry->distance;
    at = first;
    for (*next = 0; at < wanted; ++*next) read_unwind(&at);
    return true;
}

struct destruction {
    void (*destructor)(void *object);
    void *object;
};

static void destroy(void *destruction_)
{
    const struct destruction *destruction = destruction_;
    destruction->destructor(destruction->object);
}

static void unwind_to(struct cxx_frame *frame, const struct function_info4 *info, int target)
{
    struct unwind4 entry;
    int next;
    while (frame->state > target && frame->state >= frame->first_state &&
           find_unwind(info->unwind_map, frame->state, &entry, &next)) {
        frame->state = next;
        if (entry.kind == UNWIND_FUNCLET) cxx_run_unwind_funclet(frame, entry.action);
        if (entry.kind != UNWIND_OBJECT && entry.kind != UNWIND_POINTER) continue;
        struct destruction destruction = {(void (*)(void *))cxx_at(frame->image, entry.action),
                                          (char *)frame->function + entry.object};
        if (entry.kind == UNWIND_POINTER) destruction.object = *(void **)destruction.object;
        cxx_call_guarded(destroy, &destruction);
    }
}

/* ---- try blocks */

static struct try_block read_try_block(const unsigned char **at)
{
    struct try_block block;
    block.low = (int)read_number(at);
    block.high = (int)read_number(at);
    block.catch_high = (int)read_number(at);
    block.handlers = read_offset(at);
    block.handler_count = 0;
    return block;
}

struct handler4 {
    struct handler_type type;
    uintptr_t continuations[2];
};

static struct handler4 read_handler(const unsigned char **at, uintptr_t image, unsigned begin)
{
    struct handler4 handler = {0};
    unsigned flags = *(*at)++;
    if (flags & HANDLER_ADJECTIVES) handler.type.adjectives = read_number(at);
    if (flags & HANDLER_TYPE) handler.type.type = read_offset(at);
    if (flags & HANDLER_OBJECT) handler.type.object = (int)read_number(at);
    handler.type.handler = read_offset(at);
    unsigned count = (flags & HANDLER_CONTINUATIONS) >> 4;
    for (unsigned i = 0; i < count && i < 2; i++) {
        handler.continuations[i] = image + (flags & HANDLER_ADDRESSES ? read_offset(at) : begin + read_number(at));
    }
    return handler;
}

/* Calls `visit` for every handler until it returns true. */
typedef bool (*handler_visitor)(void *context, const struct try_block *block, const struct handler4 *handler);

static bool visit_handlers(const struct function_info4 *info, uintptr_t image, unsigned begin, handler_visitor visit,
                           void *context)
{
    const unsigned char *at = info->try_map;
    for (unsigned blocks = at ? read_number(&at) : 0; blocks; blocks--) {
        struct try_block block = read_try_block(&at);
        const unsigned char *handlers = cxx_at(image, block.handlers);
        for (unsigned count = read_number(&handlers); count; count--) {
            struct handler4 handler = read_handler(&handlers, image, begin);
            if (visit(context, &block, &handler)) return true;
        }
    }
    return false;
}

struct funclet_search {
    struct cxx_frame *frame;
    unsigned begin;
};

static bool is_funclet(void *context, const struct try_block *block, const struct handler4 *handler)
{
    struct funclet_search *search = context;
    if (handler->type.handler != search->begin) return false;
    search->frame->first_state = block->high + 1;
    search->frame->last_state = block->catch_high;
    return true;
}

struct match_search {
    EXCEPTION_RECORD *record;
    const struct cxx_frame *frame;
    unsigned flags;
    struct try_block block;
    struct handler4 handler;
    struct cxx_match match;
};

static bool catches(void *context, const struct try_block *block, const struct handler4 *handler)
{
    struct match_search *search = context;
    const struct cxx_frame *frame = search->frame;
    if (frame->state < block->low || frame->state > block->high) return false;
    if (block->low < frame->first_state || block->high > frame->last_state) return false;
    search->block = *block;
    search->handler = *handler;
    search->match.block = &search->block;
    return cxx_match_handler(search->record, search->flags, frame->image, &search->handler.type, &search->match);
}

static void try_to_catch(struct cxx_frame *frame, const struct function_info4 *info, unsigned begin,
                         EXCEPTION_RECORD *record, CONTEXT *context, DISPATCHER_CONTEXT *dispatch)
{
    struct match_search search = {record, frame,      info->flags & INFO_SYNCHRONOUS ? FUNCTION_SYNCHRONOUS : 0,
                                  {0},    {{0}, {0}}, {0}};
    if (!visit_handlers(info, frame->image, begin, catches, &search)) return;
    struct unwind4 entry;
    int outer_state = search.block.low;
    while (outer_state >= search.block.low && find_unwind(info->unwind_map, outer_state, &entry, &outer_state)) { }
    cxx_catch(frame, record, context, dispatch, &search.match, outer_state, search.handler.continuations);
}

EXCEPTION_DISPOSITION __cdecl __CxxFrameHandler4(EXCEPTION_RECORD *record, uintptr_t establisher, CONTEXT *context,
                                                 DISPATCHER_CONTEXT *dispatch)
{
    struct cxx_frame frame = {
        .image = dispatch->ImageBase, .establisher = establisher, .function = establisher, .last_state = INT_MAX};
    unsigned begin = dispatch->FunctionEntry->BeginAddress;
    struct function_info4 info;
    read_info(&info, frame.image, cxx_at(frame.image, *(unsigned *)dispatch->HandlerData), begin);
    frame.state = state_of_ip(info.ip_map, begin, (unsigned)(dispatch->ControlPc - frame.image));
    if (info.flags & INFO_IS_CATCH) {
        frame.function = *(uintptr_t *)(establisher + info.frame);
        visit_handlers(&info, frame.image, begin, is_funclet, &(struct funclet_search){&frame, begin});
    }
    cxx_frame_in_catch(&frame);
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)) {
        int target;
        if (info.unwind_map && cxx_unwind_target(record, &target)) unwind_to(&frame, &info, target);
        return ExceptionContinueSearch;
    }
    if (info.try_map) {
        if (!cxx_is_cxx(record)) cxx_translate(record, context);
        try_to_catch(&frame, &info, begin, record, context, dispatch);
    }
    if (cxx_is_cxx(record) && info.flags & INFO_NOEXCEPT) terminate();
    return ExceptionContinueSearch;
}
#endif
