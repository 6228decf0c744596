#include "user_registry.h"
#include <string.h>

HANDLE user_key_open(LPCWSTR path, BOOL create)
{
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name;
    HANDLE root, key = NULL;
    if (!NT_SUCCESS(RtlOpenCurrentUser(create ? KEY_READ | KEY_WRITE : KEY_READ, &root))) return NULL;
    RtlInitUnicodeString(&name, path);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, root, NULL);
    NTSTATUS status = create ? NtCreateKey(&key, KEY_READ | KEY_WRITE, &attributes, 0, NULL, 0, NULL)
                             : NtOpenKey(&key, KEY_READ, &attributes);
    NtClose(root);
    return NT_SUCCESS(status) ? key : NULL;
}

static UINT read_value(HANDLE key, LPCWSTR value_name, ULONG type, void *data, UINT capacity)
{
    union { KEY_VALUE_PARTIAL_INFORMATION value; BYTE bytes[1024]; } information;
    UNICODE_STRING name;
    ULONG size;
    RtlInitUnicodeString(&name, value_name);
    if (!NT_SUCCESS(NtQueryValueKey(key, &name, KeyValuePartialInformation, &information, sizeof(information), &size)))
        return 0;
    if (information.value.Type != type || information.value.DataLength > capacity) return 0;
    memcpy(data, information.value.Data, information.value.DataLength);
    return information.value.DataLength;
}

BOOL user_key_read_text(HANDLE key, LPCWSTR name, WCHAR *text, UINT capacity)
{
    UINT size = read_value(key, name, REG_SZ, text, (capacity - 1) * sizeof(WCHAR));
    text[size / sizeof(WCHAR)] = 0;
    return size != 0;
}

BOOL user_key_write_text(HANDLE key, LPCWSTR value_name, LPCWSTR text)
{
    UNICODE_STRING name;
    RtlInitUnicodeString(&name, value_name);
    return NT_SUCCESS(NtSetValueKey(key, &name, 0, REG_SZ, text, (ULONG)(wcslen(text) + 1) * sizeof(WCHAR)));
}

UINT user_key_read_binary(HANDLE key, LPCWSTR name, void *data, UINT capacity)
{
    return read_value(key, name, REG_BINARY, data, capacity);
}

BOOL user_key_write_binary(HANDLE key, LPCWSTR value_name, const void *data, UINT size)
{
    UNICODE_STRING name;
    RtlInitUnicodeString(&name, value_name);
    return NT_SUCCESS(NtSetValueKey(key, &name, 0, REG_BINARY, data, size));
}
