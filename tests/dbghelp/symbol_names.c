/* UnDecorateSymbolName: names that clang decorates for Microsoft's C++ ABI, and what they mean. The readable forms are
 * those on which Debian's llvm-undname (but for spaces and __ptr64, which undname writes) agrees. */
#include "../check.h"
#include <dbghelp.h>
#include <string.h>

static const struct {
    const char *name, *text;
} symbols[] = {
    {"?$RT1@rr@@3$$QEAHEA", "int && __ptr64 rr::$RT1"},
    {"?$TSS0@?1?\?loc@@YAHXZ@4HA", "int `int __cdecl loc(void)'::`2'::$TSS0"},
    {"?$TSS0@?1?\?m@L@?1?\?loc@@YAHXZ@QEAAHXZ@4HA",
     "int `public: int __cdecl `int __cdecl loc(void)'::`2'::L::m(void) __ptr64'::`2'::$TSS0"},
    {"?\?$f@$0A@@@YAXXZ", "void __cdecl f<0>(void)"},
    {"?\?$f@$1?x@@3HA@@YAXXZ", "void __cdecl f<&int x>(void)"},
    {"?\?$f@H$$V@@YAXXZ", "void __cdecl f<int>(void)"},
    {"?\?$ff@$1?fi@@YAXH@Z@@YAXXZ", "void __cdecl ff<&void __cdecl fi(int)>(void)"},
    {"?\?$g@H@S@ns@@QEAAHHPEAHAEBH@Z",
     "public: int __cdecl ns::S::g<int>(int,int * __ptr64,int const & __ptr64) __ptr64"},
    {"?\?$n@$06@?$P@HH@ns@@QEAAXXZ", "public: void __cdecl ns::P<int,int>::n<7>(void) __ptr64"},
    {"?\?$nf@$0?4$00$0BIGKA@@@YAXXZ", "void __cdecl nf<-5,1,100000>(void)"},
    {"?\?$pf@$1?gi@@3HA@@YAXXZ", "void __cdecl pf<&int gi>(void)"},
    {"?\?$tf@AEAY02H@@YAXAEAY02H@Z", "void __cdecl tf<int (& __ptr64)[3]>(int (& __ptr64)[3])"},
    {"?\?$tf@P6AHH@Z@@YAXP6AHH@Z@Z", "void __cdecl tf<int (__cdecl*)(int)>(int (__cdecl*)(int))"},
    {"?\?$tf@PEBD@@YAXPEBD@Z", "void __cdecl tf<char const * __ptr64>(char const * __ptr64)"},
    {"?\?$tf@U?$P@HD@ns@@@@YAXU?$P@HD@ns@@@Z", "void __cdecl tf<struct ns::P<int,char> >(struct ns::P<int,char>)"},
    {"?\?$ttf@UP@ns@@@@YAXXZ", "void __cdecl ttf<struct ns::P>(void)"},
    {"?\?$var@H@@3HA", "int var<int>"},
    {"?\?$vf@$$V@@YAXXZ", "void __cdecl vf<>(void)"},
    {"?\?0?$P@HD@ns@@QEAA@XZ", "public: __cdecl ns::P<int,char>::P<int,char>(void) __ptr64"},
    {"?\?0S@ns@@QEAA@AEBU01@@Z", "public: __cdecl ns::S::S(struct ns::S const & __ptr64) __ptr64"},
    {"?\?0S@ns@@QEAA@XZ", "public: __cdecl ns::S::S(void) __ptr64"},
    {"?\?0__non_rtti_object@@QEAA@AEBV0@@Z",
     "public: __cdecl __non_rtti_object::__non_rtti_object(class __non_rtti_object const & __ptr64) __ptr64"},
    {"?\?0__non_rtti_object@@QEAA@PEBD@Z",
     "public: __cdecl __non_rtti_object::__non_rtti_object(char const * __ptr64) __ptr64"},
    {"?\?0bad_cast@@AEAA@PEBQEBD@Z",
     "private: __cdecl bad_cast::bad_cast(char const * __ptr64 const * __ptr64) __ptr64"},
    {"?\?0bad_cast@@QEAA@AEBQEBD@Z",
     "public: __cdecl bad_cast::bad_cast(char const * __ptr64 const & __ptr64) __ptr64"},
    {"?\?0bad_cast@@QEAA@AEBV0@@Z", "public: __cdecl bad_cast::bad_cast(class bad_cast const & __ptr64) __ptr64"},
    {"?\?0bad_cast@@QEAA@PEBD@Z", "public: __cdecl bad_cast::bad_cast(char const * __ptr64) __ptr64"},
    {"?\?0bad_typeid@@QEAA@AEBV0@@Z",
     "public: __cdecl bad_typeid::bad_typeid(class bad_typeid const & __ptr64) __ptr64"},
    {"?\?0bad_typeid@@QEAA@PEBD@Z", "public: __cdecl bad_typeid::bad_typeid(char const * __ptr64) __ptr64"},
    {"?\?0ctx@@QEAA@H@Z", "public: __cdecl ctx::ctx(int) __ptr64"},
    {"?\?0exception@@QEAA@AEBQEBD@Z",
     "public: __cdecl exception::exception(char const * __ptr64 const & __ptr64) __ptr64"},
    {"?\?0exception@@QEAA@AEBQEBDH@Z",
     "public: __cdecl exception::exception(char const * __ptr64 const & __ptr64,int) __ptr64"},
    {"?\?0exception@@QEAA@AEBV0@@Z",
     "public: __cdecl exception::exception(class exception const & __ptr64) __ptr64"},
    {"?\?0exception@@QEAA@XZ", "public: __cdecl exception::exception(void) __ptr64"},
    {"?\?1?$P@HD@ns@@QEAA@XZ", "public: __cdecl ns::P<int,char>::~P<int,char>(void) __ptr64"},
    {"?\?1S@ns@@UEAA@XZ", "public: virtual __cdecl ns::S::~S(void) __ptr64"},
    {"?\?1V1@ns@@UEAA@XZ", "public: virtual __cdecl ns::V1::~V1(void) __ptr64"},
    {"?\?1__non_rtti_object@@UEAA@XZ",
     "public: virtual __cdecl __non_rtti_object::~__non_rtti_object(void) __ptr64"},
    {"?\?1bad_cast@@UEAA@XZ", "public: virtual __cdecl bad_cast::~bad_cast(void) __ptr64"},
    {"?\?1bad_typeid@@UEAA@XZ", "public: virtual __cdecl bad_typeid::~bad_typeid(void) __ptr64"},
    {"?\?1ctx@@QEAA@XZ", "public: __cdecl ctx::~ctx(void) __ptr64"},
    {"?\?1exception@@UEAA@XZ", "public: virtual __cdecl exception::~exception(void) __ptr64"},
    {"?\?1type_info@@UAE@XZ", "public: virtual __thiscall type_info::~type_info(void)"},
    {"?\?1type_info@@UEAA@XZ", "public: virtual __cdecl type_info::~type_info(void) __ptr64"},
    {"?\?2@YAPEAX_K@Z", "void * __ptr64 __cdecl operator new(unsigned __int64)"},
    {"?\?2@YAPEAX_KH@Z", "void * __ptr64 __cdecl operator new(unsigned __int64,int)"},
    {"?\?3@YAXPEAX@Z", "void __cdecl operator delete(void * __ptr64)"},
    {"?\?4bad_cast@@QEAAAEAV0@AEBV0@@Z",
     "public: class bad_cast & __ptr64 __cdecl bad_cast::operator=(class bad_cast const & __ptr64) __ptr64"},
    {"?\?4bad_typeid@@QEAAAEAV0@AEBV0@@Z",
     "public: class bad_typeid & __ptr64 __cdecl bad_typeid::operator=(class bad_typeid const & __ptr64) __ptr64"},
    {"?\?4exception@@QEAAAEAV0@AEBV0@@Z",
     "public: class exception & __ptr64 __cdecl exception::operator=(class exception const & __ptr64) __ptr64"},
    {"?\?8type_info@@QEBAHAEBV0@@Z",
     "public: int __cdecl type_info::operator==(class type_info const & __ptr64)const __ptr64"},
    {"?\?9type_info@@QEBAHAEBV0@@Z",
     "public: int __cdecl type_info::operator!=(class type_info const & __ptr64)const __ptr64"},
    {"?\?Actx@@QEAAHH@Z", "public: int __cdecl ctx::operator[](int) __ptr64"},
    {"?\?BA@@QAEHXZ", "public: __thiscall A::operator int(void)"},
    {"?\?BS@ns@@QEBAPEBDXZ", "public: __cdecl ns::S::operator char const * __ptr64(void)const __ptr64"},
    {"?\?Cctx@@QEAAPEAU0@XZ", "public: struct ctx * __ptr64 __cdecl ctx::operator->(void) __ptr64"},
    {"?\?ES@ns@@QEAA?AU01@H@Z", "public: struct ns::S __cdecl ns::S::operator++(int) __ptr64"},
    {"?\?ES@ns@@QEAAAEAU01@XZ", "public: struct ns::S & __ptr64 __cdecl ns::S::operator++(void) __ptr64"},
    {"?\?Jctx@@QEAA_NH@Z", "public: bool __cdecl ctx::operator->*(int) __ptr64"},
    {"?\?Nctx@@QEAA_NH@Z", "public: bool __cdecl ctx::operator<=(int) __ptr64"},
    {"?\?Qctx@@QEAAXH@Z", "public: void __cdecl ctx::operator,(int) __ptr64"},
    {"?\?RS@ns@@QECAHH@Z", "public: int __cdecl ns::S::operator()(int)volatile __ptr64"},
    {"?\?Vctx@@QEAA_NH@Z", "public: bool __cdecl ctx::operator&&(int) __ptr64"},
    {"?\?_7A@@6B@", "const A::`vftable'"},
    {"?\?_7A@@6BB@@@", "const A::`vftable'{for `B'}"},
    {"?\?_7S@ns@@6B@", "const ns::S::`vftable'"},
    {"?\?_7__non_rtti_object@@6B@", "const __non_rtti_object::`vftable'"},
    {"?\?_7bad_cast@@6B@", "const bad_cast::`vftable'"},
    {"?\?_7bad_typeid@@6B@", "const bad_typeid::`vftable'"},
    {"?\?_7exception@@6B@", "const exception::`vftable'"},
    {"?\?_7type_info@@6B@", "const type_info::`vftable'"},
    {"?\?_B?1?\?f@@YAXXZ@51", "`void __cdecl f(void)'::`2'::`local static guard'{2}"},
    {"?\?_Fbad_cast@@QEAAXXZ", "public: void __cdecl bad_cast::`default constructor closure'(void) __ptr64"},
    {"?\?_Fbad_typeid@@QEAAXXZ", "public: void __cdecl bad_typeid::`default constructor closure'(void) __ptr64"},
    {"?\?_GA@@UAEPAXI@Z", "public: virtual void * __thiscall A::`scalar deleting destructor'(unsigned int)"},
    {"?\?_GS@ns@@UEAAPEAXI@Z",
     "public: virtual void * __ptr64 __cdecl ns::S::`scalar deleting destructor'(unsigned int) __ptr64"},
    {"?\?_R0?AUS@ns@@@8", "struct ns::S `RTTI Type Descriptor'"},
    {"?\?_R0?AVA@@@8", "class A `RTTI Type Descriptor'"},
    {"?\?_R0H@8", "int `RTTI Type Descriptor'"},
    {"?\?_R1A@?0A@EA@A@@8", "A::`RTTI Base Class Descriptor at (0,-1,0,64)'"},
    {"?\?_R1A@?0A@EA@S@ns@@8", "ns::S::`RTTI Base Class Descriptor at (0,-1,0,64)'"},
    {"?\?_R2S@ns@@8", "ns::S::`RTTI Base Class Array'"},
    {"?\?_R3S@ns@@8", "ns::S::`RTTI Class Hierarchy Descriptor'"},
    {"?\?_R4S@ns@@6B@", "const ns::S::`RTTI Complete Object Locator'"},
    {"?\?_U@YAPEAX_K@Z", "void * __ptr64 __cdecl operator new[](unsigned __int64)"},
    {"?\?_V@YAXPEAX@Z", "void __cdecl operator delete[](void * __ptr64)"},
    {"?\?_V@YAXPEAXH@Z", "void __cdecl operator delete[](void * __ptr64,int)"},
    {"?\?__E?x@A@@2HA@@YAXXZ", "void __cdecl `dynamic initializer for 'public: static int A::x''(void)"},
    {"?\?__Edyn@@YAXXZ", "void __cdecl `dynamic initializer for 'dyn''(void)"},
    {"?\?__Emany@@YAXXZ", "void __cdecl `dynamic initializer for 'many''(void)"},
    {"?\?__Ex@@YAXXZ", "void __cdecl `dynamic initializer for 'x''(void)"},
    {"?\?__Ex@A@@YAXXZ", "void __cdecl `dynamic initializer for 'A::x''(void)"},
    {"?\?__Fdyn@@YAXXZ", "void __cdecl `dynamic atexit destructor for 'dyn''(void)"},
    {"?\?__Fmany@@YAXXZ", "void __cdecl `dynamic atexit destructor for 'many''(void)"},
    {"?__ExceptionPtrAssign@@YAXPAXPBX@Z", "void __cdecl __ExceptionPtrAssign(void *,void const *)"},
    {"?__ExceptionPtrAssign@@YAXPEAXPEBX@Z",
     "void __cdecl __ExceptionPtrAssign(void * __ptr64,void const * __ptr64)"},
    {"?__ExceptionPtrCompare@@YA_NPBX0@Z", "bool __cdecl __ExceptionPtrCompare(void const *,void const *)"},
    {"?__ExceptionPtrCompare@@YA_NPEBX0@Z",
     "bool __cdecl __ExceptionPtrCompare(void const * __ptr64,void const * __ptr64)"},
    {"?__ExceptionPtrCopy@@YAXPAXPBX@Z", "void __cdecl __ExceptionPtrCopy(void *,void const *)"},
    {"?__ExceptionPtrCopy@@YAXPEAXPEBX@Z", "void __cdecl __ExceptionPtrCopy(void * __ptr64,void const * __ptr64)"},
    {"?__ExceptionPtrCopyException@@YAXPAXPBX1@Z",
     "void __cdecl __ExceptionPtrCopyException(void *,void const *,void const *)"},
    {"?__ExceptionPtrCopyException@@YAXPEAXPEBX1@Z",
     "void __cdecl __ExceptionPtrCopyException(void * __ptr64,void const * __ptr64,void const * __ptr64)"},
    {"?__ExceptionPtrCreate@@YAXPAX@Z", "void __cdecl __ExceptionPtrCreate(void *)"},
    {"?__ExceptionPtrCreate@@YAXPEAX@Z", "void __cdecl __ExceptionPtrCreate(void * __ptr64)"},
    {"?__ExceptionPtrCurrentException@@YAXPAX@Z", "void __cdecl __ExceptionPtrCurrentException(void *)"},
    {"?__ExceptionPtrCurrentException@@YAXPEAX@Z", "void __cdecl __ExceptionPtrCurrentException(void * __ptr64)"},
    {"?__ExceptionPtrDestroy@@YAXPAX@Z", "void __cdecl __ExceptionPtrDestroy(void *)"},
    {"?__ExceptionPtrDestroy@@YAXPEAX@Z", "void __cdecl __ExceptionPtrDestroy(void * __ptr64)"},
    {"?__ExceptionPtrRethrow@@YAXPBX@Z", "void __cdecl __ExceptionPtrRethrow(void const *)"},
    {"?__ExceptionPtrRethrow@@YAXPEBX@Z", "void __cdecl __ExceptionPtrRethrow(void const * __ptr64)"},
    {"?__ExceptionPtrSwap@@YAXPAX0@Z", "void __cdecl __ExceptionPtrSwap(void *,void *)"},
    {"?__ExceptionPtrSwap@@YAXPEAX0@Z", "void __cdecl __ExceptionPtrSwap(void * __ptr64,void * __ptr64)"},
    {"?__ExceptionPtrToBool@@YA_NPBX@Z", "bool __cdecl __ExceptionPtrToBool(void const *)"},
    {"?__ExceptionPtrToBool@@YA_NPEBX@Z", "bool __cdecl __ExceptionPtrToBool(void const * __ptr64)"},
    {"?_query_new_handler@@YAP6AH_K@ZXZ", "int (__cdecl*__cdecl _query_new_handler(void))(unsigned __int64)"},
    {"?_query_new_mode@@YAHXZ", "int __cdecl _query_new_mode(void)"},
    {"?_set_new_handler@@YAP6AH_K@ZP6AH0@Z@Z",
     "int (__cdecl*__cdecl _set_new_handler(int (__cdecl*)(unsigned __int64)))(unsigned __int64)"},
    {"?_set_new_mode@@YAHH@Z", "int __cdecl _set_new_mode(int)"},
    {"?a@@3PAHA", "int * a"},
    {"?a@@3QBHB", "int const * const a"},
    {"?anon@?A0xD7650D14@@YAHPEAUS@ns@@@Z", "int __cdecl `anonymous namespace'::anon(struct ns::S * __ptr64)"},
    {"?arr@@3PAHA", "int * arr"},
    {"?before@type_info@@QEBAHAEBV1@@Z",
     "public: int __cdecl type_info::before(class type_info const & __ptr64)const __ptr64"},
    {"?c@R@@QEGBAXXZ", "public: void __cdecl R::c(void)const __ptr64 &"},
    {"?cvi@@3HD", "int const volatile cvi"},
    {"?d@S@ns@@2NA", "public: static double ns::S::d"},
    {"?dyn@@3US@ns@@A", "struct ns::S dyn"},
    {"?f@?A0x12345678@@YAXXZ", "void __cdecl `anonymous namespace'::f(void)"},
    {"?f@@YA?AVA@@V1@@Z", "class A __cdecl f(class A)"},
    {"?f@@YA?BHXZ", "int const __cdecl f(void)"},
    {"?f@@YAHH@Z", "int __cdecl f(int)"},
    {"?f@@YAPAHPBD0@Z", "int * __cdecl f(char const *,char const *)"},
    {"?f@@YAX$$QAH@Z", "void __cdecl f(int &&)"},
    {"?f@@YAX$$T@Z", "void __cdecl f(std::nullptr_t)"},
    {"?f@@YAXHZZ", "void __cdecl f(int,...)"},
    {"?f@@YAXW4E@@@Z", "void __cdecl f(enum E)"},
    {"?f@A@@QEGAAXXZ", "public: void __cdecl A::f(void) __ptr64 &"},
    {"?f@S@ns@@UEBAHPEBDZZ", "public: virtual int __cdecl ns::S::f(char const * __ptr64,...)const __ptr64"},
    {"?f@V1@ns@@UEBAHPEBDZZ", "public: virtual int __cdecl ns::V1::f(char const * __ptr64,...)const __ptr64"},
    {"?fc@@YAXH@Z", "void __cdecl fc(int)"},
    {"?fe@@YA?AW4E@ns@@W412@W4F@2@TU@2@PEAT42@@Z",
     "enum ns::E __cdecl fe(enum ns::E,enum ns::F,union ns::U,union ns::U * __ptr64)"},
    {"?fi@@YAXH@Z", "void __cdecl fi(int)"},
    {"?fptrarr@@YAXPEAY02P6AHH@Z@Z", "void __cdecl fptrarr(int (__cdecl* (* __ptr64)[3])(int))"},
    {"?g@@YAXPEAH@Z", "void __cdecl g(int * __ptr64)"},
    {"?gcs2@@3QEBUS@ns@@EB", "struct ns::S const * __ptr64 const gcs2"},
    {"?gi@@3HA", "int gi"},
    {"?gmf@@3P8S@ns@@EBAHH@ZEQ12@", "int (__cdecl ns::S::* __ptr64 gmf)(int)const __ptr64"},
    {"?gmp@@3PEQS@ns@@HEQ12@", "int ns::S::* __ptr64 gmp"},
    {"?gs@@3PEAUS@ns@@EA", "struct ns::S * __ptr64 gs"},
    {"?h@A@@W3AEXXZ", "[thunk]:public: virtual void __thiscall A::h`adjustor{4}' (void)"},
    {"?l@R@@QEGAAXXZ", "public: void __cdecl R::l(void) __ptr64 &"},
    {"?lam@@3V<lambda_0>@@A", "class <lambda_0> lam"},
    {"?loc@@YAHXZ", "int __cdecl loc(void)"},
    {"?m@C@@QBEHXZ", "public: int __thiscall C::m(void)const "},
    {"?m@L@?1?\?loc@@YAHXZ@QEAAHXZ", "public: int __cdecl `int __cdecl loc(void)'::`2'::L::m(void) __ptr64"},
    {"?many@@3PAUctx@@A", "struct ctx * many"},
    {"?mf@@3P8A@@AEHXZQ1@", "int (__thiscall A::* mf)(void)"},
    {"?mp@@3PQA@@HQ1@", "int A::* mp"},
    {"?name@type_info@@QEBAPEBDXZ", "public: char const * __ptr64 __cdecl type_info::name(void)const __ptr64"},
    {"?ne@@YAXXZ", "void __cdecl ne(void)"},
    {"?np@@3$$TA", "std::nullptr_t np"},
    {"?p@@3P6AHH@ZA", "int (__cdecl* p)(int)"},
    {"?p@@3PBHB", "int const * p"},
    {"?p@@3PEBHEB", "int const * __ptr64 p"},
    {"?p@@3QAHA", "int * const p"},
    {"?parr@@3PEAY123HEA", "int (* __ptr64 parr)[3][4]"},
    {"?pr@S@ns@@AEAAXXZ", "private: void __cdecl ns::S::pr(void) __ptr64"},
    {"?pv@S@ns@@MEAAXXZ", "protected: virtual void __cdecl ns::S::pv(void) __ptr64"},
    {"?q@@3PAY02HA", "int (* q)[3]"},
    {"?r@@3AEBHEB", "int const & __ptr64 r"},
    {"?r@@3VA@@B", "class A const r"},
    {"?r@R@@QEHAAXXZ", "public: void __cdecl R::r(void) __ptr64 &&"},
    {"?rarr@@3AEAY04$$CBHEB", "int const (& __ptr64 rarr)[5]"},
    {"?raw_name@type_info@@QEBAPEBDXZ",
     "public: char const * __ptr64 __cdecl type_info::raw_name(void)const __ptr64"},
    {"?reta@@YAAEAY03HXZ", "int (& __ptr64__cdecl reta(void))[4]"},
    {"?retf@@YAP6AHD@ZH@Z", "int (__cdecl*__cdecl retf(int))(char)"},
    {"?retrf@@YAP6AP6AHJ@ZD@ZH@Z", "int (__cdecl* (__cdecl*__cdecl retrf(int))(char))(long)"},
    {"?rr@@3$$QEAHEA", "int && __ptr64 rr"},
    {"?rs@@YAXPEIAH@Z", "void __cdecl rs(int * __ptr64 __restrict)"},
    {"?s@?1?\?f@@YAXXZ@4HA", "int `void __cdecl f(void)'::`2'::s"},
    {"?s@?1?\?m@L@?1?\?loc@@YAHXZ@QEAAHXZ@4US@ns@@A",
     "struct ns::S `public: int __cdecl `int __cdecl loc(void)'::`2'::L::m(void) __ptr64'::`2'::s"},
    {"?sc@@YAXH@Z", "void __cdecl sc(int)"},
    {"?set_new_handler@@YAP6AXXZP6AXXZ@Z", "void (__cdecl*__cdecl set_new_handler(void (__cdecl*)(void)))(void)"},
    {"?set_terminate@@YAP6AXXZP6AXXZ@Z", "void (__cdecl*__cdecl set_terminate(void (__cdecl*)(void)))(void)"},
    {"?set_unexpected@@YAP6AXXZP6AXXZ@Z", "void (__cdecl*__cdecl set_unexpected(void (__cdecl*)(void)))(void)"},
    {"?st@S@ns@@SAXXZ", "public: static void __cdecl ns::S::st(void)"},
    {"?takesne@@YAXP6AXX_E@Z", "void __cdecl takesne(void (__cdecl*)(void) noexcept)"},
    {"?terminate@@YAXXZ", "void __cdecl terminate(void)"},
    {"?ua@@YAXPEFAH@Z", "void __cdecl ua(int __unaligned * __ptr64)"},
    {"?ul@@YAHXZ", "int __cdecl ul(void)"},
    {"?unexpected@@YAXXZ", "void __cdecl unexpected(void)"},
    {"?useanon@@YAHPEAUS@ns@@@Z", "int __cdecl useanon(struct ns::S * __ptr64)"},
    {"?usecvi@@3PEDHED", "int const volatile * __ptr64 usecvi"},
    {"?useloc@@YAHXZ", "int __cdecl useloc(void)"},
    {"?vc@@YQXM@Z", "void __vectorcall vc(float)"},
    {"?what@exception@@UEBAPEBDXZ",
     "public: virtual char const * __ptr64 __cdecl exception::what(void)const __ptr64"},
    {"?x@?1?\?loc@@YAHXZ@4HA", "int `int __cdecl loc(void)'::`2'::x"},
    {"?x@@3HA", "int x"},
};

static void check_flags(DWORD flags, const char *name, const char *expected)
{
    char text[200];
    DWORD length = UnDecorateSymbolName(name, text, sizeof(text), flags);
    check(length == strlen(expected) && !strcmp(text, expected), "%s with %#lx: '%s'", name, flags, text);
}

static void test_symbols(void)
{
    for (size_t i = 0; i < ARRAYSIZE(symbols); i++) check_flags(0, symbols[i].name, symbols[i].text);
}

static void test_flags(void)
{
    static const char member[] = "?m@C@@QBEPAHH@Z", still[] = "?s@C@@SAXXZ", wide[] = "?w@@YAXPEAH@Z";

    check_flags(0, member, "public: int * __thiscall C::m(int)const ");
    check_flags(UNDNAME_NAME_ONLY, member, "C::m");
    check_flags(UNDNAME_NO_ACCESS_SPECIFIERS, member, "int * __thiscall C::m(int)const ");
    check_flags(UNDNAME_NO_FUNCTION_RETURNS, member, "public: __thiscall C::m(int)const ");
    check_flags(UNDNAME_NO_ALLOCATION_LANGUAGE, member, "public: int * C::m(int)const ");
    check_flags(UNDNAME_NO_CV_THISTYPE, member, "public: int * __thiscall C::m(int)");
    check_flags(UNDNAME_NO_MEMBER_TYPE, still, "public: void __cdecl C::s(void)");
    check_flags(UNDNAME_NO_LEADING_UNDERSCORES, still, "public: static void cdecl C::s(void)");
    check_flags(UNDNAME_NO_MS_KEYWORDS, wide, "void w(int *)");
    check_flags(0, wide, "void __cdecl w(int * __ptr64)");
}

/* What is no decorated name stays as it is; a damaged one too. */
static void test_others(void)
{
    static const char *const others[] = {"main",    "_f@4",    "",          "?",         "??",
                                         "?f",      "?f@@Y",   "?f@@YAH9@Z", "?f@@YAXPAPAPA", "?\?$f@",
                                         "?\?_R0", "?\?@hash@", "?f@@YAXXZtrailing"};
    for (size_t i = 0; i < ARRAYSIZE(others); i++) {
        char text[100] = "unset";
        DWORD length = UnDecorateSymbolName(others[i], text, sizeof(text), 0);
        check(length == strlen(others[i]) && !strcmp(text, others[i]), "'%s' becomes '%s'", others[i], text);
    }
}

static void test_buffers(void)
{
    char text[8];
    WCHAR wide[40];

    memset(text, 'x', sizeof(text));
    check(UnDecorateSymbolName("?f@@YAHH@Z", text, 5, 0) == 4, "as much as fits");
    check(!strcmp(text, "int ") && text[5] == 'x', "'%s'", text);
    SetLastError(0);
    check(!UnDecorateSymbolName("?f@@YAHH@Z", text, 0, 0), "no room");
    check(!UnDecorateSymbolName("?f@@YAHH@Z", NULL, 10, 0), "no buffer");
    check(UnDecorateSymbolNameW(L"?f@@YAHH@Z", wide, ARRAYSIZE(wide), 0) == 18, "wide characters");
    check(!lstrcmpW(wide, L"int __cdecl f(int)"), "'%ls'", wide);
    check(UnDecorateSymbolNameW(L"gr\x00fc\x00df", wide, ARRAYSIZE(wide), 0) == 4, "not decorated");
    check(!lstrcmpW(wide, L"gr\x00fc\x00df"), "'%ls'", wide);
}

static void test_runtime(void)
{
    typedef char *(__cdecl *undname)(char *, const char *, int, void *(__cdecl *)(size_t), void(__cdecl *)(void *),
                                     unsigned short);
    undname function = (undname)(void *)GetProcAddress(LoadLibraryA("msvcrt"), "__unDName");
    void *(__cdecl *allocate)(size_t) = (void *)GetProcAddress(GetModuleHandleA("msvcrt"), "malloc");
    void(__cdecl * release)(void *) = (void *)GetProcAddress(GetModuleHandleA("msvcrt"), "free");
    char text[40];

    check(function != NULL, "__unDName");
    if (!function) return;
    check(function(text, "?f@@YAHH@Z", sizeof(text), allocate, release, 0) == text, "the buffer");
    check(!strcmp(text, "int __cdecl f(int)"), "'%s'", text);
    char *allocated = function(NULL, ".?AV?$P@HD@ns@@", 0, allocate, release, 0);
    check(allocated && !strcmp(allocated, "class ns::P<int,char>"), "'%s'", allocated);
    release(allocated);
}

int main(void)
{
    test_symbols();
    test_flags();
    test_others();
    test_buffers();
    test_runtime();
    return check_summary();
}
