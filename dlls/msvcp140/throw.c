/* Functions of the library that throw the standard's exceptions for its templates. */
#include "exception_objects.h"
#include <errno.h>

static struct named_type type_logic_error = {NULL, NULL, ".?AVlogic_error@std@@"},
                         type_length_error = {NULL, NULL, ".?AVlength_error@std@@"},
                         type_out_of_range = {NULL, NULL, ".?AVout_of_range@std@@"},
                         type_invalid_argument = {NULL, NULL, ".?AVinvalid_argument@std@@"},
                         type_runtime_error = {NULL, NULL, ".?AVruntime_error@std@@"},
                         type_overflow_error = {NULL, NULL, ".?AVoverflow_error@std@@"},
                         type_system_base = {NULL, NULL, ".?AV_System_error@std@@"},
                         type_system_error = {NULL, NULL, ".?AVsystem_error@std@@"},
                         type_bad_alloc = {NULL, NULL, ".?AVbad_alloc@std@@"},
                         type_bad_function_call = {NULL, NULL, ".?AVbad_function_call@std@@"};

#define THROWS(function, name, ...) \
    __attribute__((noreturn)) void __cdecl function(const char *text) \
    { \
        EXCEPTION_CLASS(name, __VA_ARGS__, &type_exception); \
        exception_throw_text(text, &name); \
    }
THROWS(throw_length_error, length_error, &type_length_error, &type_logic_error)
THROWS(throw_out_of_range, out_of_range, &type_out_of_range, &type_logic_error)
THROWS(throw_invalid_argument, invalid_argument, &type_invalid_argument, &type_logic_error)
THROWS(throw_overflow_error, overflow_error, &type_overflow_error, &type_runtime_error)
THROWS(throw_runtime_error, runtime_error, &type_runtime_error)
THROWS(throw_bad_alloc_text, bad_alloc, &type_bad_alloc)
THROWS(throw_bad_function_text, bad_function_call, &type_bad_function_call)

__attribute__((noreturn)) void __cdecl throw_bad_alloc(void) { throw_bad_alloc_text("bad allocation"); }
__attribute__((noreturn)) void __cdecl throw_bad_function_call(void) { throw_bad_function_text("bad function call"); }

/* ---- std::system_error, with a code of std::generic_category() */

struct string { /* std::string */
    union {
        char buffer[16];
        char *text;
    };
    size_t size, capacity;
};

struct error_category {
    const void *const *vtable;
    uintptr_t address; /* 3: the generic category, whichever copy of it */
};

struct error_value {
    int value;
    const struct error_category *category;
};

struct system_error {
    struct exception_object base;
    struct error_value code;
};

static void *THISCALL category_destroy(struct error_category *category, unsigned flags)
{
    (void)flags;
    return category;
}

static const char *THISCALL category_name(const struct error_category *category)
{
    (void)category;
    return "generic";
}

static struct string *THISCALL category_message(const struct error_category *category, struct string *result, int value)
{
    (void)category;
    const char *text = strerror(value);
    size_t size = strlen(text);
    *result = (struct string){.size = size, .capacity = sizeof(result->buffer) - 1};
    char *to = result->buffer;
    if (size >= sizeof(result->buffer)) {
        result->text = to = malloc(size + 1);
        if (!to) throw_bad_alloc();
        result->capacity = size;
    }
    memcpy(to, text, size + 1);
    return result;
}

static struct error_value *THISCALL category_condition(const struct error_category *category,
                                                       struct error_value *result, int value)
{
    *result = (struct error_value){value, category};
    return result;
}

static BOOLEAN same(const struct error_value *value, const struct error_category *category, int number)
{
    return value->value == number && value->category->address == category->address;
}

static BOOLEAN THISCALL category_code_equivalent(const struct error_category *category, const struct error_value *code,
                                                 int condition)
{
    return same(code, category, condition);
}

static BOOLEAN THISCALL category_condition_equivalent(const struct error_category *category, int code,
                                                      const struct error_value *condition)
{
    return same(condition, category, code);
}

/* Microsoft's compiler puts overloaded virtual functions into the table in reverse order. */
static const void *const category_vtable[] = {(const void *)category_destroy,
                                              (const void *)category_name,
                                              (const void *)category_message,
                                              (const void *)category_condition,
                                              (const void *)category_condition_equivalent,
                                              (const void *)category_code_equivalent};
static const struct error_category generic_category = {category_vtable, 3};

void __cdecl __std_exception_copy(const struct exception_data *from, struct exception_data *to);

static void *THISCALL copy_system_error(struct system_error *to, const struct system_error *from)
{
    to->base.vtable = from->base.vtable;
    __std_exception_copy(&from->base.data, &to->base.data);
    to->code = from->code;
    return to;
}

/* Errors of mutexes and threads, by number. */
__attribute__((noreturn)) void __cdecl throw_thread_error(int number)
{
    static const struct { int code; const char *text;
    } errors[] = {{EBUSY, "device or resource busy"},
                  {EINVAL, "invalid argument"},
                  {ESRCH, "no such process"},
                  {ENOMEM, "not enough memory"},
                  {EPERM, "operation not permitted"},
                  {EDEADLK, "resource deadlock would occur"},
                  {EAGAIN, "resource unavailable try again"}};
    static struct exception_tables tables;
    static const struct exception_class class = {&tables, sizeof(struct system_error), 4,
        {&type_system_error, &type_system_base, &type_runtime_error, &type_exception}, (const void *)copy_system_error};
    size_t index = (unsigned)number < ARRAY_SIZE(errors) ? (unsigned)number : 1;
    const char *reason = strerror(errors[index].code);
    char *text = malloc(strlen(errors[index].text) + strlen(reason) + 3);
    if (!text) throw_bad_alloc();
    strcpy(text, errors[index].text);
    strcat(text, ": ");
    strcat(text, reason);
    struct system_error object = {{exception_vtable, {text, TRUE}}, {errors[index].code, &generic_category}};
    exception_throw(&object, &class);
}

/* The results of _Mtx_ and _Cnd_ functions */
void __cdecl throw_thread_result(int result)
{
    static const int numbers[] = {0, 3, 5, 0, 4}; /* of success, no memory, timed out, busy, error */
    throw_thread_error((unsigned)result < ARRAY_SIZE(numbers) ? numbers[result] : 4);
}

/* Called instead of throwing, where a program is built without exceptions. */
void (__cdecl *raise_handler)(const void *exception);

int __cdecl __uncaught_exceptions(void);
int __cdecl uncaught_exceptions(void) { return __uncaught_exceptions(); }
BOOLEAN __cdecl uncaught_exception(void) { return __uncaught_exceptions() != 0; }
