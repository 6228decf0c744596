/* Atoms: numbers for strings, in a table of the process and in one that all programs of the prefix share (winbase.h).
 */
#include "nls_private.h"

#include <string.h>
#include "nt/atoms.h"

#define MOST_ATOMS      0x3fffu
#define MOST_REFERENCES 0xffffu

/* --- the table of the process --- */

struct atom { LPWSTR name; ULONG references; };

static struct atom *atoms;
static ULONG atom_count;
static RTL_SRWLOCK atoms_lock = RTL_SRWLOCK_INIT;

static struct atom *atom_named(LPCWSTR name)
{
    SIZE_T length = wcslen(name);
    for (ULONG i = 0; i < atom_count; i++)
        if (atoms[i].name && !RtlCompareUnicodeStrings(atoms[i].name, wcslen(atoms[i].name), name, length, TRUE))
            return &atoms[i];
    return NULL;
}

static struct atom *free_entry(void)
{
    for (ULONG i = 0; i < atom_count; i++)
        if (!atoms[i].name) return &atoms[i];
    if (atom_count == MOST_ATOMS) return NULL;
    if (!(atom_count & (atom_count - 1))) { /* room for the next power of two */
        ULONG capacity = atom_count ? 2 * atom_count : 1;
        struct atom *larger = heap_allocate_zeroed(capacity * sizeof(*larger));
        if (!larger) return NULL;
        if (atom_count) memcpy(larger, atoms, atom_count * sizeof(*larger));
        heap_free(atoms);
        atoms = larger;
    }
    return &atoms[atom_count++];
}

static ATOM number_of(const struct atom *atom) { return (ATOM)(FIRST_ATOM + (ULONG)(atom - atoms)); }

static NTSTATUS local_add_locked(LPCWSTR name, PUSHORT number)
{
    struct atom *atom = atom_named(name);
    if (!atom) {
        SIZE_T size = (wcslen(name) + 1) * sizeof(WCHAR);
        LPWSTR copy = heap_allocate(size);
        atom = copy ? free_entry() : NULL;
        if (!atom) {
            heap_free(copy);
            return STATUS_NO_MEMORY;
        }
        atom->name = memcpy(copy, name, size);
        atom->references = 0;
    }
    if (atom->references < MOST_REFERENCES) atom->references++;
    *number = number_of(atom);
    return STATUS_SUCCESS;
}

static NTSTATUS local_add(LPCWSTR name, PUSHORT number)
{
    RtlAcquireSRWLockExclusive(&atoms_lock);
    NTSTATUS status = local_add_locked(name, number);
    RtlReleaseSRWLockExclusive(&atoms_lock);
    return status;
}

static NTSTATUS local_find(LPCWSTR name, PUSHORT number)
{
    RtlAcquireSRWLockShared(&atoms_lock);
    const struct atom *atom = atom_named(name);
    if (atom) *number = number_of(atom);
    RtlReleaseSRWLockShared(&atoms_lock);
    return atom ? STATUS_SUCCESS : STATUS_OBJECT_NAME_NOT_FOUND;
}

static struct atom *entry_of(ATOM number)
{
    ULONG index = number - FIRST_ATOM;
    return number >= FIRST_ATOM && index < atom_count && atoms[index].name ? &atoms[index] : NULL;
}

static NTSTATUS NTAPI local_delete(USHORT number)
{
    RtlAcquireSRWLockExclusive(&atoms_lock);
    struct atom *atom = entry_of(number);
    if (atom && !--atom->references) {
        heap_free(atom->name);
        atom->name = NULL;
    }
    RtlReleaseSRWLockExclusive(&atoms_lock);
    return atom ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

static NTSTATUS local_name(ATOM number, WCHAR name[LONGEST_ATOM + 1])
{
    RtlAcquireSRWLockShared(&atoms_lock);
    const struct atom *atom = entry_of(number);
    if (atom) wcscpy(name, atom->name);
    RtlReleaseSRWLockShared(&atoms_lock);
    return atom ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

/* --- the table of the prefix --- */

static NTSTATUS global_add(LPCWSTR name, PUSHORT number)
{
    return NtAddAtom(name, (ULONG)(wcslen(name) * sizeof(WCHAR)), number);
}
static NTSTATUS global_find(LPCWSTR name, PUSHORT number)
{
    return NtFindAtom(name, (ULONG)(wcslen(name) * sizeof(WCHAR)), number);
}

static NTSTATUS global_name(ATOM number, WCHAR name[LONGEST_ATOM + 1])
{
    struct { ATOM_BASIC_INFORMATION information; WCHAR more[LONGEST_ATOM]; } buffer;
    NTSTATUS status = NtQueryInformationAtom(number, 0, &buffer, sizeof(buffer), NULL);
    if (!status) wcscpy(name, buffer.information.Name);
    return status;
}

static const struct table {
    NTSTATUS (*add)(LPCWSTR name, PUSHORT number), (*find)(LPCWSTR name, PUSHORT number);
    NTSTATUS (NTAPI *delete)(USHORT number);
    NTSTATUS (*name)(ATOM number, WCHAR name[LONGEST_ATOM + 1]);
} global_table = { global_add, global_find, NtDeleteAtom, global_name };

static const struct table local_table = { local_add, local_find, local_delete, local_name };

/* --- what the functions of both have in common --- */

/* "#123" and MAKEINTATOM(123) are integer atoms. Returns false when the name is not one; *atom 0 with the last error
 * for a bad one. */
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

static ATOM add(const struct table *table, LPCWSTR name)
{
    ATOM atom;
    if (integer_atom(name, &atom)) return atom;
    if (!*name) return (ATOM)fail_with(ERROR_INVALID_NAME);
    if (wcslen(name) > LONGEST_ATOM) return (ATOM)fail_with(ERROR_INVALID_PARAMETER);
    NTSTATUS status = table->add(name, &atom);
    return status ? (ATOM)fail_with(RtlNtStatusToDosError(status)) : atom;
}

static ATOM find(const struct table *table, LPCWSTR name)
{
    ATOM atom;
    if (integer_atom(name, &atom)) return atom;
    NTSTATUS status = table->find(name, &atom);
    return status ? (ATOM)fail_with(RtlNtStatusToDosError(status)) : atom;
}

/* 0 on success, else the atom: as documented. */
static ATOM delete(const struct table *table, ATOM atom)
{
    NTSTATUS status = atom < FIRST_ATOM ? STATUS_SUCCESS : table->delete(atom);
    if (!status) return 0;
    SetLastError(RtlNtStatusToDosError(status));
    return atom;
}

/* Copies the name, cut off to fit, with its terminator; returns its length. */
static UINT name_of(const struct table *table, ATOM atom, LPWSTR buffer, int capacity)
{
    WCHAR name[LONGEST_ATOM + 1] = L"#";
    NTSTATUS status;
    if (capacity <= 0) return (UINT)fail_with(ERROR_MORE_DATA);
    if (!atom) return (UINT)fail_with(ERROR_INVALID_HANDLE);
    if (atom < FIRST_ATOM) {
        UNICODE_STRING digits = { 0, 8 * sizeof(WCHAR), name + 1 };
        status = RtlIntegerToUnicodeString(atom, 10, &digits);
    } else {
        status = table->name(atom, name);
    }
    if (status) return (UINT)fail_with(RtlNtStatusToDosError(status));
    lstrcpynW(buffer, name, capacity);
    return (UINT)wcslen(buffer);
}

static UINT name_of_ansi(const struct table *table, ATOM atom, LPSTR buffer, int capacity)
{
    WCHAR name[LONGEST_ATOM + 1];
    CHAR narrow[2 * LONGEST_ATOM + 2];
    if (capacity <= 0) return (UINT)fail_with(ERROR_MORE_DATA);
    if (!name_of(table, atom, name, ARRAYSIZE(name))) return 0;
    WideCharToMultiByte(CP_ACP, 0, name, -1, narrow, sizeof(narrow), NULL, NULL);
    lstrcpynA(buffer, narrow, capacity);
    return (UINT)strlen(buffer);
}

static ATOM with_wide(ATOM (*function)(const struct table *table, LPCWSTR name), const struct table *table, LPCSTR name)
{
    if (!((ULONG_PTR)name >> 16)) return function(table, (LPCWSTR)name);
    LPWSTR wide = wide_copy(CP_ACP, name, -1, NULL);
    ATOM atom = wide ? function(table, wide) : 0;
    heap_free(wide);
    return atom;
}

ATOM WINAPI AddAtomW(LPCWSTR name) { return add(&local_table, name); }
ATOM WINAPI AddAtomA(LPCSTR name) { return with_wide(add, &local_table, name); }
ATOM WINAPI FindAtomW(LPCWSTR name) { return find(&local_table, name); }
ATOM WINAPI FindAtomA(LPCSTR name) { return with_wide(find, &local_table, name); }
ATOM WINAPI DeleteAtom(ATOM atom) { return delete(&local_table, atom); }
UINT WINAPI GetAtomNameW(ATOM atom, LPWSTR buffer, int capacity)
{
    return name_of(&local_table, atom, buffer, capacity);
}
UINT WINAPI GetAtomNameA(ATOM atom, LPSTR buffer, int capacity)
{
    return name_of_ansi(&local_table, atom, buffer, capacity);
}
BOOL WINAPI InitAtomTable(DWORD size) { return size != 0; }
ATOM WINAPI GlobalAddAtomW(LPCWSTR name) { return add(&global_table, name); }
ATOM WINAPI GlobalAddAtomA(LPCSTR name) { return with_wide(add, &global_table, name); }
ATOM WINAPI GlobalFindAtomW(LPCWSTR name) { return find(&global_table, name); }
ATOM WINAPI GlobalFindAtomA(LPCSTR name) { return with_wide(find, &global_table, name); }
ATOM WINAPI GlobalDeleteAtom(ATOM atom) { return delete(&global_table, atom); }
UINT WINAPI GlobalGetAtomNameW(ATOM atom, LPWSTR buffer, int capacity)
{
    return name_of(&global_table, atom, buffer, capacity);
}
UINT WINAPI GlobalGetAtomNameA(ATOM atom, LPSTR buffer, int capacity)
{
    return name_of_ansi(&global_table, atom, buffer, capacity);
}
