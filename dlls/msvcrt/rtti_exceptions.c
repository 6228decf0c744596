/* What dynamic_cast and typeid throw. */
#include "exception_objects.h"

static struct named_type type_bad_cast = {NULL, NULL, ".?AVbad_cast@std@@"},
                         type_bad_typeid = {NULL, NULL, ".?AVbad_typeid@std@@"},
                         type_non_rtti = {NULL, NULL, ".?AV__non_rtti_object@std@@"};

__attribute__((noreturn)) void crt_throw_bad_cast(const char *text)
{
    EXCEPTION_CLASS(bad_cast, &type_bad_cast, &type_exception);
    exception_throw_text(text, &bad_cast);
}

__attribute__((noreturn)) void crt_throw_bad_typeid(const char *text)
{
    EXCEPTION_CLASS(bad_typeid, &type_bad_typeid, &type_exception);
    exception_throw_text(text, &bad_typeid);
}

__attribute__((noreturn)) void crt_throw_non_rtti(const char *text)
{
    EXCEPTION_CLASS(non_rtti, &type_non_rtti, &type_bad_typeid, &type_exception);
    exception_throw_text(text, &non_rtti);
}
