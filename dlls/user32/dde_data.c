/* Data handles of the Dynamic Data Exchange Management Library. */
#include "user_private.h"
#include <ddeml.h>
#include "user_object.h"

#define LARGEST 0x7fffffffu

struct dde_data { DWORD size; BYTE *bytes; };

/* Larger data keep what they have; new bytes are zero. */
static BOOL enlarge(struct dde_data *data, DWORD size)
{
    if (size <= data->size) return TRUE;
    BYTE *larger = heap_allocate_zeroed(size);
    if (!larger) return FALSE;
    if (data->size) memcpy(larger, data->bytes, data->size);
    heap_free(data->bytes);
    data->bytes = larger;
    data->size = size;
    return TRUE;
}

static BOOL put(struct dde_data *data, const BYTE *source, DWORD size, DWORD offset)
{
    if (size > LARGEST || offset > LARGEST - size || !enlarge(data, offset + size)) return FALSE;
    if (source && size) memcpy(data->bytes + offset, source, size);
    return TRUE;
}

HDDEDATA WINAPI DdeCreateDataHandle(DWORD id, LPBYTE source, DWORD size, DWORD offset, HSZ item, UINT format,
                                    UINT flags)
{
    (void)id, (void)item, (void)format, (void)flags; /* they matter to who gets the data in a conversation */
    struct dde_data *data = heap_allocate_zeroed(sizeof(*data));
    HANDLE handle = data && put(data, source, size, offset) ? user_object_add(data, USER_DDE_DATA) : NULL;
    if (handle) return (HDDEDATA)handle;
    if (data) heap_free(data->bytes);
    heap_free(data);
    return NULL;
}

HDDEDATA WINAPI DdeAddData(HDDEDATA handle, LPBYTE source, DWORD size, DWORD offset)
{
    struct dde_data *data = user_object_get(handle, USER_DDE_DATA);
    return data && put(data, source, size, offset) ? handle : NULL;
}

DWORD WINAPI DdeGetData(HDDEDATA handle, LPBYTE buffer, DWORD capacity, DWORD offset)
{
    const struct dde_data *data = user_object_get(handle, USER_DDE_DATA);
    if (!data) return 0;
    if (!buffer) return data->size;
    DWORD size = offset < data->size ? min(capacity, data->size - offset) : 0;
    if (size) memcpy(buffer, data->bytes + offset, size);
    return size;
}

LPBYTE WINAPI DdeAccessData(HDDEDATA handle, LPDWORD size)
{
    const struct dde_data *data = user_object_get(handle, USER_DDE_DATA);
    if (size) *size = data ? data->size : 0;
    return data ? data->bytes : NULL;
}

BOOL WINAPI DdeUnaccessData(HDDEDATA handle) { return user_object_get(handle, USER_DDE_DATA) != NULL; }

BOOL WINAPI DdeFreeDataHandle(HDDEDATA handle)
{
    struct dde_data *data = user_object_remove(handle, USER_DDE_DATA);
    if (!data) return FALSE;
    heap_free(data->bytes);
    heap_free(data);
    return TRUE;
}
