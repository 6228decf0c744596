/* LoadLibraryEx with LOAD_LIBRARY_AS_DATAFILE or LOAD_LIBRARY_AS_IMAGE_RESOURCE: images of any architecture, for their
 * resources. */
#include "ldr_private.h"

#define IMAGE_MAPPING_BIT ((ULONG_PTR)2)

NTSTATUS __cdecl winrun_load_data_file(PCUNICODE_STRING name, ULONG flags, PVOID *handle)
{
    struct load_request request;
    void *base = NULL;
    RtlEnterCriticalSection(&loader_lock);
    fill_load_request(&request, name->Buffer, name->Length / sizeof(WCHAR),
                      flags & ~(ULONG)0x62); /* without the flags for data */
    NTSTATUS status = search_and_map_data(&request, &base);
    RtlLeaveCriticalSection(&loader_lock);
    if (status == STATUS_DLL_NOT_FOUND) status = STATUS_OBJECT_NAME_NOT_FOUND;
    if (NT_SUCCESS(status)) *handle = (PVOID)((ULONG_PTR)base | IMAGE_MAPPING_BIT);
    return status;
}

NTSTATUS __cdecl winrun_unload_data_file(PVOID handle)
{
    struct unix_section_unmap_args args = {.address = (ULONG_PTR)handle & ~(ULONG_PTR)3};
    if (!RtlImageNtHeader((PVOID)(ULONG_PTR)args.address)) return STATUS_INVALID_HANDLE;
    return unix_call_section_unmap(&args);
}
