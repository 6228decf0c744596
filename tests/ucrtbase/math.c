/* The Universal CRT: the corners of math.h and fenv.h. Witness: the C standard, annex F; Microsoft's pages on _fpclass,
 * _controlfp_s, _chgsign, _logb. */
#define FUNCTIONS(X) \
    X(int *, _errno, (void)) \
    X(double, pow, (double, double)) \
    X(double, fmod, (double, double)) \
    X(double, remainder, (double, double)) \
    X(double, atan2, (double, double)) \
    X(double, hypot, (double, double)) \
    X(double, fmax, (double, double)) \
    X(double, fmin, (double, double)) \
    X(double, fdim, (double, double)) \
    X(double, copysign, (double, double)) \
    X(double, nextafter, (double, double)) \
    X(double, exp, (double)) \
    X(double, log, (double)) \
    X(double, log2, (double)) \
    X(double, log10, (double)) \
    X(double, log1p, (double)) \
    X(double, expm1, (double)) \
    X(double, exp2, (double)) \
    X(double, sqrt, (double)) \
    X(double, cbrt, (double)) \
    X(double, sin, (double)) \
    X(double, asin, (double)) \
    X(double, acos, (double)) \
    X(double, atan, (double)) \
    X(double, sinh, (double)) \
    X(double, cosh, (double)) \
    X(double, tanh, (double)) \
    X(double, atanh, (double)) \
    X(double, ceil, (double)) \
    X(double, floor, (double)) \
    X(double, trunc, (double)) \
    X(double, round, (double)) \
    X(double, rint, (double)) \
    X(double, nearbyint, (double)) \
    X(double, erf, (double)) \
    X(double, tgamma, (double)) \
    X(double, lgamma, (double)) \
    X(double, logb, (double)) \
    X(double, _chgsign, (double)) \
    X(double, fma, (double, double, double)) \
    X(double, frexp, (double, int *)) \
    X(double, ldexp, (double, int)) \
    X(double, scalbln, (double, long)) \
    X(double, modf, (double, double *)) \
    X(double, remquo, (double, double, int *)) \
    X(int, ilogb, (double)) \
    X(long, lround, (double)) \
    X(long long, llround, (double)) \
    X(long, lrint, (double)) \
    X(int, _fpclass, (double)) \
    X(int, _finite, (double)) \
    X(int, _isnan, (double)) \
    X(float, roundf, (float)) \
    X(float, cbrtf, (float)) \
    X(int, fegetround, (void)) \
    X(int, fesetround, (int)) \
    X(int, feclearexcept, (int)) \
    X(int, fetestexcept, (int)) \
    X(int, fegetenv, (struct environment *)) \
    X(int, fesetenv, (const struct environment *)) \
    X(int, feholdexcept, (struct environment *)) \
    X(int, fegetexceptflag, (unsigned long *, int)) \
    X(int, fesetexceptflag, (const unsigned long *, int)) \
    X(int, _controlfp_s, (unsigned *, unsigned, unsigned)) \
    X(unsigned, _clearfp, (void)) \
    X(unsigned, _statusfp, (void)) \
    X(int, abs, (int)) \
    X(long long, llabs, (long long)) \
    X(unsigned long, _byteswap_ulong, (unsigned long)) \
    X(uint64_t, _byteswap_uint64, (uint64_t)) \
    X(void, srand, (unsigned)) \
    X(int, rand, (void)) \
    X(int, rand_s, (unsigned *)) \
    X(void *, _set_invalid_parameter_handler, (void *))
struct environment { unsigned long control, status; };
#include "crt.h"

#define INF __builtin_inf()
#define NAN_ __builtin_nan("")
#define TINY 4.9406564584124654e-324
#define HUGE_ 1.7976931348623157e308
#define EDOM_ 33

/* Equal, with the sign of zero, or both no number. */
static int same(double a, double b)
{
    if (__builtin_isnan(a) || __builtin_isnan(b)) return __builtin_isnan(a) && __builtin_isnan(b);
    return a == b && !__builtin_signbit(a) == !__builtin_signbit(b);
}

typedef double(__cdecl *one_argument)(double);
typedef double(__cdecl *two_arguments)(double, double);
static const struct { const char *name; one_argument *function; double x, expected; } ones[] = {
#define ONE(name, x, expected) {#name "(" #x ")", &crt.name, x, expected}
    ONE(exp, 0, 1),
    ONE(exp, -INF, 0),
    ONE(exp, INF, INF),
    ONE(exp, 710, INF),
    ONE(exp, -746, 0),
    ONE(exp, NAN_, NAN_),
    ONE(log, 1, 0),
    ONE(log, 0, -INF),
    ONE(log, -1, NAN_),
    ONE(log, INF, INF),
    ONE(log2, 8, 3),
    ONE(log2, TINY, -1074),
    ONE(log10, 1000, 3),
    ONE(log10, -0.0, -INF),
    ONE(log1p, -1, -INF),
    ONE(log1p, -0.0, -0.0),
    ONE(expm1, -INF, -1),
    ONE(expm1, -0.0, -0.0),
    ONE(exp2, 10, 1024),
    ONE(exp2, -1074, TINY),
    ONE(exp2, 1024, INF),
    ONE(sqrt, 2.25, 1.5),
    ONE(sqrt, -0.0, -0.0),
    ONE(sqrt, -1, NAN_),
    ONE(sqrt, INF, INF),
    ONE(cbrt, -27, -3),
    ONE(cbrt, -0.0, -0.0),
    ONE(sin, -0.0, -0.0),
    ONE(sin, INF, NAN_),
    ONE(asin, 2, NAN_),
    ONE(asin, -0.0, -0.0),
    ONE(acos, 1, 0),
    ONE(acos, -1.5, NAN_),
    ONE(atan, INF, 1.5707963267948966),
    ONE(atan, -INF, -1.5707963267948966),
    ONE(sinh, -INF, -INF),
    ONE(cosh, -INF, INF),
    ONE(cosh, 0, 1),
    ONE(tanh, INF, 1),
    ONE(tanh, -INF, -1),
    ONE(tanh, -0.0, -0.0),
    ONE(atanh, 1, INF),
    ONE(atanh, 2, NAN_),
    ONE(ceil, -0.5, -0.0),
    ONE(ceil, 1.0000000000000002, 2),
    ONE(ceil, INF, INF),
    ONE(floor, -0.5, -1),
    ONE(floor, -0.0, -0.0),
    ONE(floor, 4503599627370495.5, 4503599627370495.0),
    ONE(trunc, -1.9, -1),
    ONE(trunc, -0.9, -0.0),
    ONE(round, 0.5, 1),
    ONE(round, -0.5, -1),
    ONE(round, 2.5, 3),
    ONE(round, 0.49999999999999994, 0),
    ONE(round, -0.3, -0.0),
    ONE(rint, 2.5, 2),
    ONE(rint, 3.5, 4),
    ONE(rint, -0.5, -0.0),
    ONE(nearbyint, 0.5, 0),
    ONE(nearbyint, -1.5, -2),
    ONE(erf, INF, 1),
    ONE(erf, -0.0, -0.0),
    ONE(tgamma, 5, 24),
    ONE(tgamma, INF, INF),
    ONE(tgamma, -1, NAN_),
    ONE(lgamma, 1, 0),
    ONE(lgamma, 2, 0),
    ONE(lgamma, -1, INF),
    ONE(logb, 8, 3),
    ONE(logb, 0, -INF),
    ONE(logb, -INF, INF),
    ONE(logb, TINY, -1074),
    ONE(_chgsign, 0.0, -0.0),
    ONE(_chgsign, -5, 5),
};
static const struct { const char *name; two_arguments *function; double x, y, expected; } twos[] = {
#define TWO(name, x, y, expected) {#name "(" #x ", " #y ")", &crt.name, x, y, expected}
    TWO(pow, 2, 10, 1024),
    TWO(pow, 0, 0, 1),
    TWO(pow, NAN_, 0, 1),
    TWO(pow, 1, NAN_, 1),
    TWO(pow, -1, INF, 1),
    TWO(pow, -8, 1.0 / 3, NAN_),
    TWO(pow, 0, -1, INF),
    TWO(pow, -0.0, -3, -INF),
    TWO(pow, -0.0, -2, INF),
    TWO(pow, -2, 3, -8),
    TWO(pow, 0.5, INF, 0),
    TWO(pow, 0.5, -INF, INF),
    TWO(pow, 10, 400, INF),
    TWO(pow, -10, 401, -INF),
    TWO(pow, -INF, 3, -INF),
    TWO(pow, -INF, -3, -0.0),
    TWO(pow, 10, -400, 0),
    TWO(fmod, 5.5, 2, 1.5),
    TWO(fmod, -5.5, 2, -1.5),
    TWO(fmod, -4, 2, -0.0),
    TWO(fmod, 1, 0, NAN_),
    TWO(fmod, INF, 1, NAN_),
    TWO(fmod, 1, INF, 1),
    TWO(fmod, 1e308, 3, 2),
    TWO(remainder, 5, 2, 1),
    TWO(remainder, 7, 2, -1),
    TWO(remainder, -5, 2, -1),
    TWO(remainder, 1, 0, NAN_),
    TWO(atan2, 0, 1, 0),
    TWO(atan2, -0.0, 1, -0.0),
    TWO(atan2, 0.0, -1, 3.1415926535897931),
    TWO(atan2, -0.0, -1, -3.1415926535897931),
    TWO(atan2, 0, 0, 0),
    TWO(atan2, 1, 0, 1.5707963267948966),
    TWO(atan2, INF, INF, 0.78539816339744828),
    TWO(hypot, 3, 4, 5),
    TWO(hypot, INF, NAN_, INF),
    TWO(fmax, NAN_, 1, 1),
    TWO(fmax, 1, NAN_, 1),
    TWO(fmin, NAN_, -1, -1),
    TWO(fmin, -INF, 0, -INF),
    TWO(fdim, 5, 3, 2),
    TWO(fdim, 3, 5, 0),
    TWO(copysign, 3, -0.0, -3),
    TWO(copysign, -INF, 1, INF),
    TWO(nextafter, 0, 1, TINY),
    TWO(nextafter, 1, 2, 1.0000000000000002),
    TWO(nextafter, 1, 1, 1),
    TWO(nextafter, HUGE_, INF, INF),
    TWO(nextafter, TINY, 0, 0),
};

static void test_tables(void)
{
    for (size_t i = 0; i < ARRAYSIZE(ones); i++) {
        double found = (*ones[i].function)(ones[i].x);
        check_case(i);
        check(same(found, ones[i].expected), "%s is %.17g, not %.17g", ones[i].name, found, ones[i].expected);
    }
    for (size_t i = 0; i < ARRAYSIZE(twos); i++) {
        double found = (*twos[i].function)(twos[i].x, twos[i].y);
        check_case(i);
        check(same(found, twos[i].expected), "%s is %.17g, not %.17g", twos[i].name, found, twos[i].expected);
    }
    check_case(0);
}

static void test_parts(void)
{
    int exponent = 0, quotient = 0;
    double whole = 0;
    check(crt.frexp(12, &exponent) == 0.75 && exponent == 4, "frexp(12)");
    check(crt.frexp(TINY, &exponent) == 0.5 && exponent == -1073, "frexp of the smallest number: %d", exponent);
    check(same(crt.frexp(-0.0, &exponent), -0.0) && exponent == 0, "frexp of zero");
    check(crt.ldexp(0.75, 4) == 12, "ldexp");
    volatile double smallest = crt.ldexp(1, -1074),
                    too_large = crt.ldexp(1, 1024); /* in memory, where doubles have no more range */
    check(smallest == TINY && too_large == INF, "ldexp at the ends");
    check(crt.scalbln(1, 10) == 1024, "scalbln");
    check(crt.modf(-3.25, &whole) == -0.25 && whole == -3, "modf");
    check(same(crt.modf(INF, &whole), 0) && whole == INF, "modf of infinity");
    check(crt.remquo(7, 2, &quotient) == -1 && (quotient & 7) == 4, "remquo: quotient %d", quotient);
    if (sizeof(void *) == 8) {
        todo("fma of an infinite third argument") check(crt.fma(1e308, 10, -INF) == -INF, "fma");
    }
    check(crt.fma(1.0000000000000002, 1.0000000000000002, -1.0000000000000004) == 4.9303806576313238e-32,
          "fma rounds once");
    check_equal_int(crt.ilogb(8), 3, "ilogb");
    check_equal_int(crt.ilogb(INF), 0x7fffffff, "ilogb of infinity");
    check_equal_int(crt.lround(-2.5), -3, "lround");
    check_equal_int(crt.llround(4503599627370497.0), 4503599627370497ll, "llround");
    check_equal_int(crt.lrint(2.5), 2, "lrint rounds to even");
    check(crt.roundf(-0.5f) == -1 && crt.cbrtf(8) == 2, "roundf, cbrtf");
    check(crt.cbrt(NAN_) != crt.cbrt(NAN_), "no number stays none");
}

static void test_errno(void)
{
    *crt._errno() = 0;
    crt.log(-1);
    check_equal_int(*crt._errno(), EDOM_, "log(-1)");
    *crt._errno() = 0;
    crt.log(0);
    check_equal_int(*crt._errno(), CRT_ERANGE, "log(0)");
    *crt._errno() = 0;
    crt.sqrt(-1);
    check_equal_int(*crt._errno(), EDOM_, "sqrt(-1)");
    *crt._errno() = 0;
    crt.exp(1000);
    check_equal_int(*crt._errno(), CRT_ERANGE, "exp(1000)");
    *crt._errno() = 0;
    crt.pow(0, -1);
    check_equal_int(*crt._errno(), CRT_ERANGE, "pow(0, -1)");
    *crt._errno() = 0;
    crt.acos(2);
    check_equal_int(*crt._errno(), EDOM_, "acos(2)");
    *crt._errno() = 0;
    crt.log(NAN_);
    check_equal_int(*crt._errno(), 0, "no error for what was no number already");
}

static void test_classes(void)
{
    static const struct { double x; int kind; } kinds[] = {
        {-INF, 4}, {-1, 8}, {-TINY, 0x10}, {-0.0, 0x20}, {0.0, 0x40}, {TINY, 0x80}, {1, 0x100}, {INF, 0x200}, {NAN_, 2},
    };
    for (size_t i = 0; i < ARRAYSIZE(kinds); i++) {
        check_case(i);
        check_equal_int(crt._fpclass(kinds[i].x), kinds[i].kind, "_fpclass");
        check_equal_int(!!crt._finite(kinds[i].x), kinds[i].kind != 4 && kinds[i].kind != 0x200 && kinds[i].kind != 2,
                        "_finite");
        check_equal_int(!!crt._isnan(kinds[i].x), kinds[i].kind == 2, "_isnan");
    }
    check_case(0);
}

static volatile double one = 1, three = 3, zero = 0;

static void test_saved_environment(void)
{
    struct environment saved, other;
    unsigned long flags = 0;
    volatile double result = one / three;
    crt.feclearexcept(0x1f);
    result = one / zero;
    crt.fesetround(0x100);
    check_equal_int(crt.fegetenv(&saved), 0, "fegetenv");
    check_equal_int(crt.fegetexceptflag(&flags, 0x1f), 0, "fegetexceptflag");
    check_equal_int(crt.feholdexcept(&other), 0, "feholdexcept");
    check_equal_int(crt.fetestexcept(0x1f), 0, "feholdexcept clears the exceptions");
    check_equal_int(crt.fegetround(), 0x100, "and keeps the direction");
    crt.fesetround(0x200);
    check_equal_int(crt.fesetenv(&saved), 0, "fesetenv");
    check_equal_int(crt.fegetround(), 0x100, "fesetenv sets the direction");
    check_equal_int(crt.fetestexcept(0x1f), 8, "and the exceptions");
    crt.feclearexcept(0x1f);
    check_equal_int(crt.fesetexceptflag(&flags, 0x10), 0, "fesetexceptflag of others");
    check_equal_int(crt.fetestexcept(0x1f), 0, "fesetexceptflag of others");
    check_equal_int(crt.fesetexceptflag(&flags, 8), 0, "fesetexceptflag");
    check_equal_int(crt.fetestexcept(0x1f), 8, "fesetexceptflag");
    crt.feclearexcept(0x1f);
    crt.fesetround(0);
    (void)result;
}

static void test_environment(void)
{
    unsigned control = 0;
    check_equal_int(crt.fegetround(), 0, "rounding to nearest at first");
    check_equal_int(crt.fesetround(0x200), 0, "fesetround(FE_UPWARD)");
    check_equal_int(crt.fegetround(), 0x200, "fegetround");
    check(crt.rint(1.1) == 2 && crt.nearbyint(-1.9) == -1, "rint rounds up");
    check(crt.lrint(1.1) == 2, "lrint rounds up");
    check_equal_int(crt.fesetround(0x100), 0, "fesetround(FE_DOWNWARD)");
    check(crt.rint(1.9) == 1 && crt.rint(-1.1) == -2, "rint rounds down");
    check_equal_int(crt.fesetround(0x300), 0, "fesetround(FE_TOWARDZERO)");
    check(crt.rint(1.9) == 1 && crt.rint(-1.9) == -1, "rint rounds towards zero");
    check(crt.round(1.5) == 2 && crt.floor(-1.1) == -2, "round and floor do not depend on it");
    check(crt.fesetround(0x400) != 0, "a direction that there is not");
    check_equal_int(crt._controlfp_s(&control, 0, 0), 0, "_controlfp_s");
    check_equal_u32(control & 0x300, 0x300, "_controlfp_s sees the direction");
    check_equal_int(crt.fesetround(0), 0, "back to nearest");
    check_equal_int(crt._controlfp_s(&control, 0x200, 0x300), 0, "_controlfp_s sets the direction");
    check_equal_int(crt.fegetround(), 0x200, "_controlfp_s sets the direction");
    crt.fesetround(0);
    crt.feclearexcept(0x1f);
    check_equal_int(crt.fetestexcept(0x1f), 0, "no exceptions");
    volatile double result = one / three;
    check_equal_int(crt.fetestexcept(0x1f), 1, "inexact");
    result = one / zero;
    check_equal_int(crt.fetestexcept(8), 8, "a division by zero");
    check_equal_u32(crt._statusfp() & 8, 8, "_statusfp");
    check_equal_u32(crt._clearfp() & 8, 8, "_clearfp returns the old status");
    check_equal_int(crt.fetestexcept(0x1f), 0, "and clears it");
    result = zero / zero;
    check_equal_int(crt.fetestexcept(0x10), 0x10, "an invalid operation");
    check_equal_int(crt.feclearexcept(0x10), 0, "feclearexcept");
    check_equal_int(crt.fetestexcept(0x10), 0, "feclearexcept");
    test_saved_environment();
    (void)result;
}

static void test_integers(void)
{
    unsigned a = 0, b = 0;
    check(crt.abs(-5) == 5 && crt.llabs(-5000000000ll) == 5000000000ll, "abs");
    check_equal_u32(crt._byteswap_ulong(0x12345678), 0x78563412, "_byteswap_ulong");
    check_equal_u64(crt._byteswap_uint64(0x0102030405060708ull), 0x0807060504030201ull, "_byteswap_uint64");
    crt.srand(1);
    check_equal_int(crt.rand(), 41, "the first random number of the seed 1");
    check_equal_int(crt.rand(), 18467, "the second");
    check_equal_int(crt.rand(), 6334, "the third");
    check(crt.rand_s(&a) == 0 && crt.rand_s(&b) == 0, "rand_s");
    check_equal_int(crt.rand_s(NULL), CRT_EINVAL, "rand_s to nowhere");
    check_equal_int(taken_invalid_parameters(), 1, "rand_s to nowhere");
}

int main(void)
{
    if (!load_crt()) return check_summary();
    crt._set_invalid_parameter_handler(note_invalid_parameter);
    test_tables();
    test_parts();
    test_errno();
    test_classes();
    test_environment();
    test_integers();
    return check_summary();
}
