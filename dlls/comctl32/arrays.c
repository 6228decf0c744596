/* Dynamic arrays of pointers (DPA) and of structures (DSA), and the strings and memory of the older exports. */
#include "common.h"

struct _DPA { int count; PVOID *items; HANDLE heap; int room, grow; };
struct _DSA { int count; BYTE *items; int room, size, grow; };

/* --- pointers --- */

HDPA WINAPI DPA_CreateEx(int grow, HANDLE heap)
{
    HDPA array = allocate(sizeof(*array));
    if (!array) return NULL;
    array->grow = max(grow, 8);
    array->heap = heap ? heap : GetProcessHeap();
    return array;
}

HDPA WINAPI DPA_Create(int grow) { return DPA_CreateEx(grow, NULL); }

BOOL WINAPI DPA_Destroy(HDPA array)
{
    if (!array) return FALSE;
    if (array->items) HeapFree(array->heap, 0, array->items);
    release(array);
    return TRUE;
}

BOOL WINAPI DPA_Grow(HDPA array, int count)
{
    if (!array) return FALSE;
    if (count <= array->room) return TRUE;
    int room = (count + array->grow - 1) / array->grow * array->grow;
    SIZE_T size = (SIZE_T)room * sizeof(*array->items);
    PVOID *items = array->items ? HeapReAlloc(array->heap, HEAP_ZERO_MEMORY, array->items, size)
                                : HeapAlloc(array->heap, HEAP_ZERO_MEMORY, size);
    if (!items) return FALSE;
    array->items = items;
    array->room = room;
    return TRUE;
}

HDPA WINAPI DPA_Clone(const HDPA source, HDPA target)
{
    HDPA array = target;
    if (!source || (!array && !(array = DPA_CreateEx(source->grow, source->heap)))) return NULL;
    if (!DPA_Grow(array, source->count)) {
        if (!target) DPA_Destroy(array);
        return NULL;
    }
    array->count = source->count;
    memcpy(array->items, source->items, (SIZE_T)source->count * sizeof(*array->items));
    return array;
}

PVOID WINAPI DPA_GetPtr(HDPA array, INT_PTR index)
{
    return array && index >= 0 && index < array->count ? array->items[index] : NULL;
}

int WINAPI DPA_GetPtrIndex(HDPA array, const void *pointer)
{
    for (int i = 0; array && i < array->count; i++)
        if (array->items[i] == pointer) return i;
    return -1;
}

ULONGLONG WINAPI DPA_GetSize(HDPA array) { return array ? sizeof(*array) + (ULONGLONG)array->room * sizeof(PVOID) : 0; }

int WINAPI DPA_InsertPtr(HDPA array, int index, void *pointer)
{
    if (!array || index < 0) return -1;
    if (index > array->count) index = array->count;
    if (!DPA_Grow(array, array->count + 1)) return -1;
    memmove(array->items + index + 1, array->items + index, (SIZE_T)(array->count - index) * sizeof(PVOID));
    array->items[index] = pointer;
    array->count++;
    return index;
}

BOOL WINAPI DPA_SetPtr(HDPA array, int index, void *pointer)
{
    if (!array || index < 0 || !DPA_Grow(array, index + 1)) return FALSE;
    while (array->count <= index) array->items[array->count++] = NULL;
    array->items[index] = pointer;
    return TRUE;
}

PVOID WINAPI DPA_DeletePtr(HDPA array, int index)
{
    if (!array || index < 0 || index >= array->count) return NULL;
    PVOID pointer = array->items[index];
    array->count--;
    memmove(array->items + index, array->items + index + 1, (SIZE_T)(array->count - index) * sizeof(PVOID));
    return pointer;
}

BOOL WINAPI DPA_DeleteAllPtrs(HDPA array)
{
    if (!array) return FALSE;
    array->count = 0;
    return TRUE;
}

void WINAPI DPA_EnumCallback(HDPA array, PFNDAENUMCALLBACK callback, void *data)
{
    for (int i = 0; array && i < array->count; i++)
        if (!callback(array->items[i], data)) return;
}

void WINAPI DPA_DestroyCallback(HDPA array, PFNDAENUMCALLBACK callback, void *data)
{
    DPA_EnumCallback(array, callback, data);
    DPA_Destroy(array);
}

static void sort_range(PVOID *items, PVOID *spare, int count, PFNDACOMPARE compare, LPARAM data)
{
    int half = count / 2, left = 0, right = half;
    if (count < 2) return;
    sort_range(items, spare, half, compare, data);
    sort_range(items + half, spare, count - half, compare, data);
    for (int i = 0; i < count; i++) {
        BOOL from_left = right >= count || (left < half && compare(items[left], items[right], data) <= 0);
        spare[i] = from_left ? items[left++] : items[right++];
    }
    memcpy(items, spare, (SIZE_T)count * sizeof(PVOID));
}

BOOL WINAPI DPA_Sort(HDPA array, PFNDACOMPARE compare, LPARAM data)
{
    if (!array || !compare) return FALSE;
    PVOID *spare = allocate((SIZE_T)array->count * sizeof(PVOID));
    if (!spare) return FALSE;
    sort_range(array->items, spare, array->count, compare, data);
    release(spare);
    return TRUE;
}

int WINAPI DPA_Search(HDPA array, void *wanted, int start, PFNDACOMPARE compare, LPARAM data, UINT options)
{
    if (!array || !compare) return -1;
    if (!(options & DPAS_SORTED)) {
        for (int i = max(start, 0); i < array->count; i++)
            if (!compare(wanted, array->items[i], data)) return i;
        return -1;
    }
    int low = 0, high = array->count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (compare(wanted, array->items[middle], data) > 0) low = middle + 1;
        else high = middle;
    }
    if (low < array->count && !compare(wanted, array->items[low], data)) return low;
    if (options & DPAS_INSERTBEFORE) return low;
    if (options & DPAS_INSERTAFTER) return low;
    return -1;
}

/* --- structures --- */

HDSA WINAPI DSA_Create(int size, int grow)
{
    HDSA array = size > 0 ? allocate(sizeof(*array)) : NULL;
    if (!array) return NULL;
    array->size = size;
    array->grow = max(grow, 1);
    return array;
}

BOOL WINAPI DSA_Destroy(HDSA array)
{
    if (!array) return FALSE;
    release(array->items);
    release(array);
    return TRUE;
}

static BOOL dsa_grow(HDSA array, int count)
{
    if (count <= array->room) return TRUE;
    int room = (count + array->grow - 1) / array->grow * array->grow;
    BYTE *items = reallocate(array->items, (SIZE_T)room * (SIZE_T)array->size);
    if (!items) return FALSE;
    array->items = items;
    array->room = room;
    return TRUE;
}

PVOID WINAPI DSA_GetItemPtr(HDSA array, int index)
{
    return array && index >= 0 && index < array->count ? array->items + (SIZE_T)index * (SIZE_T)array->size : NULL;
}

BOOL WINAPI DSA_GetItem(HDSA array, int index, void *item)
{
    void *from = DSA_GetItemPtr(array, index);
    if (!from || !item) return FALSE;
    memcpy(item, from, (SIZE_T)array->size);
    return TRUE;
}

int WINAPI DSA_InsertItem(HDSA array, int index, const void *item)
{
    if (!array || index < 0 || !item) return -1;
    if (index > array->count) index = array->count;
    if (!dsa_grow(array, array->count + 1)) return -1;
    SIZE_T size = (SIZE_T)array->size;
    BYTE *at = array->items + (SIZE_T)index * size;
    memmove(at + size, at, (SIZE_T)(array->count - index) * size);
    memcpy(at, item, size);
    array->count++;
    return index;
}

BOOL WINAPI DSA_SetItem(HDSA array, int index, const void *item)
{
    if (!array || index < 0 || !item || !dsa_grow(array, index + 1)) return FALSE;
    SIZE_T size = (SIZE_T)array->size;
    if (index >= array->count) {
        memset(array->items + (SIZE_T)array->count * size, 0, (SIZE_T)(index + 1 - array->count) * size);
        array->count = index + 1;
    }
    memcpy(array->items + (SIZE_T)index * size, item, size);
    return TRUE;
}

BOOL WINAPI DSA_DeleteItem(HDSA array, int index)
{
    BYTE *at = DSA_GetItemPtr(array, index);
    if (!at) return FALSE;
    array->count--;
    memmove(at, at + array->size, (SIZE_T)(array->count - index) * (SIZE_T)array->size);
    return TRUE;
}

BOOL WINAPI DSA_DeleteAllItems(HDSA array)
{
    if (!array) return FALSE;
    array->count = 0;
    return TRUE;
}

void WINAPI DSA_EnumCallback(HDSA array, PFNDAENUMCALLBACK callback, void *data)
{
    for (int i = 0; array && i < array->count; i++)
        if (!callback(DSA_GetItemPtr(array, i), data)) return;
}

void WINAPI DSA_DestroyCallback(HDSA array, PFNDAENUMCALLBACK callback, void *data)
{
    DSA_EnumCallback(array, callback, data);
    DSA_Destroy(array);
}

/* --- memory and strings --- */

LPVOID WINAPI Alloc(DWORD size) { return LocalAlloc(LMEM_ZEROINIT, size); }
LPVOID WINAPI ReAlloc(LPVOID block, DWORD size)
{
    return block ? LocalReAlloc(block, size, LMEM_ZEROINIT | LMEM_MOVEABLE) : Alloc(size);
}
BOOL WINAPI Free(LPVOID block) { return !LocalFree(block); }
SIZE_T WINAPI GetSize(LPVOID block) { return LocalSize(block); }

BOOL WINAPI Str_SetPtrW(LPWSTR *place, LPCWSTR text)
{
    LPWSTR copy = NULL;
    if (text && !(copy = LocalAlloc(LMEM_FIXED, (wcslen(text) + 1) * sizeof(WCHAR)))) return FALSE;
    if (copy) memcpy(copy, text, (wcslen(text) + 1) * sizeof(WCHAR));
    LocalFree(*place);
    *place = copy;
    return TRUE;
}

BOOL WINAPI Str_SetPtrA(LPSTR *place, LPCSTR text)
{
    LPSTR copy = NULL;
    if (text && !(copy = LocalAlloc(LMEM_FIXED, strlen(text) + 1))) return FALSE;
    if (copy) memcpy(copy, text, strlen(text) + 1);
    LocalFree(*place);
    *place = copy;
    return TRUE;
}

int WINAPI Str_GetPtrW(LPCWSTR text, LPWSTR buffer, int size)
{
    int length = text_length(text);
    if (!buffer || !size) return length + 1;
    lstrcpynW(buffer, text ? text : L"", size);
    return min(length, size - 1);
}

int WINAPI Str_GetPtrA(LPCSTR text, LPSTR buffer, int size)
{
    int length = text ? (int)strlen(text) : 0;
    if (!buffer || !size) return length + 1;
    lstrcpynA(buffer, text ? text : "", size);
    return min(length, size - 1);
}
