/* Atoms: numbers for strings, in a table of the process and in one that all programs are to share (winbase.h). Both tables are local to the process
 * until window messages carry atoms between programs. */
#include "nls_private.h"

#include <string.h>

#define FIRST_ATOM    0xc000u
#define MOST_ATOMS    0x3fffu
#define LONGEST_ATOM  255
#define MOST_REFERENCES 0xffffu

struct atom { LPWSTR name; ULONG references; };
struct table { struct atom *atoms; ULONG count; };

static struct table local_atoms, global_atoms;
static RTL_SRWLOCK atoms_lock = RTL_SRWLOCK_INIT;

/* "#123" and MAKEINTATOM(123) are integer atoms. Returns false when the name is not one; *atom 0 with the last error for a bad one. */
static bool integer_atom(LPCWSTR name, ATOM *atom)
{
    ULONG value = 0;
    if (!((ULONG_PTR)name >> 16)) {
        *atom = (ATOM)((ULONG_PTR)name < FIRST_ATOM ? (ULONG_PTR)name : 0);
        if (!*atom) SetLastError(ERROR_INVALID_PARAMETER);
        return true;
    }
    if (*name != '#' || !name[1]) return false;
    for (name++; *name; name++) {
        if (*name < '0' || *name > '9' || value > 0xffff) return false;
        value = value * 10 + (ULONG)(*name - '0');
    }
    *atom = (ATOM)(value < FIRST_ATOM ? value : 0);
    if (!*atom) SetLastError(ERROR_INVALID_PARAMETER);
    return true;
}

static struct atom *find(struct table *table, LPCWSTR name)
{
    SIZE_T length = wcslen(name);
    for (ULONG i = 0; i < table->count; i++)
        if (table->atoms[i].name && !RtlCompareUnicodeStrings(table->atoms[i].name, wcslen(table->atoms[i].name), name, length, TRUE))
            return &table->atoms[i];
    return NULL;
}

static struct atom *free_entry(struct table *table)
{
    for (ULONG i = 0; i < table->count; i++)
        if (!table->atoms[i].name) return &table->atoms[i];
    if (table->count == MOST_ATOMS) return NULL;
    if (!(table->count & (table->count - 1))) { /* room for the next power of two */
        ULONG capacity = table->count ? 2 * table->count : 1;
        struct atom *larger = heap_allocate_zeroed(capacity * sizeof(*larger));
        if (!larger) return NULL;
        if (table->count) memcpy(larger, table->atoms, table->count * sizeof(*larger));
        heap_free(table->atoms);
        table->atoms = larger;
    }
    return &table->atoms[table->count++];
}

static ATOM add_to_table(struct table *table, LPCWSTR name)
{
    struct atom *atom = find(table, name);
    if (!atom) {
        SIZE_T size = (wcslen(name) + 1) * sizeof(WCHAR);
        LPWSTR copy = heap_allocate(size);
        atom = copy ? free_entry(table) : NULL;
        if (!atom) {
            heap_free(copy);
            return (ATOM)fail_with(ERROR_NOT_ENOUGH_MEMORY);
        }
        atom->name = memcpy(copy, name, size);
        atom->references = 0;
    }
    if (atom->references < MOST_REFERENCES) atom->references++;
    return (ATOM)(FIRST_ATOM + (ULONG)(atom - table->atoms));
}

static ATOM add(struct table *table, LPCWSTR name)
{
    ATOM atom;
    if (integer_atom(name, &atom)) return atom;
    if (!*name) return (ATOM)fail_with(ERROR_INVALID_NAME);
    if (wcslen(name) > LONGEST_ATOM) return (ATOM)fail_with(ERROR_INVALID_PARAMETER);
    RtlAcquireSRWLockExclusive(&atoms_lock);
    atom = add_to_table(table, name);
    RtlReleaseSRWLockExclusive(&atoms_lock);
    return atom;
}

static ATOM find_atom(struct table *table, LPCWSTR name)
{
    ATOM atom;
    if (integer_atom(name, &atom)) return atom;
    RtlAcquireSRWLockShared(&atoms_lock);
    struct atom *found = find(table, name);
    atom = found ? (ATOM)(FIRST_ATOM + (ULONG)(found - table->atoms)) : 0;
    RtlReleaseSRWLockShared(&atoms_lock);
    if (!atom) SetLastError(ERROR_FILE_NOT_FOUND);
    return atom;
}

static struct atom *entry_of(struct table *table, ATOM atom)
{
    ULONG index = atom - FIRST_ATOM;
    return atom >= FIRST_ATOM && index < table->count && table->atoms[index].name ? &table->atoms[index] : NULL;
}

/* 0 on success, else the atom: as documented. */
static ATOM delete(struct table *table, ATOM atom)
{
    if (atom < FIRST_ATOM) return 0;
    RtlAcquireSRWLockExclusive(&atoms_lock);
    struct atom *found = entry_of(table, atom);
    if (found && !--found->references) {
        heap_free(found->name);
        found->name = NULL;
    }
    RtlReleaseSRWLockExclusive(&atoms_lock);
    if (found) return 0;
    SetLastError(ERROR_INVALID_HANDLE);
    return atom;
}

/* Copies the name, cut off to fit, with its terminator; returns its length. */
static UINT name_of(struct table *table, ATOM atom, LPWSTR buffer, int capacity)
{
    WCHAR number[8] = L"#";
    UINT length = 0;
    if (capacity <= 0) return (UINT)fail_with(ERROR_MORE_DATA);
    if (!atom) return (UINT)fail_with(ERROR_INVALID_HANDLE);
    RtlAcquireSRWLockShared(&atoms_lock);
    const struct atom *found = entry_of(table, atom);
    if (atom < FIRST_ATOM) {
        UNICODE_STRING digits = { 0, sizeof(number) - sizeof(WCHAR), number + 1 };
        RtlIntegerToUnicodeString(atom, 10, &digits);
    }
    if (found || atom < FIRST_ATOM) {
        lstrcpynW(buffer, found ? found->name : number, capacity);
        length = (UINT)wcslen(buffer);
    }
    RtlReleaseSRWLockShared(&atoms_lock);
    return length ? length : (UINT)fail_with(ERROR_INVALID_HANDLE);
}

static UINT name_of_ansi(struct table *table, ATOM atom, LPSTR buffer, int capacity)
{
    WCHAR name[LONGEST_ATOM + 1];
    CHAR narrow[2 * LONGEST_ATOM + 2];
    if (capacity <= 0) return (UINT)fail_with(ERROR_MORE_DATA);
    if (!name_of(table, atom, name, ARRAYSIZE(name))) return 0;
    WideCharToMultiByte(CP_ACP, 0, name, -1, narrow, sizeof(narrow), NULL, NULL);
    lstrcpynA(buffer, narrow, capacity);
    return (UINT)strlen(buffer);
}

static ATOM with_wide(ATOM (*function)(struct table *table, LPCWSTR name), struct table *table, LPCSTR name)
{
    if (!((ULONG_PTR)name >> 16)) return function(table, (LPCWSTR)name);
    LPWSTR wide = wide_copy(CP_ACP, name, -1, NULL);
    ATOM atom = wide ? function(table, wide) : 0;
    heap_free(wide);
    return atom;
}

ATOM WINAPI AddAtomW(LPCWSTR name) { return add(&local_atoms, name); }
ATOM WINAPI AddAtomA(LPCSTR name) { return with_wide(add, &local_atoms, name); }
ATOM WINAPI FindAtomW(LPCWSTR name) { return find_atom(&local_atoms, name); }
ATOM WINAPI FindAtomA(LPCSTR name) { return with_wide(find_atom, &local_atoms, name); }
ATOM WINAPI DeleteAtom(ATOM atom) { return delete(&local_atoms, atom); }
UINT WINAPI GetAtomNameW(ATOM atom, LPWSTR buffer, int capacity) { return name_of(&local_atoms, atom, buffer, capacity); }
UINT WINAPI GetAtomNameA(ATOM atom, LPSTR buffer, int capacity) { return name_of_ansi(&local_atoms, atom, buffer, capacity); }
BOOL WINAPI InitAtomTable(DWORD size) { return size != 0; }
ATOM WINAPI GlobalAddAtomW(LPCWSTR name) { return add(&global_atoms, name); }
ATOM WINAPI GlobalAddAtomA(LPCSTR name) { return with_wide(add, &global_atoms, name); }
ATOM WINAPI GlobalFindAtomW(LPCWSTR name) { return find_atom(&global_atoms, name); }
ATOM WINAPI GlobalFindAtomA(LPCSTR name) { return with_wide(find_atom, &global_atoms, name); }
ATOM WINAPI GlobalDeleteAtom(ATOM atom) { return delete(&global_atoms, atom); }
UINT WINAPI GlobalGetAtomNameW(ATOM atom, LPWSTR buffer, int capacity) { return name_of(&global_atoms, atom, buffer, capacity); }
UINT WINAPI GlobalGetAtomNameA(ATOM atom, LPSTR buffer, int capacity) { return name_of_ansi(&global_atoms, atom, buffer, capacity); }
