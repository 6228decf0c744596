// What ends in std::terminate. Each case is a child process whose terminate handler ends it with code 42.
#include "msvc.h"

extern "C" unsigned __cdecl _set_abort_behavior(unsigned, unsigned);
extern "C" [[noreturn]] void __cdecl __std_terminate(void);

NOINLINE void raise(int value) { if (opaque(1)) throw value; }
NOINLINE void promises() noexcept { raise(1); }
NOINLINE void promises_deep() noexcept { Tracer local(1); try { raise(1); } catch (double) {} }
typedef void (*any_function)(); // the compiler does not know that it does not throw
NOINLINE void keeps() noexcept { try { raise(1); } catch (int) {} }

struct Throws { ~Throws() noexcept(false) { raise(2); } };
struct ThrowsHidden { ~ThrowsHidden() { raise(2); } };
struct ThrowsCopy {
    ThrowsCopy() {}
    ThrowsCopy(const ThrowsCopy &) { raise(3); }
};

struct ThrowsSecondCopy {
    int copies = 0;
    ThrowsSecondCopy() {}
    ThrowsSecondCopy(const ThrowsSecondCopy &) { raise(3); }
};

static void end() { exit(42); }
static void ends_badly() {}

int cxx_child(const char *what)
{
    set_terminate(end);
    auto is = [what](const char *name) { return !strcmp(what, name); };
    if (is("noexcept")) try { opaque((any_function)promises)(); } catch (...) { return 1; }
    if (is("noexcept-deep")) try { opaque((any_function)promises_deep)(); } catch (...) { return 1; }
    if (is("kept")) { keeps(); return 7; }
    if (is("during-unwind")) try { Throws object; raise(1); } catch (...) { return 1; }
    if (is("destructor")) try { ThrowsHidden object; } catch (...) { return 1; }
    if (is("destructor-may")) try { Throws object; } catch (int value) { return value; }
    if (is("no-exception")) throw;
    if (is("std")) __std_terminate();
    if (is("uncaught")) raise(1);
    if (is("copy-to-handler")) try { throw ThrowsSecondCopy(); } catch (ThrowsSecondCopy copy) { return copy.copies; } catch (int) { return 1; }
    if (is("copy")) try { ThrowsCopy object; throw object; } catch (int value) { return value; }
    if (is("returns")) { set_terminate(ends_badly); _set_abort_behavior(0, 3); __std_terminate(); }
    if (is("default")) { set_terminate(nullptr); _set_abort_behavior(0, 3); __std_terminate(); }
    return 99;
}

void cxx_test(void)
{
    check_equal(cxx_run_child("noexcept"), 42, "an exception leaves a noexcept function");
    check_equal(cxx_run_child("noexcept-deep"), 42, "which has objects and handlers that do not fit");
    check_equal(cxx_run_child("kept"), 7, "a noexcept function that catches");
    check_equal(cxx_run_child("destructor"), 42, "destructors are noexcept by themselves");
    check_equal(cxx_run_child("destructor-may"), 2, "unless they say otherwise");
    check_equal(cxx_run_child("no-exception"), 42, "throw; without an exception");
    check_equal(cxx_run_child("std"), 42, "__std_terminate");
    check_equal(cxx_run_child("uncaught"), 42, "an exception that nobody catches");
    check_equal(cxx_run_child("copy"), 3, "an exception while the object to throw is made replaces it");
    check_equal(cxx_run_child("copy-to-handler"), 42, "an exception while the handler's copy is made");
    check_equal(cxx_run_child("returns"), 3, "a handler that returns: abort ends with code 3");
    check_equal(cxx_run_child("default"), 3, "without a handler: the same");
    check_equal(cxx_run_child("during-unwind"), 42, "a second exception during unwinding");
    terminate_handler before = set_terminate(end);
    check(set_terminate(before) == end, "set_terminate returns the handler before");
}
