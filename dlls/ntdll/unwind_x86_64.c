/* x86_64: virtual unwinding by unwind codes, as Microsoft documents them ("x64 exception handling"). */
#include "exception_private.h"

enum unwind_operation {
    PUSH_NONVOL,
    ALLOC_LARGE,
    ALLOC_SMALL,
    SET_FPREG,
    SAVE_NONVOL,
    SAVE_NONVOL_FAR,
    EPILOG,
    SPARE_CODE,
    SAVE_XMM128,
    SAVE_XMM128_FAR,
    PUSH_MACHFRAME
};

struct unwind_code { BYTE offset, operation : 4, info : 4; };
struct unwind_info {
    BYTE version : 3, flags : 5, prolog_size, code_count, frame_register : 4, frame_offset : 4;
    struct unwind_code codes[];
};

struct unwinding {
    CONTEXT *context;
    KNONVOLATILE_CONTEXT_POINTERS *pointers;
    DWORD64 frame;          /* what saved registers are relative to */
    BOOLEAN machine_frame;  /* Rip and Rsp came from one */
};

static DWORD64 *integer_register(CONTEXT *context, unsigned number)
{
    return &(&context->Rax)[number]; /* in the order of their numbers in CONTEXT */
}

static void load_integer(struct unwinding *unwinding, unsigned number, DWORD64 address)
{
    *integer_register(unwinding->context, number) = *(DWORD64 *)address;
    if (unwinding->pointers) unwinding->pointers->IntegerContext[number] = (PDWORD64)address;
}

static void load_xmm(struct unwinding *unwinding, unsigned number, DWORD64 address)
{
    (&unwinding->context->Xmm0)[number] = *(M128A *)address;
    if (unwinding->pointers) unwinding->pointers->FloatingContext[number] = (PM128A)address;
}

static DWORD wide_operand(const struct unwind_code *code)
{
    DWORD value;
    memcpy(&value, code + 1, sizeof(value));
    return value;
}

static unsigned slots_of(const struct unwind_code *code)
{
    static const BYTE slots[16] = { 1, 2, 1, 1, 2, 3, 1, 2, 2, 3, 1, 1, 1, 1, 1, 1 };
    return code->operation == ALLOC_LARGE && code->info ? 3 : slots[code->operation];
}

static void undo(struct unwinding *unwinding, const struct unwind_info *info, const struct unwind_code *code)
{
    CONTEXT *context = unwinding->context;
    USHORT operand;
    memcpy(&operand, code + 1, sizeof(operand));
    switch (code->operation) {
    case PUSH_NONVOL:
        load_integer(unwinding, code->info, context->Rsp);
        context->Rsp += 8;
        break;
    case ALLOC_LARGE:
        context->Rsp += code->info ? wide_operand(code) : operand * 8u;
        break;
    case ALLOC_SMALL:
        context->Rsp += code->info * 8u + 8;
        break;
    case SET_FPREG:
        context->Rsp = *integer_register(context, info->frame_register) - info->frame_offset * 16u;
        break;
    case SAVE_NONVOL:
        load_integer(unwinding, code->info, unwinding->frame + operand * 8u);
        break;
    case SAVE_NONVOL_FAR:
        load_integer(unwinding, code->info, unwinding->frame + wide_operand(code));
        break;
    case SAVE_XMM128:
        load_xmm(unwinding, code->info, unwinding->frame + operand * 16u);
        break;
    case SAVE_XMM128_FAR:
        load_xmm(unwinding, code->info, unwinding->frame + wide_operand(code));
        break;
    case PUSH_MACHFRAME: {
        DWORD64 at = context->Rsp + (code->info ? 8 : 0);
        context->Rip = ((DWORD64 *)at)[0];
        context->Rsp = ((DWORD64 *)at)[3];
        unwinding->machine_frame = TRUE;
        break;
    }
    }
}

/* Undoes what the prolog has done up to `offset` into the function. */
static void undo_prolog(struct unwinding *unwinding, const struct unwind_info *info, DWORD64 offset)
{
    for (unsigned i = 0; i < info->code_count; i += slots_of(&info->codes[i])) {
        if (info->codes[i].operation == EPILOG || info->codes[i].offset > offset) continue;
        undo(unwinding, info, &info->codes[i]);
    }
}

/* What follows the codes: the handler's address and data, or the function that this one is a part of. */
static const void *after_codes(const struct unwind_info *info)
{
    return &info->codes[(info->code_count + 1) & ~1u];
}

/* --- epilogs: they undo the prolog themselves, so what is left of one is carried out --- */

/* Length of the jump or return at the end of an epilog, 0 if it is none. A jump inside the function is a loop or a
 * branch. */
static unsigned epilog_end_length(const BYTE *code, const RUNTIME_FUNCTION *function, DWORD64 base)
{
    if (code[0] == 0xc3) return 1;
    if (code[0] == 0xf3 && code[1] == 0xc3) return 2;
    if (code[0] == 0xc2) return 3;
    if (code[0] == 0xff && code[1] == 0x25) return 6;                                  /* jmp [rip + x] */
    if (code[0] == 0xff && (code[1] & 0xf8) == 0xe0) return 0; /* jmp reg: a switch, unless with REX.W */
    if (code[0] == 0x48 && code[1] == 0xff && (code[2] & 0x38) == 0x20) return 3; /* rex.W jmp: marks a tail call */
    if ((code[0] & 0xf8) == 0x48 && code[1] == 0xff && (code[2] & 0x38) == 0x20) return 3;
    if (code[0] != 0xe9 && code[0] != 0xeb) return 0;
    LONG distance;
    if (code[0] == 0xeb) distance = (signed char)code[1] + 2;
    else memcpy(&distance, code + 1, 4), distance += 5;
    DWORD64 target = (DWORD64)code + (LONG64)distance - base;
    if (target >= function->BeginAddress && target < function->EndAddress) return 0;
    return code[0] == 0xeb ? 2 : 5;
}

/* Length of `add rsp, n` or `lea rsp, [frame + n]` and what it does to rsp; 0 if it is neither. */
static unsigned stack_release_length(const BYTE *code, const struct unwind_info *info, const CONTEXT *context,
                                     DWORD64 *rsp)
{
    LONG value;
    if (code[0] == 0x48 && code[1] == 0x83 && code[2] == 0xc4) {
        *rsp = context->Rsp + (signed char)code[3];
        return 4;
    }
    if (code[0] == 0x48 && code[1] == 0x81 && code[2] == 0xc4) {
        memcpy(&value, code + 3, 4);
        *rsp = context->Rsp + value;
        return 7;
    }
    if ((code[0] & 0xfe) != 0x48 || code[1] != 0x8d || (code[2] & 0x38) != 0x20 || !info->frame_register) return 0;
    unsigned number = (code[2] & 7) | (code[0] & 1) << 3;
    if (number != info->frame_register || (code[2] & 7) == 4) return 0;
    DWORD64 from = (&context->Rax)[number];
    switch (code[2] >> 6) {
    case 0: *rsp = from; return 3;
    case 1: *rsp = from + (signed char)code[3]; return 4;
    case 2: memcpy(&value, code + 3, 4); *rsp = from + value; return 7;
    }
    return 0;
}

static unsigned pop_length(const BYTE *code, unsigned *number)
{
    if ((code[0] & 0xf8) == 0x58) {
        *number = code[0] & 7;
        return 1;
    }
    if ((code[0] & 0xf0) != 0x40 || (code[1] & 0xf8) != 0x58) return 0;
    *number = (code[1] & 7) | (code[0] & 1) << 3;
    return 2;
}

/* If pc is in an epilog, does the rest of it but for the return. */
static BOOLEAN finish_epilog(struct unwinding *unwinding, const struct unwind_info *info, DWORD64 pc,
                             const RUNTIME_FUNCTION *function, DWORD64 base)
{
    CONTEXT *context = unwinding->context;
    const BYTE *code = (const BYTE *)pc, *end = (const BYTE *)(base + function->EndAddress);
    DWORD64 rsp = context->Rsp;
    unsigned length, number = 0;
    code += stack_release_length(code, info, context, &rsp);
    const BYTE *pops = code;
    while (code < end && (length = pop_length(code, &number))) code += length;
    if (code >= end || !epilog_end_length(code, function, base)) return FALSE;
    context->Rsp = rsp;
    while (pops < code) {
        pops += pop_length(pops, &number);
        load_integer(unwinding, number, context->Rsp);
        context->Rsp += 8;
    }
    return TRUE;
}

/* --- the whole --- */

/* Establisher frame: the frame register's value if the prolog has set it, else rsp. */
static DWORD64 frame_of(const struct unwind_info *info, const CONTEXT *context, DWORD64 offset)
{
    if (!info->frame_register) return context->Rsp;
    BOOLEAN is_set = offset >= info->prolog_size || (info->flags & UNW_FLAG_CHAININFO);
    for (unsigned i = 0; i < info->code_count && !is_set; i += slots_of(&info->codes[i]))
        if (info->codes[i].operation == SET_FPREG) is_set = info->codes[i].offset <= offset;
    return is_set ? (&context->Rax)[info->frame_register] - info->frame_offset * 16u : context->Rsp;
}

static const struct unwind_info *info_of(DWORD64 base, const RUNTIME_FUNCTION *function)
{
    return (const struct unwind_info *)(base + function->UnwindData);
}

#define CHAIN_LIMIT 32

/* Undoes the prolog and, part by part, those of the functions that it is chained to. Returns the last one. */
static const struct unwind_info *undo_chain(struct unwinding *unwinding, const struct unwind_info *info, DWORD64 base,
                                            DWORD64 offset)
{
    undo_prolog(unwinding, info, offset);
    for (int depth = 0; (info->flags & UNW_FLAG_CHAININFO) && depth < CHAIN_LIMIT; depth++) {
        info = info_of(base, after_codes(info));
        undo_prolog(unwinding, info, ~0ull);
    }
    return info;
}

PEXCEPTION_ROUTINE NTAPI RtlVirtualUnwind(DWORD type, DWORD64 base, DWORD64 pc, PRUNTIME_FUNCTION function,
                                          PCONTEXT context, PVOID *data, PDWORD64 frame,
                                          PKNONVOLATILE_CONTEXT_POINTERS pointers)
{
    const struct unwind_info *info = info_of(base, function);
    DWORD64 offset = pc - base - function->BeginAddress;
    struct unwinding unwinding = { .context = context, .pointers = pointers };
    PEXCEPTION_ROUTINE handler = NULL;
    *frame = unwinding.frame = frame_of(info, context, offset);
    BOOLEAN in_prolog = offset < info->prolog_size && !(info->flags & UNW_FLAG_CHAININFO);
    if (in_prolog || !finish_epilog(&unwinding, info, pc, function, base)) {
        info = undo_chain(&unwinding, info, base, offset);
        const DWORD *tail = after_codes(info);
        if (!in_prolog && !(info->flags & UNW_FLAG_CHAININFO) &&
            (info->flags & type & (UNW_FLAG_EHANDLER | UNW_FLAG_UHANDLER))) {
            handler = (PEXCEPTION_ROUTINE)(base + tail[0]);
            *data = (PVOID)&tail[1];
        }
    }
    if (unwinding.machine_frame) return handler;
    context->Rip = *(DWORD64 *)context->Rsp;
    context->Rsp += 8;
    return handler;
}

BOOLEAN unwind_one_frame(CONTEXT *context)
{
    DWORD64 base, frame, old_rsp = context->Rsp;
    PVOID data;
    if (!frame_is_in_stack(context->Rsp, 8)) return FALSE;
    PRUNTIME_FUNCTION function = RtlLookupFunctionEntry(context->Rip, &base, NULL);
    if (function) {
        RtlVirtualUnwind(UNW_FLAG_NHANDLER, base, context->Rip, function, context, &data, &frame, NULL);
    } else {
        context->Rip = *(DWORD64 *)context->Rsp;
        context->Rsp += 8;
    }
    return context->Rip && context->Rsp > old_rsp && frame_is_in_stack(context->Rsp, 8);
}
