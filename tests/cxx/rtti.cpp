// typeid, dynamic_cast, type_info.
#include "msvc.h"

struct type_info_data { const void *vtable; char *name; char raw_name[1]; }; // as the compiler lays it out
struct name_list { alignas(16) void *words[2]; };
extern "C" {
void *__cdecl __RTtypeid(void *);
void *__cdecl __RTCastToVoid(void *);
void *__cdecl __RTDynamicCast(void *, long, void *, void *, int);
const char *__cdecl __std_type_info_name(void *data, name_list *);
int __cdecl __std_type_info_compare(const void *, const void *);
size_t __cdecl __std_type_info_hash(const void *);
void __cdecl __std_type_info_destroy_list(name_list *);
}
class type_info { public: virtual ~type_info(); };
static type_info_data *data(const type_info &info) { return (type_info_data *)&info; }
namespace std {
class exception { public: virtual ~exception() {} virtual const char *what() const { return "?"; } const char *text; bool owned; };
class bad_cast : public exception {};
class bad_typeid : public exception {};
class __non_rtti_object : public bad_typeid {};
}

namespace zoo {
struct Animal { int a = 1; virtual ~Animal() {} };
struct Pet { int p = 2; virtual ~Pet() {} };
struct Dog : Animal, Pet { int d = 3; };
struct Puppy : Dog { int y = 4; };
struct Cat : Animal { int c = 5; };
class Shy : Animal, public Pet { public: Animal *animal() { return this; } };
struct Left : virtual Animal { int l = 6; };
struct Right : virtual Animal { int r = 7; };
struct Bottom : Left, Right { int b = 8; };
struct TwoA : Animal {};
struct TwoB : Animal {};
struct Two : TwoA, TwoB {};
union Union { int i; };
enum Enum { one };
template <class T> struct Box { T t; };
}
using namespace zoo;

static void test_dynamic_cast()
{
    Puppy puppy;
    Animal *animal = opaque((Animal *)&puppy);
    Pet *pet = opaque((Pet *)&puppy);
    check(dynamic_cast<Dog *>(animal) == &puppy, "down");
    check(dynamic_cast<Puppy *>(animal) == &puppy, "down two levels");
    check(dynamic_cast<Puppy *>(pet) == &puppy, "down from the second base");
    check(dynamic_cast<Pet *>(animal) == pet, "across");
    check(dynamic_cast<Animal *>(pet) == animal, "and back");
    check(dynamic_cast<Cat *>(animal) == nullptr, "to what it is not");
    check(dynamic_cast<void *>(pet) == &puppy, "to the whole object");
    check(dynamic_cast<Dog *>(opaque((Animal *)nullptr)) == nullptr, "of null");
    check(__RTCastToVoid(nullptr) == nullptr, "of null to void *");
    Dog dog;
    animal = opaque((Animal *)&dog);
    check(dynamic_cast<Puppy *>(animal) == nullptr, "to more than it is");
    check(dynamic_cast<const Dog *>((const Animal *)animal) == &dog, "with const");
    Shy shy;
    pet = opaque((Pet *)&shy);
    check(dynamic_cast<Animal *>(pet) == nullptr, "to a private base");
    check(dynamic_cast<Pet *>(opaque(shy.animal())) == nullptr, "from a private base");
    check(dynamic_cast<Shy *>(pet) == &shy, "down to the class with the private base");
    Bottom bottom;
    animal = opaque((Animal *)&bottom);
    check(dynamic_cast<Bottom *>(animal) == &bottom, "from a virtual base");
    check(dynamic_cast<Left *>(animal) == &bottom, "from a virtual base to one that has it");
    check(dynamic_cast<Right *>(animal) == (Right *)&bottom, "and to the other");
    Left *left = opaque((Left *)&bottom);
    check(dynamic_cast<Right *>(left) == (Right *)&bottom, "across with virtual bases");
    check(dynamic_cast<void *>(opaque((Right *)&bottom)) == &bottom, "whole object of virtual bases");
    Two two;
    check(dynamic_cast<TwoB *>(opaque((TwoA *)&two)) == (TwoB *)&two, "across, with a base twice in it");
    animal = opaque((Animal *)(TwoB *)&two);
    check(dynamic_cast<TwoB *>(animal) == (TwoB *)&two, "down from one of two equal bases");
    check(dynamic_cast<TwoA *>(animal) == (TwoA *)&two, "across from one of two equal bases");
    check(dynamic_cast<Two *>(animal) == &two, "all the way down from one of two equal bases");
}

static void test_bad()
{
    Cat cat;
    Animal &animal = cat;
    try {
        Dog &dog = dynamic_cast<Dog &>(animal);
        check(dog.d == 0 && 0, "not reached");
    } catch (std::bad_cast &problem) {
        check_text(problem.what(), "Bad dynamic_cast!", "what() of bad_cast");
    }
    try { (void)dynamic_cast<Dog &>(animal); event("wrong"); } catch (std::exception &) { event("exception"); }
    check_events("exception", "bad_cast is an exception");
    Animal *nothing = opaque((Animal *)nullptr);
    try { (void)typeid(*nothing); event("wrong"); } catch (std::bad_typeid &problem) {
        check_text(problem.what(), "Attempted a typeid of nullptr pointer!", "what() of bad_typeid");
        event("bad_typeid");
    }
    check_events("bad_typeid", "typeid of a null pointer");
    try { (void)typeid(*nothing); } catch (std::bad_cast &) { event("wrong"); } catch (std::exception &) { event("exception"); }
    check_events("exception", "bad_typeid is an exception and no bad_cast");
}

static void check_name(const type_info &info, const char *expected)
{
    name_list list = {};
    char *before = data(info)->name;
    check_text(__std_type_info_name(&data(info)->name, &list), expected, "name");
    check(__std_type_info_name(&data(info)->name, &list) == data(info)->name, "the name is kept");
    __std_type_info_destroy_list(&list);
    data(info)->name = before;
}

static void test_typeid()
{
    Puppy puppy;
    Animal &animal = puppy;
    check_text(data(typeid(animal))->raw_name, ".?AUPuppy@zoo@@", "raw name of what it is");
    check_text(data(typeid(Animal))->raw_name, ".?AUAnimal@zoo@@", "raw name of a type");
    check(__RTtypeid(&animal) == &typeid(Puppy), "__RTtypeid");
    auto compare = [](const type_info &a, const type_info &b) { return __std_type_info_compare(&data(a)->name, &data(b)->name); };
    check_equal(compare(typeid(animal), typeid(Puppy)), 0, "equal");
    check(compare(typeid(Dog), typeid(Puppy)) != 0, "different");
    check((compare(typeid(Dog), typeid(Puppy)) < 0) != (compare(typeid(Puppy), typeid(Dog)) < 0), "in one order");
    auto hash = [](const type_info &a) { return __std_type_info_hash(&data(a)->name); };
    check(hash(typeid(Dog)) != hash(typeid(Puppy)), "hashes differ");
    check(hash(typeid(Puppy)) == hash(typeid(animal)), "hashes of one type");
    check_name(typeid(Puppy), "struct zoo::Puppy");
    check_name(typeid(Shy), "class zoo::Shy");
    check_name(typeid(Union), "union zoo::Union");
    check_name(typeid(Enum), "enum zoo::Enum");
    check_name(typeid(int), "int");
    check_name(typeid(unsigned char), "unsigned char");
    check_name(typeid(long long), "__int64");
    check_name(typeid(unsigned long), "unsigned long");
    check_name(typeid(bool), "bool");
    check_name(typeid(wchar_t), "wchar_t");
    check_name(typeid(double), "double");
    check_name(typeid(float), "float");
    check_name(typeid(void), "void");
#ifdef _WIN64
    check_name(typeid(int *), "int * __ptr64");
    check_name(typeid(const char *), "char const * __ptr64");
    check_name(typeid(Dog *), "struct zoo::Dog * __ptr64");
#else
    check_name(typeid(int *), "int *");
    check_name(typeid(const char *), "char const *");
    check_name(typeid(Dog *), "struct zoo::Dog *");
    check_name(typeid(int **), "int * *");
#endif
    check_name(typeid(Box<int>), "struct zoo::Box<int>");
    check_name(typeid(Box<Box<Dog>>), "struct zoo::Box<struct zoo::Box<struct zoo::Dog> >");
}

void operator delete(void *memory) noexcept { free(memory); }
void operator delete(void *memory, size_t) noexcept { free(memory); }
type_info::~type_info() {}
int cxx_child(const char *) { return 0; }

void cxx_test(void)
{
    test_dynamic_cast();
    test_bad();
    test_typeid();
}
