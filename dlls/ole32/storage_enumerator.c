/* The elements of a storage, as they were when the enumeration began. */
#include <stdlib.h>
#include "storage.h"

struct storage_enumerator {
    IEnumSTATSTG interface_;
    LONG references;
    ULONG count, next;
    STATSTG elements[];
};

static struct storage_enumerator *from_enumerator(IEnumSTATSTG *enumerator)
{
    return CONTAINING_RECORD(enumerator, struct storage_enumerator, interface_);
}

static HRESULT WINAPI query_interface(IEnumSTATSTG *enumerator, REFIID id, void **object)
{
    if (!object) return E_POINTER;
    *object = NULL;
    if (!IsEqualIID(id, &IID_IUnknown) && !IsEqualIID(id, &IID_IEnumSTATSTG)) return E_NOINTERFACE;
    *object = enumerator;
    IEnumSTATSTG_AddRef(enumerator);
    return S_OK;
}

static ULONG WINAPI add_ref(IEnumSTATSTG *enumerator)
{
    return InterlockedIncrement(&from_enumerator(enumerator)->references);
}

static ULONG WINAPI release(IEnumSTATSTG *enumerator)
{
    struct storage_enumerator *this = from_enumerator(enumerator);
    ULONG references = InterlockedDecrement(&this->references);

    if (references) return references;
    for (ULONG i = 0; i < this->count; i++) CoTaskMemFree(this->elements[i].pwcsName);
    free(this);
    return 0;
}

static HRESULT WINAPI next(IEnumSTATSTG *enumerator, ULONG count, STATSTG *elements, ULONG *fetched)
{
    struct storage_enumerator *this = from_enumerator(enumerator);
    ULONG done = 0;

    if (!elements || (!fetched && count != 1)) return STG_E_INVALIDPARAMETER;
    for (; done < count && this->next < this->count; done++, this->next++) {
        const STATSTG *element = &this->elements[this->next];
        size_t size = (wcslen(element->pwcsName) + 1) * sizeof(WCHAR);
        elements[done] = *element;
        if (!(elements[done].pwcsName = CoTaskMemAlloc(size))) break;
        memcpy(elements[done].pwcsName, element->pwcsName, size);
    }
    if (fetched) *fetched = done;
    return done == count ? S_OK : S_FALSE;
}

static HRESULT WINAPI skip(IEnumSTATSTG *enumerator, ULONG count)
{
    struct storage_enumerator *this = from_enumerator(enumerator);
    ULONG left = this->count - this->next;

    this->next += count < left ? count : left;
    return count <= left ? S_OK : S_FALSE;
}

static HRESULT WINAPI reset(IEnumSTATSTG *enumerator)
{
    from_enumerator(enumerator)->next = 0;
    return S_OK;
}

static HRESULT make_empty(ULONG room, struct storage_enumerator **made);

static HRESULT WINAPI clone(IEnumSTATSTG *enumerator, IEnumSTATSTG **copy)
{
    struct storage_enumerator *this = from_enumerator(enumerator), *made;

    if (!copy) return STG_E_INVALIDPOINTER;
    *copy = NULL;
    HRESULT result = make_empty(this->count, &made);
    if (FAILED(result)) return result;
    made->next = this->next;
    for (; made->count < this->count; made->count++) {
        const STATSTG *element = &this->elements[made->count];
        size_t size = (wcslen(element->pwcsName) + 1) * sizeof(WCHAR);
        made->elements[made->count] = *element;
        if (!(made->elements[made->count].pwcsName = CoTaskMemAlloc(size))) {
            release(&made->interface_);
            return STG_E_INSUFFICIENTMEMORY;
        }
        memcpy(made->elements[made->count].pwcsName, element->pwcsName, size);
    }
    *copy = &made->interface_;
    return S_OK;
}

static const IEnumSTATSTGVtbl methods = {query_interface, add_ref, release, next, skip, reset, clone};

static HRESULT make_empty(ULONG room, struct storage_enumerator **made)
{
    if (!(*made = calloc(1, sizeof(**made) + room * sizeof(STATSTG)))) return STG_E_INSUFFICIENTMEMORY;
    (*made)->interface_.lpVtbl = (IEnumSTATSTGVtbl *)&methods;
    (*made)->references = 1;
    return S_OK;
}

/* The document's lock is held. */
HRESULT make_storage_enumerator(struct storage *storage, IEnumSTATSTG **enumerator)
{
    const struct compound_entry *entry = storage->working;
    struct storage_enumerator *made;
    HRESULT result = make_empty(entry->count, &made);

    if (FAILED(result)) return result;
    for (; made->count < entry->count; made->count++) {
        result = stat_entry(storage, entry->children[made->count], &made->elements[made->count], 0);
        if (FAILED(result)) {
            release(&made->interface_);
            return result;
        }
    }
    *enumerator = &made->interface_;
    return S_OK;
}
