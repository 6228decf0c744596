// Which handler gets an exception, and with what object.
#include "msvc.h"

struct Base { int b; Base(int v = 1) : b(v) {} virtual ~Base() {} };
struct Derived : Base { int d; Derived() : Base(2), d(3) {} };
struct Other { int o = 4; virtual ~Other() {} };
struct Both : Derived, Other { int x = 5; };
struct Hidden : private Base {};
struct Twice1 : Base {};
struct Twice2 : Base {};
struct Ambiguous : Twice1, Twice2 {};
struct Virtual1 : virtual Base {};
struct Virtual2 : virtual Base { int filler = 9; };
struct Diamond : Virtual1, Virtual2 { int y = 6; Diamond() { b = 77; } };
struct Big { char bytes[300]; };
enum Colour { red = 1, green = 2 };

template <class T> NOINLINE void raise(T value) { if (opaque(1)) throw value; }
NOINLINE void raise_reference(Base &base) { throw base; }

template <class T> NOINLINE const char *who_catches(T value)
{
    try {
        raise(value);
    } catch (int) { return "int";
    } catch (unsigned) { return "unsigned";
    } catch (char) { return "char";
    } catch (long long) { return "long long";
    } catch (double) { return "double";
    } catch (float) { return "float";
    } catch (const char *) { return "const char *";
    } catch (Colour) { return "Colour";
    } catch (Derived *) { return "Derived *";
    } catch (const Base *) { return "const Base *";
    } catch (Derived &) { return "Derived &";
    } catch (Base &) { return "Base &";
    } catch (Other &) { return "Other &";
    } catch (Big) { return "Big";
    } catch (void *) { return "void *";
    } catch (...) { return "...";
    }
    return "nobody";
}

static void test_types()
{
    check_text(who_catches(1), "int", "int");
    check_text(who_catches(1u), "unsigned", "unsigned is no int");
    check_text(who_catches('x'), "char", "char");
    check_text(who_catches((short)1), "...", "short is converted to nothing");
    check_text(who_catches(1LL), "long long", "long long");
    check_text(who_catches(1.5), "double", "double");
    check_text(who_catches(1.5f), "float", "float");
    check_text(who_catches("text"), "const char *", "string");
    check_text(who_catches((char *)"text"), "const char *", "char * gains const");
    check_text(who_catches(green), "Colour", "enumeration");
    check_text(who_catches((void *)0), "void *", "void *");
    check_text(who_catches((int *)0), "void *", "any pointer converts to void *");
    check_text(who_catches((const int *)0), "...", "const is not lost");
    check_text(who_catches(nullptr), "void *", "the compiler lists void * for nullptr");
    check_text(who_catches(Base()), "Base &", "base");
    check_text(who_catches(Derived()), "Derived &", "derived");
    check_text(who_catches(Both()), "Derived &", "the first base that has a handler");
    check_text(who_catches(Other()), "Other &", "other");
    check_text(who_catches(Hidden()), "...", "a private base does not count");
    check_text(who_catches(Ambiguous()), "...", "an ambiguous base does not count");
    check_text(who_catches(Diamond()), "Base &", "a virtual base");
    check_text(who_catches((Base *)0), "const Base *", "pointer to base");
    check_text(who_catches((Derived *)0), "Derived *", "pointer to derived");
    check_text(who_catches((Both *)0), "Derived *", "pointer to what is derived from derived");
    check_text(who_catches(Big()), "Big", "large object");
}

static void test_values()
{
    try { raise(1234567); } catch (int value) { check_equal(value, 1234567, "int"); }
    try { raise(0x123456789abLL); } catch (long long value) { check_equal(value, 0x123456789abLL, "long long"); }
    try { raise(2.25); } catch (double value) { check(value == 2.25, "double"); }
    try { raise(0.5f); } catch (const float &value) { check(value == 0.5f, "float"); }
    try { raise("some text"); } catch (const char *text) { check_text(text, "some text", "string"); }
    Big big = {};
    big.bytes[299] = 42;
    try { raise(big); } catch (Big caught) { check_equal(caught.bytes[299], 42, "the last byte of a large object"); }
    Both both;
    try { raise(both); } catch (Other &other) { check_equal(other.o, 4, "the second base of an object"); }
    try { raise(&both); } catch (Other *other) { check(other == &both && other->o == 4, "the second base of a pointer"); }
    try { raise((Both *)nullptr); } catch (Other *other) { check(!other, "a null pointer stays null"); }
    Diamond diamond;
    try { raise(diamond); } catch (Base &base) { check_equal(base.b, 77, "virtual base by reference"); }
    try { raise(diamond); } catch (Base base) { check_equal(base.b, 77, "virtual base by value"); }
    try { raise(diamond); } catch (Virtual2 &second) { check_equal(second.b + second.filler, 86, "second base with a virtual base"); }
    try { raise(&diamond); } catch (Base *base) { check(base == &diamond && base->b == 77, "virtual base of a pointer"); }
    Derived derived;
    try { raise_reference(derived); } catch (Derived &) { check(0, "a reference throws its static type");
    } catch (Base &base) { check_equal(base.b, 2, "the sliced object"); }
    try {
        raise(derived);
    } catch (Base &base) {
        check(dynamic_cast<Derived *>(&base) != nullptr, "a reference sees the whole object");
        check(&base != &derived, "a copy is thrown");
    }
    int (*function)(const char *) = cxx_child;
    try { raise(function); } catch (int (*caught)(const char *)) { check(caught == function, "pointer to function"); }
    int Derived::*member = &Derived::d;
    try { raise(member); } catch (int Derived::*caught) { check_equal(derived.*caught, 3, "pointer to member"); }
}

static void test_order()
{
    try { raise(Derived()); } catch (Base &) { event("base"); }
    check_events("base", "the first handler that fits is taken");
    try {
        try { raise(1); } catch (double) { event("inner"); }
        event("not here");
    } catch (int) { event("outer"); }
    check_events("outer", "the outer handler is taken if the inner one does not fit");
    try {
        try { raise(1); } catch (...) { event("inner"); }
        event("after");
    } catch (int) { event("outer"); }
    check_events("inner after", "catch (...) of the inner block");
    for (int i = 0; i < 3; i++) {
        try {
            if (i == 1) continue;
            raise(i);
        } catch (int value) { event("i", value); }
    }
    check_events("i0 i2", "in a loop");
}

static void test_objects()
{
    try { throw Tracer(1); } catch (Tracer &) { event("caught"); }
    check_events("+1 caught -1", "by reference: no copy");
    try { throw Tracer(2); } catch (Tracer copy) { event("caught", copy.number); }
    check_events("+2 c2 caught2 -2 -2", "by value: a copy");
    try { throw Tracer(3); } catch (...) { event("caught"); }
    check_events("+3 caught -3", "catch (...) destroys the object at its end");
    Tracer *pointer = nullptr;
    try { throw new Tracer(4); } catch (Tracer *caught) { pointer = caught; }
    check_events("+4", "what a pointer points to lives on");
    delete pointer;
    check_events("-4", "until it is deleted");
    {
        Tracer local(5);
        try { throw local; } catch (const Tracer &caught) { check(&caught != &local, "another object"); }
    }
    check_events("+5 c5 -5 -5", "a local variable is copied");
    try { throw Tracer(6); } catch (Tracer &caught) { caught.number = 66; }
    check_events("+6 -66", "the object can be changed");
}

struct Member {
    Tracer a{1}, b;
    explicit Member(int n) try : b(n) { if (n == 3) throw 5; } catch (int value) { event("function-try", value); }
};

static void test_function_try()
{
    try { Member member(3); } catch (int value) { event("outer", value); }
    check_events("+1 +3 -3 -1 function-try5 outer5", "a constructor's handler runs after the members are gone and throws again");
}

void *operator new(size_t size) { return malloc(size); }
void operator delete(void *memory) noexcept { free(memory); }
void operator delete(void *memory, size_t) noexcept { free(memory); }
int cxx_child(const char *) { return 0; }

void cxx_test(void)
{
    test_types();
    test_values();
    test_order();
    test_objects();
    test_function_try();
}
