// setjmp and longjmp as Microsoft's compiler calls them: __finally blocks and destructors on the way run.
#include "msvc.h"

extern "C" {
#ifdef _WIN64
typedef struct alignas(16) { unsigned long long words[32]; } jump_buffer;
int __cdecl __attribute__((returns_twice)) _setjmp(jump_buffer *, void *frame);
#define set_jump_without_unwind(buffer) _setjmp(buffer, nullptr)
#else
typedef struct { unsigned words[16]; } jump_buffer;
int __cdecl __attribute__((returns_twice)) _setjmp3(jump_buffer *, int count, ...);
#define set_jump_without_unwind(buffer) _setjmp3(buffer, 0)
#endif
[[noreturn]] void __cdecl longjmp(jump_buffer *, int);
}

static jump_buffer buffer;
NOINLINE void jump(int value) { if (opaque(1)) longjmp(&buffer, value); }
NOINLINE void through_frames(int level)
{
    volatile int local = level;
    if (level) through_frames(level - 1);
    else jump(7);
    event("wrong", local);
}
NOINLINE void through_finally() { __try { jump(9); } __finally { event("finally"); } }
NOINLINE void through_finallies() { __try { through_finally(); } __finally { event("outer"); } }

NOINLINE void test_plain()
{
    volatile int count = 0;
    int value = set_jump_without_unwind(&buffer);
    if (count++ == 0) { check_equal(value, 0, "first return"); jump(5); }
    check_equal(value, 5, "second return");
    check_equal(count, 2, "it returned twice");
}

NOINLINE void test_zero()
{
    volatile int count = 0;
    int value = set_jump_without_unwind(&buffer);
    if (count++ == 0) jump(0);
    check_equal(value, 1, "longjmp with 0 gives 1");
}

NOINLINE void test_frames()
{
    volatile double kept = 2.5;
    volatile int numbers[4] = {1, 2, 3, 4};
    int value = set_jump_without_unwind(&buffer);
    if (!value) through_frames(20);
    check_equal(value, 7, "through many functions");
    check_equal(numbers[0] + numbers[1] + numbers[2] + numbers[3], 10, "variables are as they were");
    check(kept == 2.5, "floating point too");
}

NOINLINE void test_many()
{
    volatile int count = 0;
    set_jump_without_unwind(&buffer);
    if (++count < 10000) jump(1);
    check_equal(count, 10000, "many jumps");
}

NOINLINE void test_finally()
{
#ifdef _WIN64
    int value = set_jump_without_unwind(&buffer);
    if (!value) through_finallies();
    check_equal(value, 9, "over __finally without a frame");
    check_events("", "which then does not run");
#else
    int value = set_jump_without_unwind(&buffer);
    if (!value) through_finallies();
    check_equal(value, 9, "over __finally");
    check_events("finally outer", "which runs, innermost first");
#endif
}

int cxx_child(const char *) { return 0; }

void cxx_test(void)
{
    test_plain();
    test_zero();
    test_frames();
    test_many();
    test_finally();
}
