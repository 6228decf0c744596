/* RTL_USER_PROCESS_PARAMETERS: one block with all its strings behind it. Denormalized, the pointers in it are offsets.
 */
#include "nt/nt.h"

#include <string.h>
#include <wchar.h>

#define ALIGN_STRING(size) (((size) + 7) & ~(size_t)7)

static const UNICODE_STRING empty = UNICODE_LITERAL(L"");

static size_t string_room(PCUNICODE_STRING string)
{
    return ALIGN_STRING(max((size_t)string->MaximumLength, string->Length + sizeof(WCHAR)));
}

static BYTE *put_string(BYTE *at, UNICODE_STRING *target, PCUNICODE_STRING source)
{
    size_t room = string_room(source);
    *target = (UNICODE_STRING){source->Length,
                               (USHORT)min(max((size_t)source->MaximumLength, source->Length + sizeof(WCHAR)), 0xfffe),
                               (PWSTR)at};
    if (source->Length) memcpy(at, source->Buffer, source->Length);
    memset(at + source->Length, 0, room - source->Length);
    return at + room;
}

static size_t environment_size(PCWSTR environment)
{
    PCWSTR at = environment;
    if (!environment) return 0;
    while (*at) at += wcslen(at) + 1;
    return (at - environment + 1) * sizeof(WCHAR);
}

NTSTATUS NTAPI RtlCreateProcessParametersEx(PRTL_USER_PROCESS_PARAMETERS *result, PCUNICODE_STRING image,
                                            PCUNICODE_STRING dll_path, PCUNICODE_STRING folder,
                                            PCUNICODE_STRING command_line, PWSTR environment, PCUNICODE_STRING title,
                                            PCUNICODE_STRING desktop, PCUNICODE_STRING shell_info,
                                            PCUNICODE_STRING runtime_data, ULONG flags)
{
    const RTL_USER_PROCESS_PARAMETERS *own = current_peb()->ProcessParameters;
    UNICODE_STRING folder_room;
    RtlAcquirePebLock();
    if (!dll_path) dll_path = own ? &own->DllPath : &empty;
    if (!folder) folder = own ? &own->CurrentDirectory.DosPath : &empty;
    if (!command_line) command_line = image;
    if (!environment && own) environment = own->Environment;
    if (!title) title = &empty;
    if (!desktop) desktop = &empty;
    if (!shell_info) shell_info = &empty;
    if (!runtime_data) runtime_data = &empty;
    /* the current folder is changed in place: it always has room for MAX_PATH characters */
    folder_room = *folder;
    if (folder_room.MaximumLength < MAX_PATH * sizeof(WCHAR)) folder_room.MaximumLength = MAX_PATH * sizeof(WCHAR);

    size_t size = sizeof(RTL_USER_PROCESS_PARAMETERS) + string_room(image) + string_room(dll_path) +
                  string_room(&folder_room) + string_room(command_line) + string_room(title) + string_room(desktop) +
                  string_room(shell_info) + string_room(runtime_data);
    size_t variables = environment_size(environment);
    RTL_USER_PROCESS_PARAMETERS *parameters = heap_allocate_zeroed(size + variables);
    if (parameters) {
        BYTE *at = (BYTE *)(parameters + 1);
        parameters->MaximumLength = parameters->Length = (ULONG)size;
        parameters->Flags = PROCESS_PARAMETERS_NORMALIZED;
        if (own) parameters->ConsoleFlags = own->ConsoleFlags;
        at = put_string(at, &parameters->CurrentDirectory.DosPath, &folder_room);
        at = put_string(at, &parameters->DllPath, dll_path);
        at = put_string(at, &parameters->ImagePathName, image);
        at = put_string(at, &parameters->CommandLine, command_line);
        at = put_string(at, &parameters->WindowTitle, title);
        at = put_string(at, &parameters->DesktopInfo, desktop);
        at = put_string(at, &parameters->ShellInfo, shell_info);
        at = put_string(at, &parameters->RuntimeData, runtime_data);
        parameters->EnvironmentSize = variables;
        if (variables) parameters->Environment = memcpy(at, environment, variables);
        if (!(flags & PROCESS_PARAMETERS_NORMALIZED)) RtlDeNormalizeProcessParams(parameters);
    }
    RtlReleasePebLock();
    *result = parameters;
    return parameters ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

NTSTATUS NTAPI RtlCreateProcessParameters(PRTL_USER_PROCESS_PARAMETERS *result, PCUNICODE_STRING image,
                                          PCUNICODE_STRING dll_path, PCUNICODE_STRING folder,
                                          PCUNICODE_STRING command_line, PWSTR environment, PCUNICODE_STRING title,
                                          PCUNICODE_STRING desktop, PCUNICODE_STRING shell_info,
                                          PCUNICODE_STRING runtime_data)
{
    return RtlCreateProcessParametersEx(result, image, dll_path, folder, command_line, environment, title, desktop,
                                        shell_info, runtime_data, 0);
}

VOID NTAPI RtlDestroyProcessParameters(PRTL_USER_PROCESS_PARAMETERS parameters)
{
    heap_free(parameters);
}

static void move_pointers(PRTL_USER_PROCESS_PARAMETERS parameters, ULONG_PTR difference)
{
    UNICODE_STRING *strings[] = {
        &parameters->CurrentDirectory.DosPath,
        &parameters->DllPath,
        &parameters->ImagePathName,
        &parameters->CommandLine,
        &parameters->WindowTitle,
        &parameters->DesktopInfo,
        &parameters->ShellInfo,
        &parameters->RuntimeData,
    };
    for (size_t i = 0; i < ARRAYSIZE(strings); i++) {
        if (strings[i]->Buffer) strings[i]->Buffer = (PWSTR)((ULONG_PTR)strings[i]->Buffer + difference);
    }
    if (parameters->Environment) parameters->Environment = (PWSTR)((ULONG_PTR)parameters->Environment + difference);
}

PRTL_USER_PROCESS_PARAMETERS NTAPI RtlNormalizeProcessParams(PRTL_USER_PROCESS_PARAMETERS parameters)
{
    if (!parameters || parameters->Flags & PROCESS_PARAMETERS_NORMALIZED) return parameters;
    move_pointers(parameters, (ULONG_PTR)parameters);
    parameters->Flags |= PROCESS_PARAMETERS_NORMALIZED;
    return parameters;
}

PRTL_USER_PROCESS_PARAMETERS NTAPI RtlDeNormalizeProcessParams(PRTL_USER_PROCESS_PARAMETERS parameters)
{
    if (!parameters || !(parameters->Flags & PROCESS_PARAMETERS_NORMALIZED)) return parameters;
    move_pointers(parameters, -(ULONG_PTR)parameters);
    parameters->Flags &= ~PROCESS_PARAMETERS_NORMALIZED;
    return parameters;
}
