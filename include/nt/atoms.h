/* Atoms of the prefix. Sizes are in bytes. */
#ifndef NT_ATOMS_H
#define NT_ATOMS_H

#include "nt/nt.h"

#define FIRST_ATOM   0xc000u /* smaller ones are integers without a name of their own */
#define LONGEST_ATOM 255

typedef struct _ATOM_BASIC_INFORMATION { USHORT UsageCount, Flags, NameLength; WCHAR Name[1]; } ATOM_BASIC_INFORMATION;

NTSYSAPI NTSTATUS NTAPI NtAddAtom(const WCHAR *name, ULONG size, PUSHORT atom);
NTSYSAPI NTSTATUS NTAPI NtFindAtom(const WCHAR *name, ULONG size, PUSHORT atom);
NTSYSAPI NTSTATUS NTAPI NtDeleteAtom(USHORT atom);
NTSYSAPI NTSTATUS NTAPI NtQueryInformationAtom(USHORT atom, ULONG class, PVOID buffer, ULONG size, PULONG needed);

#endif
