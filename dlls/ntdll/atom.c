/* The atoms that all programs of the prefix share: the server keeps their table (server/atom.c). Numbers below 0xc000
 * are atoms without a table. */
#include "nt/atoms.h"
#include "requests.h"

NTSTATUS NTAPI NtAddAtom(const WCHAR *name, ULONG size, PUSHORT atom)
{
    struct request_atom_add_in in = {0};
    struct request_atom_add_out out = {0};
    NTSTATUS status =
        server_call_data(request_code_atom_add, &in, sizeof(in), name, size, &out, sizeof(out), NULL, 0, NULL);
    if (NT_SUCCESS(status)) *atom = (USHORT)out.atom;
    return status;
}

NTSTATUS NTAPI NtFindAtom(const WCHAR *name, ULONG size, PUSHORT atom)
{
    struct request_atom_find_in in = {0};
    struct request_atom_find_out out = {0};
    NTSTATUS status =
        server_call_data(request_code_atom_find, &in, sizeof(in), name, size, &out, sizeof(out), NULL, 0, NULL);
    if (NT_SUCCESS(status)) *atom = (USHORT)out.atom;
    return status;
}

NTSTATUS NTAPI NtDeleteAtom(USHORT atom)
{
    struct request_atom_delete_in in = {.atom = atom};
    struct request_atom_delete_out out;
    return atom < FIRST_ATOM ? STATUS_SUCCESS : SERVER_CALL(atom_delete, &in, &out);
}

NTSTATUS NTAPI NtQueryInformationAtom(USHORT atom, ULONG class, PVOID buffer, ULONG size, PULONG needed)
{
    WCHAR name[LONGEST_ATOM];
    struct request_atom_name_in in = {.atom = atom};
    struct request_atom_name_out out = {0};
    ATOM_BASIC_INFORMATION *information = buffer;
    uint32_t name_size = 0;
    if (class) return STATUS_INVALID_INFO_CLASS;
    NTSTATUS status = server_call_data(request_code_atom_name, &in, sizeof(in), NULL, 0, &out, sizeof(out), name,
                                       sizeof(name), &name_size);
    if (!NT_SUCCESS(status)) return status;
    ULONG whole = offsetof(ATOM_BASIC_INFORMATION, Name) + name_size + sizeof(WCHAR);
    if (needed) *needed = whole;
    if (size < whole) return size < sizeof(*information) ? STATUS_INFO_LENGTH_MISMATCH : STATUS_BUFFER_TOO_SMALL;
    information->UsageCount = (USHORT)(out.references < 0xffff ? out.references : 0xffff);
    information->Flags = 0;
    information->NameLength = (USHORT)name_size;
    memcpy(information->Name, name, name_size);
    information->Name[name_size / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}
