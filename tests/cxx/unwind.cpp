// What is destroyed, in which order, while an exception passes.
#include "msvc.h"

NOINLINE void raise(int value) { if (opaque(1)) throw value; }

NOINLINE void deep(int level)
{
    Tracer local(level);
    if (level == 3) raise(9);
    else deep(level + 1);
    event("not here");
}

static void test_frames()
{
    try { deep(0); } catch (int value) { event("caught", value); }
    check_events("+0 +1 +2 +3 -3 -2 -1 -0 caught9", "the innermost first, all before the handler runs");
}

static void test_scopes()
{
    try {
        Tracer outer(1);
        { Tracer gone(2); }
        Tracer second(3);
        for (int i = 10; i < 20; i++) {
            Tracer loop(i);
            if (i == 11) raise(1);
        }
    } catch (int) { event("caught"); }
    check_events("+1 +2 -2 +3 +10 -10 +11 -11 -3 -1 caught", "only what lives");
    try {
        Tracer outer(1);
        try {
            Tracer inner(2);
            raise(1);
        } catch (double) { event("wrong"); }
        event("not here");
    } catch (int) { event("caught"); }
    check_events("+1 +2 -2 -1 caught", "objects of both blocks");
    try {
        Tracer outer(1);
        try {
            Tracer inner(2);
            raise(1);
        } catch (int) { event("caught"); }
        event("after");
    } catch (int) { event("wrong"); }
    check_events("+1 +2 -2 caught after -1", "objects outside the inner block live on");
}

struct Fails {
    Tracer first{1}, second{2};
    explicit Fails(int n) : third(n) { Tracer local(4); raise(n); }
    ~Fails() { event("not here"); }
    Tracer third;
};

static int constructed;
struct Counted {
    int number;
    Counted() : number(constructed++) { if (number == 2) throw 1; event("+", number); }
    ~Counted() { event("-", number); }
};

static void test_construction()
{
    try { Fails fails(3); } catch (int value) { event("caught", value); }
    check_events("+1 +2 +3 +4 -4 -3 -2 -1 caught3", "members of a half constructed object");
    constructed = 0;
    try { Counted array[5]; (void)array; } catch (int) { event("caught"); }
    check_events("+0 +1 -1 -0 caught", "the elements of an array so far");
    constructed = 1;
    try {
        Counted *memory = new Counted[3];
        delete[] memory;
    } catch (int) { event("caught"); }
    check_events("+1 -1 delete caught", "an array of new: its elements, then its memory");
}

struct Catcher { // its destructor throws and catches
    ~Catcher()
    {
        event("u", __uncaught_exceptions());
        try { Tracer inner(8); raise(20); } catch (int value) { event("inside", value); }
        event("u", __uncaught_exceptions());
    }
};

static void test_nested()
{
    check_equal(__uncaught_exceptions(), 0, "nothing is thrown yet");
    try {
        Tracer outer(1);
        Catcher catcher;
        raise(10);
    } catch (int value) {
        event("caught", value);
        check_equal(__uncaught_exceptions(), 0, "in a handler the exception is caught");
    }
    check_events("+1 u1 +8 -8 inside20 u1 -1 caught10", "an exception inside a destructor during unwinding");
}

NOINLINE int returns_object(int n)
{
    try {
        Tracer local(n);
        raise(n);
    } catch (int value) {
        Tracer in_handler(50);
        return value + 1;
    }
    return 0;
}

NOINLINE Tracer pass(Tracer value, int fail)
{
    if (fail) raise(1);
    return value;
}

static void test_leaving()
{
    check_equal(returns_object(7), 8, "return from a handler");
    check_events("+7 -7 +50 -50", "and what it destroys");
    for (int i = 0; i < 2; i++) {
        try { raise(i); } catch (int) {
            Tracer in_handler(i);
            if (!i) continue;
            break;
        }
        event("not here");
    }
    check_events("+0 -0 +1 -1", "continue and break leave a handler");
    try {
        raise(1);
    } catch (int) {
        goto out;
    }
    event("not here");
out:
    try { pass(Tracer(1), 1); } catch (int) { event("caught"); }
    check_events("+1 -1 caught", "an argument by value");
}

static void test_many()
{
    int caught = 0;
    for (int i = 0; i < 20000; i++) {
        try { raise(i); } catch (int value) { caught += value == i; }
    }
    check_equal(caught, 20000, "many exceptions one after the other");
}

void *operator new[](size_t size) { return malloc(size); }
void operator delete[](void *memory) noexcept { event("delete"); free(memory); }
void operator delete[](void *memory, size_t) noexcept { event("delete"); free(memory); }
int cxx_child(const char *) { return 0; }

void cxx_test(void)
{
    test_frames();
    test_scopes();
    test_construction();
    test_nested();
    test_leaving();
    test_many();
}
