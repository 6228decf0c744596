/* Mathematics: what libmingwex has under another name, or not at all in the precision of double. */
#include "crt.h"

#define EDOM_CODE 1 /* _DOMAIN */
#define SING_CODE 2 /* _SING */
#define OVERFLOW_CODE 3

long double acosl(long double), asinl(long double), atanl(long double), coshl(long double), sinhl(long double),
    tanhl(long double), tanl(long double), log10l(long double), fabsl(long double);
double hypot(double, double), round(double), trunc(double), modf(double, double *), ldexp(double, int), logb(double),
    copysign(double, double), sqrt(double), pow(double, double), log(double), exp(double), sin(double), cos(double),
    atan2(double, double), fmod(double, double), floor(double), ceil(double), remainder(double, double);
float hypotf(float, float), logbf(float), nextafterf(float, float), copysignf(float, float), ldexpf(float, int);

double _HUGE = __builtin_inf();
int _adjust_fdiv; /* 1 where a Pentium divides wrongly */

struct math_exception { /* struct _exception */
    int type;
    char *name;
    double argument1, argument2, result;
};

typedef int(__cdecl *math_handler)(struct math_exception *);
static math_handler user_handler;

void __cdecl __setusermatherr(math_handler handler) { user_handler = handler; }

/* Called by libmingwex when an argument is outside the domain, or the result out of range. */
void __cdecl __mingw_raise_matherr(int type, const char *name, double argument1, double argument2, double result)
{
    struct math_exception exception = {type, (char *)name, argument1, argument2, result};
    if (user_handler && user_handler(&exception)) return;
    *_errno() = type == EDOM_CODE ? EDOM : ERANGE;
}

static double domain_error(const char *name, double argument)
{
    struct math_exception exception = {EDOM_CODE, (char *)name, argument, 0, __builtin_nan("")};
    if (!user_handler || !user_handler(&exception)) *_errno() = EDOM;
    return exception.result;
}

static double overflow_error(const char *name, double argument, double result)
{
    struct math_exception exception = {OVERFLOW_CODE, (char *)name, argument, 0, result};
    if (!user_handler || !user_handler(&exception)) *_errno() = ERANGE;
    return exception.result;
}

/* ---- what libmingwex has wrong: its hypot(INFINITY, NAN) never returns, its round takes the number before 0.5 for a
 * half */

double __cdecl hypot(double x, double y)
{
    if (__builtin_isinf(x) || __builtin_isinf(y)) return __builtin_inf();
    if (__builtin_isnan(x) || __builtin_isnan(y)) return x + y;
    long double root = (long double)x * x + (long double)y * y; /* has the range for any squares */
    __asm__("fsqrt" : "+t"(root));
    double result = (double)root;
    return __builtin_isinf(result) ? overflow_error("hypot", x, result) : result;
}

double __cdecl round(double x)
{
    double whole = trunc(x);
    if (__builtin_fabs(x - whole) >= 0.5) whole += __builtin_copysign(1, x);
    return whole;
}

float __cdecl roundf(float x) { return (float)round(x); }

/* Its pow knows no pole. */
double __cdecl crt_pow(double x, double y)
{
    double result = pow(x, y);
    if (x != 0 || !(y < 0) || __builtin_isinf(y)) return result;
    struct math_exception exception = {SING_CODE, "pow", x, y, result};
    if (!user_handler || !user_handler(&exception)) *_errno() = ERANGE;
    return exception.result;
}

/* ---- double functions computed in extended precision */

double __cdecl acos(double x)
{
    if (__builtin_fabs(x) > 1) return domain_error("acos", x);
    return (double)acosl(x);
}

double __cdecl asin(double x)
{
    if (__builtin_fabs(x) > 1) return domain_error("asin", x);
    return (double)asinl(x);
}

double __cdecl atan(double x) { return (double)atanl(x); }
double __cdecl tanh(double x) { return (double)tanhl(x); }

double __cdecl tan(double x)
{
    if (__builtin_isinf(x)) return domain_error("tan", x);
    return (double)tanl(x);
}

double __cdecl cosh(double x)
{
    double result = (double)coshl(x);
    return __builtin_isinf(result) && !__builtin_isinf(x) ? overflow_error("cosh", x, result) : result;
}

double __cdecl sinh(double x)
{
    double result = (double)sinhl(x);
    return __builtin_isinf(result) && !__builtin_isinf(x) ? overflow_error("sinh", x, result) : result;
}

double __cdecl log10(double x)
{
    if (x < 0) return domain_error("log10", x);
    if (x == 0) return overflow_error("log10", x, -__builtin_inf());
    return (double)log10l(x);
}

double __cdecl frexp(double x, int *exponent)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    int power = (int)(bits >> 52 & 0x7ff);
    *exponent = 0;
    if (power == 0x7ff || x == 0) return x;
    if (!power) {
        x *= 0x1p64;
        memcpy(&bits, &x, sizeof(bits));
        power = (int)(bits >> 52 & 0x7ff) - 64;
    }
    *exponent = power - 1022;
    bits = (bits & ~(0x7ffull << 52)) | 1022ull << 52;
    memcpy(&x, &bits, sizeof(x));
    return x;
}

/* ---- functions with an underscore */

struct complex_number { double x, y; };

double __cdecl _cabs(struct complex_number number) { return hypot(number.x, number.y); }
double __cdecl _hypot(double x, double y) { return hypot(x, y); }
float __cdecl _hypotf(float x, float y) { return hypotf(x, y); }
double __cdecl _copysign(double x, double y) { return __builtin_copysign(x, y); }
float __cdecl _copysignf(float x, float y) { return __builtin_copysignf(x, y); }
double __cdecl _chgsign(double x) { return -x; }
float __cdecl _chgsignf(float x) { return -x; }
double __cdecl _logb(double x) { return logb(x); }
float __cdecl _logbf(float x) { return logbf(x); }
double __cdecl _scalb(double x, long exponent) { return ldexp(x, exponent); }
float __cdecl _scalbf(float x, long exponent) { return ldexpf(x, exponent); }
int __cdecl _finite(double x) { return __builtin_isfinite(x); }
int __cdecl _finitef(float x) { return __builtin_isfinite(x); }
int __cdecl _isnan(double x) { return __builtin_isnan(x); }
int __cdecl _isnanf(float x) { return __builtin_isnan(x); }
double __cdecl fabs(double x) { return __builtin_fabs(x); }

double __cdecl nextafter(double from, double to)
{
    int64_t bits;
    if (__builtin_isnan(from) || __builtin_isnan(to)) return from + to;
    if (from == to) return to;
    if (from == 0) return __builtin_copysign(0x1p-1074, to);
    memcpy(&bits, &from, sizeof(bits));
    bits += (from < to) == (from > 0) ? 1 : -1;
    memcpy(&from, &bits, sizeof(from));
    return from;
}

double __cdecl _nextafter(double from, double to) { return nextafter(from, to); }
double __cdecl nexttoward(double from, double to) { return nextafter(from, to); }
float __cdecl _nextafterf(float from, float to) { return nextafterf(from, to); }

float __cdecl nexttowardf(float from, double to)
{
    if (__builtin_isnan(from) || __builtin_isnan(to)) return (float)(from + to);
    if (from == to) return (float)to;
    return nextafterf(from, from < to ? __builtin_inff() : -__builtin_inff());
}

/* ---- Bessel functions: the integral of Bessel is smooth and periodic for an integer order, so that the trapezoidal
 * rule converges faster than any power; Y uses the sums around the smaller orders. */

#define PI 3.14159265358979323846

double __cdecl _jn(int order, double x)
{
    int steps = 64 + 2 * (int)(__builtin_fabs(x) + __builtin_abs(order));
    double sum = 0;
    if (__builtin_fabs(x) > 1e6) return 0;
    for (int i = 0; i < steps; i++) {
        double angle = 2 * PI * i / steps;
        sum += cos(order * angle - x * sin(angle));
    }
    return sum / steps;
}

double __cdecl _j0(double x) { return _jn(0, x); }
double __cdecl _j1(double x) { return _jn(1, x); }

/* ---- classes of numbers */

enum number_class { /* _FPCLASS_... */
                    CLASS_SNAN = 0x1,
                    CLASS_QNAN = 0x2,
                    CLASS_NINF = 0x4,
                    CLASS_NN = 0x8,
                    CLASS_ND = 0x10,
                    CLASS_NZ = 0x20,
                    CLASS_PZ = 0x40,
                    CLASS_PD = 0x80,
                    CLASS_PN = 0x100,
                    CLASS_PINF = 0x200
};

int __cdecl _fpclass(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    bool negative = bits >> 63;
    unsigned exponent = bits >> 52 & 0x7ff;
    uint64_t fraction = bits & 0xfffffffffffffull;
    if (exponent == 0x7ff && fraction) return fraction >> 51 ? CLASS_QNAN : CLASS_SNAN;
    if (exponent == 0x7ff) return negative ? CLASS_NINF : CLASS_PINF;
    if (exponent) return negative ? CLASS_NN : CLASS_PN;
    if (fraction) return negative ? CLASS_ND : CLASS_PD;
    return negative ? CLASS_NZ : CLASS_PZ;
}

int __cdecl _fpclassf(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof(bits));
    bool negative = bits >> 31;
    unsigned exponent = bits >> 23 & 0xff, fraction = bits & 0x7fffff;
    if (exponent == 0xff && fraction) return fraction >> 22 ? CLASS_QNAN : CLASS_SNAN;
    if (exponent == 0xff) return negative ? CLASS_NINF : CLASS_PINF;
    if (exponent) return negative ? CLASS_NN : CLASS_PN;
    if (fraction) return negative ? CLASS_ND : CLASS_PD;
    return negative ? CLASS_NZ : CLASS_PZ;
}

enum iso_class { ISO_SUBNORMAL = -2, ISO_NORMAL = -1, ISO_ZERO = 0, ISO_INFINITE = 1, ISO_NAN = 2 };

static short iso_class(int number_class)
{
    if (number_class & (CLASS_SNAN | CLASS_QNAN)) return ISO_NAN;
    if (number_class & (CLASS_NINF | CLASS_PINF)) return ISO_INFINITE;
    if (number_class & (CLASS_NZ | CLASS_PZ)) return ISO_ZERO;
    return number_class & (CLASS_ND | CLASS_PD) ? ISO_SUBNORMAL : ISO_NORMAL;
}

short __cdecl _dclass(double x) { return iso_class(_fpclass(x)); }
short __cdecl _ldclass(double x) { return iso_class(_fpclass(x)); }
short __cdecl _fdclass(float x) { return iso_class(_fpclassf(x)); }
short __cdecl _dtest(double *x) { return iso_class(_fpclass(*x)); }
short __cdecl _ldtest(double *x) { return iso_class(_fpclass(*x)); }
short __cdecl _fdtest(float *x) { return iso_class(_fpclassf(*x)); }
int __cdecl _dsign(double x) { return __builtin_signbit(x) ? 0x8000 : 0; }
int __cdecl _ldsign(double x) { return __builtin_signbit(x) ? 0x8000 : 0; }
int __cdecl _fdsign(float x) { return __builtin_signbit(x) ? 0x8000 : 0; }

enum comparison { LESS_THAN = 1, EQUAL = 2, GREATER_THAN = 4 };

int __cdecl _dpcomp(double x, double y) { return x < y ? LESS_THAN : x == y ? EQUAL : x > y ? GREATER_THAN : 0; }
int __cdecl _ldpcomp(double x, double y) { return _dpcomp(x, y); }
int __cdecl _fdpcomp(float x, float y) { return _dpcomp(x, y); }

/* ---- long double is double for Microsoft's compiler */

#define SAME_AS(name, function) double __cdecl name(double x) { return function(x); }
double acosh(double), asinh(double), atanh(double), cbrt(double), erf(double), erfc(double), exp2(double),
    expm1(double), lgamma(double), log1p(double), log2(double), nearbyint(double), rint(double), tgamma(double);
SAME_AS(crt_acoshl, acosh)
SAME_AS(crt_asinhl, asinh)
SAME_AS(crt_atanhl, atanh)
SAME_AS(crt_cbrtl, cbrt)
SAME_AS(crt_erfl, erf)
SAME_AS(crt_erfcl, erfc)
SAME_AS(crt_exp2l, exp2)
SAME_AS(crt_expm1l, expm1)
SAME_AS(crt_lgammal, lgamma)
SAME_AS(crt_log1pl, log1p)
SAME_AS(crt_log2l, log2)
SAME_AS(crt_logbl, logb)
SAME_AS(crt_nearbyintl, nearbyint)
SAME_AS(crt_rintl, rint)
SAME_AS(crt_roundl, round)
SAME_AS(crt_tgammal, tgamma)
SAME_AS(crt_truncl, trunc)

/* ---- integers */

int __cdecl abs(int x) { return x < 0 ? -x : x; }
long __cdecl labs(long x) { return x < 0 ? -x : x; }
__int64 __cdecl _abs64(__int64 x) { return x < 0 ? -x : x; }

struct division { int quotient, remainder; };
struct long_division { long quotient, remainder; };

struct division __cdecl div(int numerator, int denominator)
{
    return (struct division){numerator / denominator, numerator % denominator};
}

struct long_division __cdecl ldiv(long numerator, long denominator)
{
    return (struct long_division){numerator / denominator, numerator % denominator};
}

#undef _rotl
#undef _rotr
#undef _lrotl
#undef _lrotr
#undef _rotl64
#undef _rotr64

unsigned __cdecl _rotl(unsigned value, int count) { return value << (count & 31) | value >> (-count & 31); }
unsigned __cdecl _rotr(unsigned value, int count) { return value >> (count & 31) | value << (-count & 31); }
unsigned long __cdecl _lrotl(unsigned long value, int count) { return _rotl(value, count); }
unsigned long __cdecl _lrotr(unsigned long value, int count) { return _rotr(value, count); }
uint64_t __cdecl _rotl64(uint64_t value, int count) { return value << (count & 63) | value >> (-count & 63); }
uint64_t __cdecl _rotr64(uint64_t value, int count) { return value >> (count & 63) | value << (-count & 63); }
unsigned short __cdecl _byteswap_ushort(unsigned short value) { return __builtin_bswap16(value); }
unsigned long __cdecl _byteswap_ulong(unsigned long value) { return __builtin_bswap32(value); }
uint64_t __cdecl _byteswap_uint64(uint64_t value) { return __builtin_bswap64(value); }

/* ---- random numbers: the generator that Microsoft's documentation implies by its printed sequences */

void __cdecl srand(unsigned seed) { crt_thread()->random = seed; }

int __cdecl rand(void)
{
    struct thread_data *thread = crt_thread();
    thread->random = thread->random * 214013 + 2531011;
    return thread->random >> 16 & 0x7fff;
}

errno_t __cdecl rand_s(unsigned *value)
{
    if (!value) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    HMODULE advapi = LoadLibraryExW(L"advapi32.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
    BOOLEAN(WINAPI *generate)(void *, ULONG) = advapi ? (void *)GetProcAddress(advapi, "SystemFunction036") : NULL;
    *value = 0;
    if (generate && generate(value, sizeof(*value))) return 0;
    return *_errno() = ENOMEM;
}
