/* Names of objects as Win32 has them, and small helpers for functions that create them. */
#include "kernel32_private.h"

#define NAMES_FOLDER L"\\BaseNamedObjects\\"
#define NAMES_FOLDER_LENGTH (ARRAYSIZE(NAMES_FOLDER) - 1)

NTSTATUS object_attributes_init(struct object_attributes *object, const SECURITY_ATTRIBUTES *security, LPCWSTR name,
                                ULONG flags)
{
    ULONG length = 0;

    if (security && security->bInheritHandle) flags |= OBJ_INHERIT;
    InitializeObjectAttributes(&object->attributes, NULL, flags, NULL,
                               security ? security->lpSecurityDescriptor : NULL);
    if (!name) return STATUS_SUCCESS;
    while (name[length]) length++;
    if (length > MAX_PATH) return STATUS_NAME_TOO_LONG;
    memcpy(object->buffer, NAMES_FOLDER, NAMES_FOLDER_LENGTH * sizeof(WCHAR));
    memcpy(object->buffer + NAMES_FOLDER_LENGTH, name, length * sizeof(WCHAR));
    length = (NAMES_FOLDER_LENGTH + length) * sizeof(WCHAR);
    object->name = (UNICODE_STRING){ (USHORT)length, (USHORT)length, object->buffer };
    /* an empty name is as none */
    if (length > NAMES_FOLDER_LENGTH * sizeof(WCHAR)) object->attributes.ObjectName = &object->name;
    return STATUS_SUCCESS;
}

BOOL wide_from_ansi(LPCSTR text, LPWSTR *wide)
{
    UNICODE_STRING string;

    *wide = NULL;
    if (!text) return TRUE;
    if (!RtlCreateUnicodeStringFromAsciiz(&string, text)) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    *wide = string.Buffer;
    return TRUE;
}

HANDLE created_handle(NTSTATUS status, HANDLE handle)
{
    if (!NT_SUCCESS(status)) {
        set_last_status(status);
        return NULL;
    }
    SetLastError(status == STATUS_OBJECT_NAME_EXISTS ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    return handle;
}

HANDLE resolve_standard_handle(HANDLE handle)
{
    const RTL_USER_PROCESS_PARAMETERS *parameters = current_peb()->ProcessParameters;

    switch ((LONG_PTR)handle) {
    case (LONG)STD_INPUT_HANDLE: return parameters->StandardInput;
    case (LONG)STD_OUTPUT_HANDLE: return parameters->StandardOutput;
    case (LONG)STD_ERROR_HANDLE: return parameters->StandardError;
    default: return handle;
    }
}
