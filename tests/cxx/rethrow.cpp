// Handlers that throw: again the same, something else, inside each other.
#include "msvc.h"

template <class T> NOINLINE void raise(T value) { if (opaque(1)) throw value; }
NOINLINE void again() { throw; }

static void test_rethrow()
{
    try {
        try { throw Tracer(1); } catch (Tracer &first) { event("first"); first.number = 2; throw; }
    } catch (Tracer &second) { event("second", second.number); }
    check_events("+1 first second2 -2", "one object for both handlers");
    try {
        try { throw Tracer(1); } catch (...) { event("first"); again(); }
    } catch (Tracer second) { event("second", second.number); }
    check_events("+1 first c1 second1 -1 -1", "rethrown from a function");
    try {
        try {
            try { raise(1); } catch (int value) { event("a", value); throw; }
        } catch (int value) { event("b", value); throw; }
    } catch (int value) { event("c", value); }
    check_events("a1 b1 c1", "twice");
    try {
        Tracer outer(1);
        try { Tracer inner(2); raise(3); } catch (int) { Tracer handler(4); throw; }
    } catch (int value) { event("caught", value); }
    check_events("+1 +2 -2 +4 -4 -1 caught3", "objects of the handler and around it");
}

static void test_replace()
{
    try {
        try { throw Tracer(1); } catch (Tracer &) { throw Tracer(2); }
    } catch (Tracer &caught) { event("caught", caught.number); }
    check_events("+1 +2 -1 caught2 -2", "the first object dies once its handler is left");
    try {
        try { raise(1); } catch (int) { raise("text"); }
    } catch (const char *) { event("text"); } catch (int) { event("int"); }
    check_events("text", "another type");
    try {
        try { raise(1); } catch (int) { raise("text"); } catch (const char *) { event("wrong"); }
    } catch (const char *) { event("text"); }
    check_events("text", "a handler does not catch what its neighbour throws");
}

static void test_nested_handlers()
{
    try { raise(1); } catch (int outer) {
        try { raise(2); } catch (int inner) { event("inner", inner); }
        event("outer", outer);
    }
    check_events("inner2 outer1", "a try block in a handler");
    try {
        try { raise(1); } catch (int) {
            try { raise("x"); } catch (const char *) { event("inner"); }
            throw; // the int again
        }
    } catch (int value) { event("int", value); } catch (...) { event("wrong"); }
    check_events("inner int1", "after an inner handler the outer exception is the current one again");
    try {
        try { throw Tracer(1); } catch (Tracer &) {
            try { throw Tracer(2); } catch (Tracer &) {
                try { throw Tracer(3); } catch (Tracer &three) { event("three", three.number); }
                throw;
            }
        }
    } catch (Tracer &two) { event("two", two.number); }
    check_events("+1 +2 +3 three3 -3 -1 two2 -2", "three handlers inside each other");
    try { raise(1); } catch (int) {
        Tracer local(7);
        try {
            try { raise(2); } catch (int) { throw; }
        } catch (int value) { event("caught", value); }
    }
    check_events("+7 caught2 -7", "rethrown within a handler");
}

NOINLINE int recurse(int level)
{
    try {
        if (level) return recurse(level - 1);
        raise(0);
    } catch (int value) {
        if (level == 5) return value;
        raise(value + level + 1);
    }
    return -1;
}

NOINLINE void in_handler(int depth)
{
    if (depth > 30) return;
    try { raise(depth); } catch (int) { in_handler(depth + 1); }
}

static void test_depth()
{
    check_equal(recurse(5), 15, "every level replaces the exception");
    in_handler(0);
    check_equal(__uncaught_exceptions(), 0, "thirty handlers inside each other");
    check_equal(*__processing_throw(), 0, "nothing is being thrown");
}

static void test_current()
{
    check(*__current_exception() == nullptr, "outside of handlers there is no exception");
    try { raise(5); } catch (int) {
        struct Record { unsigned code, flags; void *record, *address; unsigned count; uintptr_t parameters[15]; };
        Record *record = (Record *)*__current_exception();
        check(record != nullptr, "in a handler there is one");
        if (record) {
            check_equal(record->code, 0xe06d7363, "its code");
            check_equal(record->flags & 1, 1, "it is not continuable");
            check_equal(record->count, sizeof(void *) == 8 ? 4 : 3, "number of parameters");
            check_equal(record->parameters[0], 0x19930520, "the mark");
            check_equal(*(int *)record->parameters[1], 5, "the object");
        }
        check(*__current_exception_context() != nullptr, "and the registers");
        try { raise(6); } catch (int) {
            Record *inner = (Record *)*__current_exception();
            check_equal(*(int *)inner->parameters[1], 6, "the inner object");
        }
        record = (Record *)*__current_exception();
        check_equal(*(int *)record->parameters[1], 5, "the outer object is current again");
    }
    check(*__current_exception() == nullptr, "afterwards there is none");
}

int cxx_child(const char *) { return 0; }

void cxx_test(void)
{
    test_rethrow();
    test_replace();
    test_nested_handlers();
    test_depth();
    test_current();
}
