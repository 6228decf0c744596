/* The floating-point environment: _controlfp and its relatives. The documented abstract bits are those of neither unit;
 * SSE and, in i386, the x87 unit are kept in step. */
#include "crt.h"

enum control_bits { /* _MCW_..., _EM_..., _RC_..., _PC_..., _DN_... */
                    EM_INEXACT = 0x1,
                    EM_UNDERFLOW = 0x2,
                    EM_OVERFLOW = 0x4,
                    EM_ZERODIVIDE = 0x8,
                    EM_INVALID = 0x10,
                    EM_DENORMAL = 0x80000,
                    MCW_EM = 0x8001f,
                    RC_DOWN = 0x100,
                    RC_UP = 0x200,
                    MCW_RC = 0x300,
                    PC_53 = 0x10000,
                    PC_24 = 0x20000,
                    MCW_PC = 0x30000,
                    IC_AFFINE = 0x40000,
                    DN_FLUSH = 0x1000000,
                    DN_FLUSH_OPERANDS = 0x2000000,
                    DN_FLUSH_RESULTS = 0x3000000,
                    MCW_DN = 0x3000000
};

/* MXCSR: status in bits 0-5, masks in 7-12, rounding in 13-14, flush to zero 15, denormals are zero 6; the order of the
 * exceptions (invalid, denormal, zero divide, overflow, underflow, inexact) is the one of the x87 unit, too. */
static const unsigned exception_bits[6] = {EM_INVALID,  EM_DENORMAL,  EM_ZERODIVIDE,
                                           EM_OVERFLOW, EM_UNDERFLOW, EM_INEXACT};

static unsigned to_abstract(unsigned exceptions)
{
    unsigned result = 0;
    for (int i = 0; i < 6; i++) {
        if (exceptions & 1u << i) result |= exception_bits[i];
    }
    return result;
}

static unsigned from_abstract(unsigned bits)
{
    unsigned result = 0;
    for (int i = 0; i < 6; i++) {
        if (bits & exception_bits[i]) result |= 1u << i;
    }
    return result;
}

static unsigned get_mxcsr(void)
{
    unsigned value;
    __asm__ volatile("stmxcsr %0" : "=m"(value));
    return value;
}

static void set_mxcsr(unsigned value) { __asm__ volatile("ldmxcsr %0" : : "m"(value)); }

static unsigned sse_control(void)
{
    unsigned mxcsr = get_mxcsr();
    unsigned control = to_abstract(mxcsr >> 7 & 0x3f) | (mxcsr >> 13 & 3) << 8;
    bool flush = mxcsr & 0x8000, zero = mxcsr & 0x40;
    return control | (flush && zero ? DN_FLUSH : flush ? DN_FLUSH_RESULTS : zero ? DN_FLUSH_OPERANDS : 0);
}

static void set_sse_control(unsigned control)
{
    unsigned mxcsr = get_mxcsr() & ~0xffc0u, flush = control & MCW_DN;
    mxcsr |= from_abstract(control) << 7 | (control & MCW_RC) >> 8 << 13;
    if (flush == DN_FLUSH || flush == DN_FLUSH_RESULTS) mxcsr |= 0x8000;
    if (flush == DN_FLUSH || flush == DN_FLUSH_OPERANDS) mxcsr |= 0x40;
    set_mxcsr(mxcsr);
}

#ifdef __i386__
static unsigned x87_control(void)
{
    unsigned short word;
    __asm__ volatile("fnstcw %0" : "=m"(word));
    static const unsigned precisions[] = {PC_24, 0, PC_53, 0};
    return to_abstract(word & 0x3f) | (word >> 10 & 3u) << 8 | precisions[word >> 8 & 3] |
           (word & 0x1000 ? IC_AFFINE : 0);
}

static void set_x87_control(unsigned control)
{
    unsigned precision = (control & MCW_PC) == PC_24 ? 0 : (control & MCW_PC) == PC_53 ? 2 : 3;
    unsigned short word = (unsigned short)(0x40 | from_abstract(control) | precision << 8 |
                                           (control & MCW_RC) >> 8 << 10 | (control & IC_AFFINE ? 0x1000 : 0));
    __asm__ volatile("fldcw %0" : : "m"(word));
}

static unsigned x87_status(void)
{
    unsigned short word;
    __asm__ volatile("fnstsw %0" : "=m"(word));
    return to_abstract(word & 0x3f);
}

static void clear_x87(void) { __asm__ volatile("fnclex"); }
#else
/* libmingwex rounds in that unit. */
static void set_x87_control(unsigned control)
{
    unsigned short word;
    __asm__ volatile("fnstcw %0" : "=m"(word));
    word = (unsigned short)((word & ~0xc00) | (control & MCW_RC) >> 8 << 10);
    __asm__ volatile("fldcw %0" : : "m"(word));
}
static unsigned x87_status(void) { return 0; }
static void clear_x87(void) {}
#endif

unsigned __cdecl _control87(unsigned value, unsigned mask)
{
#ifdef __x86_64__
    mask &= ~(MCW_PC | IC_AFFINE); /* not supported for x86_64: ignored */
    unsigned control = sse_control();
#else
    unsigned control = x87_control() | (sse_control() & MCW_DN);
#endif
    if (!mask) return control;
    control = (control & ~mask) | (value & mask);
    set_sse_control(control);
    set_x87_control(control);
    return control;
}

/* Like _control87, but the denormal exception stays masked as it is. */
unsigned __cdecl _controlfp(unsigned value, unsigned mask) { return _control87(value, mask & ~EM_DENORMAL); }
void __cdecl _set_controlfp(unsigned value, unsigned mask) { _controlfp(value, mask); }

errno_t __cdecl _controlfp_s(unsigned *current, unsigned value, unsigned mask)
{
    const unsigned known = MCW_EM | MCW_RC | MCW_PC | IC_AFFINE | MCW_DN;
    if (value & mask & ~known) {
        if (current) *current = _controlfp(0, 0);
        crt_invalid(EINVAL);
        return EINVAL;
    }
    unsigned control = _controlfp(value, mask);
    if (current) *current = control;
    return 0;
}

#ifdef __i386__
int __cdecl __control87_2(unsigned value, unsigned mask, unsigned *x87, unsigned *sse)
{
    if (x87) {
        *x87 = (x87_control() & ~mask) | (value & mask);
        if (mask) set_x87_control(*x87);
    }
    if (sse) {
        *sse = (sse_control() & ~mask) | (value & mask);
        if (mask) set_sse_control(*sse);
    }
    return 1;
}

void __cdecl _statusfp2(unsigned *x87, unsigned *sse)
{
    if (x87) *x87 = x87_status();
    if (sse) *sse = to_abstract(get_mxcsr() & 0x3f);
}

int __cdecl _set_SSE2_enable(int enable) { return enable != 0; }
#endif

unsigned __cdecl _statusfp(void) { return to_abstract(get_mxcsr() & 0x3f) | x87_status(); }

unsigned __cdecl _clearfp(void)
{
    unsigned before = _statusfp();
    set_mxcsr(get_mxcsr() & ~0x3fu);
    clear_x87();
    return before;
}

void __cdecl _fpreset(void)
{
    __asm__ volatile("fninit");
    set_mxcsr(0x1f80);
#ifdef __i386__
    set_x87_control(MCW_EM | PC_53);
#else
    unsigned short word = 0x27f;
    __asm__ volatile("fldcw %0" : : "m"(word));
#endif
}

int __cdecl __fpe_flt_rounds(void)
{
    static const int modes[] = {1, 3, 2, 0}; /* FLT_ROUNDS: nearest, down, up, towards zero */
    return modes[get_mxcsr() >> 13 & 3];
}

#ifdef _UCRTBASE_
/* libmingwex calls _fpreset as if it were imported. */
#ifdef __i386__
void(__cdecl *imported_fpreset)(void) __asm__("__imp___fpreset") = _fpreset;
#else
void(__cdecl *imported_fpreset)(void) __asm__("__imp__fpreset") = _fpreset;
#endif
#endif

/* ---- fenv.h, whose exceptions and directions have the abstract bits */

#define ALL_EXCEPTIONS 0x1f

struct environment { unsigned long control, status; }; /* fenv_t */

/* The masks of the exceptions and above them the direction in the highest byte, where Microsoft's FE_DFL_ENV has all
 * masks and the nearest. */
static unsigned long environment_control(void)
{
    unsigned control = _control87(0, 0), masks = from_abstract(control);
    return (control & MCW_RC) >> 8 << 30 | masks << 24 | masks;
}

static void set_status(unsigned status)
{
    clear_x87();
    set_mxcsr((get_mxcsr() & ~0x3fu) | from_abstract(status));
}

int __cdecl fegetround(void) { return (int)(_control87(0, 0) & MCW_RC); }

int __cdecl fesetround(int direction)
{
    if (direction & ~MCW_RC) return 1;
    _control87((unsigned)direction, MCW_RC);
    return 0;
}

int __cdecl fetestexcept(int exceptions) { return (int)_statusfp() & exceptions & ALL_EXCEPTIONS; }

int __cdecl feclearexcept(int exceptions)
{
    set_status(_statusfp() & ~((unsigned)exceptions & ALL_EXCEPTIONS));
    return 0;
}

int __cdecl fegetexceptflag(unsigned long *flags, int exceptions)
{
    *flags = (unsigned long)fetestexcept(exceptions);
    return 0;
}

int __cdecl fesetexceptflag(const unsigned long *flags, int exceptions)
{
    unsigned changed = (unsigned)exceptions & ALL_EXCEPTIONS;
    set_status((_statusfp() & ~changed) | (*flags & changed));
    return 0;
}

int __cdecl fegetenv(struct environment *environment)
{
    environment->control = environment_control();
    environment->status = (unsigned long)fetestexcept(ALL_EXCEPTIONS);
    return 0;
}

int __cdecl fesetenv(const struct environment *environment)
{
    unsigned control = to_abstract(environment->control >> 24 & 0x3f) | (environment->control >> 30) << 8;
    set_status(environment->status & ALL_EXCEPTIONS);
    _control87(control, MCW_EM | MCW_RC);
    return 0;
}

int __cdecl feholdexcept(struct environment *environment)
{
    fegetenv(environment);
    set_status(0);
    _control87(MCW_EM, MCW_EM);
    return 0;
}
