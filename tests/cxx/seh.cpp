// __try, __except and __finally, alone and together with C++ exceptions, in code of Microsoft's ABI.
#include "msvc.h"

struct Record { unsigned code, flags; Record *next; void *address; unsigned count; uintptr_t parameters[15]; };
struct Pointers { Record *record; void *context; };
extern "C" {
unsigned long __cdecl _exception_code(void);
void *__cdecl _exception_info(void);
int __cdecl _abnormal_termination(void);
void __stdcall RaiseException(unsigned long code, unsigned long flags, unsigned long count, const uintptr_t *parameters);
typedef void(__cdecl *translator)(unsigned, Pointers *);
translator __cdecl _set_se_translator(translator);
int __cdecl _is_exception_typeof(const void *type, Pointers *pointers);
}
class type_info { public: virtual ~type_info(); };
type_info::~type_info() {}
enum { continue_execution = -1, continue_search = 0, execute_handler = 1 };
static const unsigned access_violation = 0xc0000005, divide_by_zero = 0xc0000094;

NOINLINE void raise_code(unsigned code) { RaiseException(code, 0, 0, nullptr); }
NOINLINE int read_null() { return *opaque((volatile int *)nullptr); }
NOINLINE int divide(int a, int b) { return opaque(a) / opaque(b); }
NOINLINE void throw_int(int value) { if (opaque(1)) throw value; }

static int filter_is(unsigned code, unsigned wanted, const char *name)
{
    event(name);
    return code == wanted ? execute_handler : continue_search;
}

NOINLINE void test_except()
{
    __try { raise_code(0xe0000001); event("wrong"); }
    __except (filter_is(_exception_code(), 0xe0000001, "filter")) { event("handler"); check_equal((unsigned)_exception_code(), 0xe0000001, "code in the handler"); }
    check_events("filter handler", "the filter, then the handler");
    __try {
        __try { raise_code(0xe0000002); }
        __except (filter_is(_exception_code(), 1, "inner")) { event("wrong"); }
    } __except (filter_is(_exception_code(), 0xe0000002, "outer")) { event("handler"); }
    check_events("inner outer handler", "a filter that declines");
    __try { event("body"); } __except (execute_handler) { event("wrong"); }
    check_events("body", "no exception");
    volatile int result = 0;
    __try { result = read_null(); } __except (_exception_code() == access_violation) { event("handler"); }
    check_events("handler", "access violation");
    __try { result = divide(1, 0); } __except (_exception_code() == divide_by_zero) { event("handler"); }
    check_events("handler", "division by zero");
    (void)result;
}

static int resume(Pointers *pointers, unsigned *parameter)
{
    check_equal(pointers->record->code, 0xe0000003, "code");
    check_equal(pointers->record->count, 2, "number of parameters");
    check_equal(pointers->record->flags & 1, 0, "it is continuable");
    *parameter = (unsigned)pointers->record->parameters[1];
    return continue_execution;
}

NOINLINE void test_continue()
{
    unsigned seen = 0;
    uintptr_t parameters[2] = {10, 20};
    __try { RaiseException(0xe0000003, 0, 2, parameters); event("continued"); }
    __except (resume((Pointers *)_exception_info(), &seen)) { event("wrong"); }
    check_events("continued", "RaiseException returns if the filter says so");
    check_equal(seen, 20, "the filter sees the parameters and the function's variables");
}

NOINLINE int leave_early(int how)
{
    __try {
        if (how == 1) return 5;
        if (how == 2) __leave;
        if (how == 3) raise_code(0xe0000004);
        event("end");
    } __finally { event("finally", _abnormal_termination()); }
    return 6;
}

NOINLINE void test_finally()
{
    check_equal(leave_early(0), 6, "ordinary end");
    check_events("end finally0", "ordinary end");
    check_equal(leave_early(2), 6, "__leave");
    check_events("finally0", "__leave is an ordinary end");
    check_equal(leave_early(1), 5, "return");
    check_events("finally1", "return is none");
    __try { leave_early(3); } __except (filter_is(_exception_code(), 0xe0000004, "filter")) { event("handler"); }
    check_events("filter finally1 handler", "filters before __finally before the handler");
    __try {
        __try { __try { raise_code(0xe0000005); } __finally { event("one"); } } __finally { event("two"); }
    } __except (execute_handler) { event("handler"); }
    check_events("one two handler", "nested __finally blocks");
    __try {
        __try { __try { raise_code(0xe0000006); } __finally { raise_code(0xe0000007); } }
        __except (_exception_code() == 0xe0000006) { event("six"); }
    } __except (_exception_code() == 0xe0000007) { event("seven"); }
    check_events("seven", "an exception in __finally replaces the first");
    __try {
        __try { raise_code(0xe0000008); } __except (execute_handler) { raise_code(0xe0000009); }
    } __except (_exception_code() == 0xe0000009) { event("nine"); }
    check_events("nine", "an exception in a handler");
}

NOINLINE int depth(int level)
{
    int result = 0;
    __try {
        if (!level) raise_code(0xe0000010);
        result = depth(level - 1);
    } __finally { event("f", level); }
    return result;
}

NOINLINE void test_depth()
{
    __try { depth(3); } __except (execute_handler) { event("handler"); }
    check_events("f0 f1 f2 f3 handler", "through several functions");
    int caught = 0;
    for (int i = 0; i < 10000; i++) {
        __try { raise_code(0xe0000011); } __except (execute_handler) { caught++; }
    }
    check_equal(caught, 10000, "many, one after the other");
}

// ---- with C++

NOINLINE void cxx_objects(unsigned code) { Tracer local(1); raise_code(code); event("wrong"); }
NOINLINE void cxx_throws() { Tracer local(2); throw_int(3); }
NOINLINE void cxx_catches() { try { cxx_throws(); } catch (int) { event("caught"); } }
NOINLINE void seh_finally() { __try { throw_int(4); } __finally { event("finally"); } }
NOINLINE void seh_around_cxx() { __try { cxx_throws(); } __except (filter_is(_exception_code(), 0xe06d7363, "filter")) { event("handler"); } }

NOINLINE void test_mixed()
{
    seh_around_cxx();
    check_events("+2 filter -2 handler", "__except catches a C++ exception, and its objects are destroyed");
    __try { cxx_catches(); } __finally { event("finally"); }
    check_events("+2 -2 caught finally", "a C++ handler inside __try");
}

NOINLINE void seh_over_objects()
{
    __try { cxx_objects(0xe0000020); } __except (execute_handler) { event("handler"); }
}

static void test_mixed_cxx()
{
    try { seh_finally(); } catch (int value) { event("caught", value); }
    check_events("finally caught4", "a C++ exception runs __finally blocks");
    seh_over_objects();
    check_events("+1 -1 handler", "a structured exception destroys C++ objects");
}

static int is_int(Pointers *pointers) { return _is_exception_typeof(&typeid(int), pointers) ? execute_handler : continue_search; }

NOINLINE void test_typeof()
{
    __try { throw_int(5); } __except (is_int((Pointers *)_exception_info())) { event("int"); }
    check_events("int", "_is_exception_typeof");
}

// ---- _set_se_translator

struct Structured { unsigned code; };
static void __cdecl translate(unsigned code, Pointers *pointers)
{
    check_equal(pointers->record->code, code, "the translator gets code and record");
    throw Structured{code};
}

static void test_translator()
{
    translator before = _set_se_translator(translate);
    try { raise_code(0xe0000030); } catch (Structured &caught) { check_equal(caught.code, 0xe0000030, "translated"); event("caught"); }
    check_events("caught", "a structured exception becomes a C++ exception");
    int (*fault)() = opaque(&read_null); // the compiler must expect an exception
    try { fault(); } catch (Structured &caught) { check_equal(caught.code, access_violation, "translated fault"); event("caught"); }
    check_events("caught", "so does a fault");
    try {
        Tracer outer(1);
        try { raise_code(0xe0000031); } catch (int) { event("wrong"); }
    } catch (Structured &) { event("caught"); }
    check_events("+1 -1 caught", "the translated exception looks for its handler from where it was raised");
    try { throw_int(1); } catch (int) { event("int"); }
    check_events("int", "C++ exceptions are not translated");
    check(_set_se_translator(before) == translate, "_set_se_translator returns the translator before");
}

int cxx_child(const char *) { return 0; }

void cxx_test(void)
{
    test_except();
    test_continue();
    test_finally();
    test_depth();
    test_mixed();
    test_mixed_cxx();
    test_typeof();
    test_translator();
}
