/* Lists of item IDs: items that begin with their size, closed by one of size 0. */
#include "nt/nt.h"
#include <objbase.h>
#include <shlobj.h>
#include "shell32_private.h"

#define END_SIZE sizeof(USHORT)

UINT WINAPI ILGetSize(PCUIDLIST_RELATIVE list)
{
    UINT size = END_SIZE;

    if (!list) return 0;
    for (; list->mkid.cb; list = (const void *)((const char *)list + list->mkid.cb)) size += list->mkid.cb;
    return size;
}

PUIDLIST_RELATIVE WINAPI ILGetNext(PCUIDLIST_RELATIVE list)
{
    if (!list || !list->mkid.cb) return NULL;
    return (PUIDLIST_RELATIVE)((char *)list + list->mkid.cb);
}

PUITEMID_CHILD WINAPI ILFindLastID(PCUIDLIST_RELATIVE list)
{
    PCUIDLIST_RELATIVE last = list;

    if (!list) return NULL;
    for (; list->mkid.cb; list = ILGetNext(list)) last = list;
    return (PUITEMID_CHILD)last;
}

WINBOOL WINAPI ILRemoveLastID(PUIDLIST_RELATIVE list)
{
    if (!list || !list->mkid.cb) return FALSE;
    ILFindLastID(list)->mkid.cb = 0;
    return TRUE;
}

PIDLIST_RELATIVE WINAPI ILClone(PCUIDLIST_RELATIVE list)
{
    UINT size = ILGetSize(list);
    PIDLIST_RELATIVE copy = list ? CoTaskMemAlloc(size) : NULL;

    if (copy) memcpy(copy, list, size);
    return copy;
}

PITEMID_CHILD WINAPI ILCloneFirst(PCUIDLIST_RELATIVE list)
{
    PITEMID_CHILD copy;
    UINT size;

    if (!list) return NULL;
    size = list->mkid.cb;
    if (!(copy = CoTaskMemAlloc(size + END_SIZE))) return NULL;
    memcpy(copy, list, size);
    memset((char *)copy + size, 0, END_SIZE);
    return copy;
}

PIDLIST_ABSOLUTE WINAPI ILCombine(PCIDLIST_ABSOLUTE first, PCUIDLIST_RELATIVE second)
{
    PIDLIST_ABSOLUTE both;
    UINT size;

    if (!first || !second) return (PIDLIST_ABSOLUTE)ILClone(first ? (PCUIDLIST_RELATIVE)first : second);
    size = ILGetSize(first) - END_SIZE;
    if (!(both = CoTaskMemAlloc(size + ILGetSize(second)))) return NULL;
    memcpy(both, first, size);
    memcpy((char *)both + size, second, ILGetSize(second));
    return both;
}

/* Takes over the list; frees it also on failure. */
PIDLIST_RELATIVE WINAPI ILAppendID(PIDLIST_RELATIVE list, LPCSHITEMID item, WINBOOL append)
{
    PIDLIST_RELATIVE single, both;

    if (!item) return list;
    if (!(single = ILCloneFirst((PCUIDLIST_RELATIVE)item))) {
        ILFree(list);
        return NULL;
    }
    if (!list) return single;
    both = (PIDLIST_RELATIVE)(append ? ILCombine((PCIDLIST_ABSOLUTE)list, single)
                                     : ILCombine((PCIDLIST_ABSOLUTE)single, list));
    ILFree(single);
    ILFree(list);
    return both;
}

void WINAPI ILFree(PIDLIST_RELATIVE list)
{
    CoTaskMemFree(list);
}

/* Whether two items name the same thing: what else ours hold (sizes, times) may have changed since. */
static bool same_item(PCUIDLIST_RELATIVE first, PCUIDLIST_RELATIVE second)
{
    const struct item *one = checked_item(first), *other = checked_item(second);

    if (one && other) return one->type == other->type && !lstrcmpiW(one->name, other->name);
    return first->mkid.cb == second->mkid.cb && !memcmp(first, second, first->mkid.cb);
}

/* Where in `list` the items of `parent` end; NULL if it does not begin with them. */
static PCUIDLIST_RELATIVE after_parent(PCUIDLIST_RELATIVE parent, PCUIDLIST_RELATIVE list)
{
    for (; parent->mkid.cb; parent = ILGetNext(parent), list = ILGetNext(list)) {
        if (!list->mkid.cb || !same_item(parent, list)) return NULL;
    }
    return list;
}

WINBOOL WINAPI ILIsEqual(PCIDLIST_ABSOLUTE first, PCIDLIST_ABSOLUTE second)
{
    PCUIDLIST_RELATIVE rest;

    if (!first || !second) return first == second;
    rest = after_parent(first, second);
    return rest && !rest->mkid.cb;
}

WINBOOL WINAPI ILIsParent(PCIDLIST_ABSOLUTE parent, PCIDLIST_ABSOLUTE list, WINBOOL immediate)
{
    PCUIDLIST_RELATIVE rest;

    if (!parent || !list || !(rest = after_parent(parent, list)) || !rest->mkid.cb) return FALSE;
    return !immediate || !ILGetNext(rest)->mkid.cb;
}

PUIDLIST_RELATIVE WINAPI ILFindChild(PIDLIST_ABSOLUTE parent, PCIDLIST_ABSOLUTE list)
{
    if (!parent || !list) return NULL;
    return (PUIDLIST_RELATIVE)after_parent(parent, list);
}
