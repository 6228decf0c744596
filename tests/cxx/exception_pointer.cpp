// The functions below std::exception_ptr, and those that throw for the templates of the library (msvcp140.dll).
#include "msvc.h"

struct pointer { void *words[2]; };
extern "C" void *__stdcall LoadLibraryA(const char *);
extern "C" void *__stdcall GetProcAddress(void *, const char *);
#ifdef _WIN64
#define NAME(x86_64, i386) x86_64
#else
#define NAME(x86_64, i386) i386
#endif
// The linker cannot import such names, so they are looked up.
#define IMPORT(name, result, parameters, x86_64, i386) \
    static result(__cdecl *const name) parameters = (result(__cdecl *) parameters)GetProcAddress(LoadLibraryA("msvcp140.dll"), NAME(x86_64, i386))
IMPORT(create, void, (void *), "?__ExceptionPtrCreate@@YAXPEAX@Z", "?__ExceptionPtrCreate@@YAXPAX@Z");
IMPORT(destroy, void, (void *), "?__ExceptionPtrDestroy@@YAXPEAX@Z", "?__ExceptionPtrDestroy@@YAXPAX@Z");
IMPORT(copy, void, (void *, const void *), "?__ExceptionPtrCopy@@YAXPEAXPEBX@Z", "?__ExceptionPtrCopy@@YAXPAXPBX@Z");
IMPORT(assign, void, (void *, const void *), "?__ExceptionPtrAssign@@YAXPEAXPEBX@Z", "?__ExceptionPtrAssign@@YAXPAXPBX@Z");
IMPORT(compare, bool, (const void *, const void *), "?__ExceptionPtrCompare@@YA_NPEBX0@Z", "?__ExceptionPtrCompare@@YA_NPBX0@Z");
IMPORT(to_bool, bool, (const void *), "?__ExceptionPtrToBool@@YA_NPEBX@Z", "?__ExceptionPtrToBool@@YA_NPBX@Z");
IMPORT(swap, void, (void *, void *), "?__ExceptionPtrSwap@@YAXPEAX0@Z", "?__ExceptionPtrSwap@@YAXPAX0@Z");
IMPORT(current, void, (void *), "?__ExceptionPtrCurrentException@@YAXPEAX@Z", "?__ExceptionPtrCurrentException@@YAXPAX@Z");
IMPORT(throw_pointer, void, (const void *), "?__ExceptionPtrRethrow@@YAXPEBX@Z", "?__ExceptionPtrRethrow@@YAXPBX@Z");
IMPORT(throw_length_error, void, (const char *), "?_Xlength_error@std@@YAXPEBD@Z", "?_Xlength_error@std@@YAXPBD@Z");
IMPORT(throw_out_of_range, void, (const char *), "?_Xout_of_range@std@@YAXPEBD@Z", "?_Xout_of_range@std@@YAXPBD@Z");
IMPORT(throw_bad_alloc, void, (), "?_Xbad_alloc@std@@YAXXZ", "?_Xbad_alloc@std@@YAXXZ");
IMPORT(throw_thread_error, void, (int), "?_Throw_Cpp_error@std@@YAXH@Z", "?_Throw_Cpp_error@std@@YAXH@Z");

namespace std {
class exception { public: virtual ~exception() {} virtual const char *what() const { return "?"; } const char *text; bool owned; };
class logic_error : public exception {};
class length_error : public logic_error {};
class out_of_range : public logic_error {};
class runtime_error : public exception {};
class bad_alloc : public exception {};
class bad_exception : public exception {};
}
void operator delete(void *memory) noexcept { free(memory); }
void operator delete(void *memory, size_t) noexcept { free(memory); }


static void test_pointer()
{
    pointer empty, first, second;
    create(&empty);
    create(&first);
    check(!to_bool(&empty), "a new one is empty");
    current(&first);
    check(!to_bool(&first), "without an exception it stays empty");
    try { throw Tracer(1); } catch (Tracer &) { current(&first); }
    check_events("+1 c1 -1", "the exception is copied and outlives its handler");
    check(to_bool(&first), "it is not empty");
    copy(&second, &first);
    check(compare(&first, &second), "copies are equal");
    check(!compare(&first, &empty), "and no empty one");
    try { throw_pointer(&second); } catch (Tracer &caught) { event("caught", caught.number); }
    check_events("c1 caught1 -1", "what is thrown is a copy");
    destroy(&first);
    check_events("", "the object lives as long as one points to it");
    swap(&second, &empty);
    check(!to_bool(&second), "swapped");
    assign(&empty, &second);
    check_events("-1", "the last one destroys it");
    try { throw_pointer(&empty); } catch (std::bad_exception &) { event("bad_exception"); }
    check_events("bad_exception", "nothing to throw");
    destroy(&empty);
    destroy(&second);
}

static void test_throwers()
{
    try { throw_length_error("too long"); } catch (std::length_error &caught) { check_text(caught.what(), "too long", "length_error"); }
    try { throw_out_of_range("outside"); } catch (std::logic_error &caught) { check_text(caught.what(), "outside", "out_of_range"); }
    try { throw_bad_alloc(); } catch (std::bad_alloc &caught) { check_text(caught.what(), "bad allocation", "bad_alloc"); }
    try { throw_thread_error(1); } catch (std::runtime_error &) { event("system_error"); }
    check_events("system_error", "an error of threads");
    try { throw_length_error("x"); } catch (std::exception &) { event("exception"); }
    check_events("exception", "all are exceptions");
}

int cxx_child(const char *) { return 0; }

void cxx_test(void)
{
    test_pointer();
    test_throwers();
}
