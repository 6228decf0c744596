/* Notices of changes, from this process to its own windows: there is no Explorer that others would hear of them from.
 */
#include "nt/nt.h"
#include <objbase.h>
#include <shlobj.h>
#include "shell32_private.h"

struct client {
    struct client *next;
    ULONG id;
    HWND window;
    UINT message;
    int sources;
    LONG events;
    ITEMIDLIST *list;
    BOOL recursive;
};

struct notice { LONG event; ITEMIDLIST *lists[2]; };

static SRWLOCK lock = SRWLOCK_INIT;
static struct client *clients;
static ULONG last_id;

ULONG WINAPI SHChangeNotifyRegister(HWND window, int sources, LONG events, UINT message, int count,
                                    const SHChangeNotifyEntry *entries)
{
    ULONG id = 0;

    if (!IsWindow(window) || count < 1 || !entries) return 0;
    AcquireSRWLockExclusive(&lock);
    for (int i = 0; i < count; i++) {
        struct client *client = CoTaskMemAlloc(sizeof(*client));
        if (!client) break;
        if (!id) id = ++last_id;
        *client = (struct client){
            clients, id, window, message, sources, events, ILClone(entries[i].pidl), entries[i].fRecursive};
        clients = client;
    }
    ReleaseSRWLockExclusive(&lock);
    return id;
}

WINBOOL WINAPI SHChangeNotifyDeregister(ULONG id)
{
    struct client **link = &clients;
    BOOL found = FALSE;

    AcquireSRWLockExclusive(&lock);
    while (*link) {
        struct client *client = *link;
        if (client->id != id) {
            link = &client->next;
            continue;
        }
        *link = client->next;
        ILFree(client->list);
        CoTaskMemFree(client);
        found = TRUE;
    }
    ReleaseSRWLockExclusive(&lock);
    return found;
}

static bool concerns(const struct client *client, const ITEMIDLIST *list)
{
    if (!list || !client->list) return true;
    return ILIsEqual(client->list, list) || ILIsParent(client->list, list, !client->recursive);
}

static void free_notice(struct notice *notice)
{
    ILFree(notice->lists[0]);
    ILFree(notice->lists[1]);
    CoTaskMemFree(notice);
}

/* With the new delivery the receiver asks for the notice, and frees it, by its handle; else it sees the lists during
 * the call. */
static void deliver(const struct client *client, const struct notice *notice)
{
    struct notice *copy;

    if (!(client->sources & SHCNRF_NewDelivery)) {
        SendMessageW(client->window, client->message, (WPARAM)notice->lists, notice->event);
        return;
    }
    if (!(copy = CoTaskMemAlloc(sizeof(*copy)))) return;
    *copy = (struct notice){ notice->event, { ILClone(notice->lists[0]), ILClone(notice->lists[1]) } };
    if (!PostMessageW(client->window, client->message, (WPARAM)copy, GetCurrentProcessId())) free_notice(copy);
}

/* Windows answer while no lock is held: they may register and deregister. */
static void notify_clients(const struct notice *notice)
{
    ULONG count = 0, room = 0;
    struct client *found;

    AcquireSRWLockShared(&lock);
    for (struct client *client = clients; client; client = client->next) room++;
    if ((found = CoTaskMemAlloc((room + 1) * sizeof(*found)))) {
        for (struct client *client = clients; client; client = client->next) {
            if (!(client->events & notice->event) || (count && found[count - 1].id == client->id)) continue;
            if (concerns(client, notice->lists[0]) || (notice->lists[1] && concerns(client, notice->lists[1])))
                found[count++] = *client;
        }
    }
    ReleaseSRWLockShared(&lock);
    for (ULONG i = 0; i < count; i++) deliver(&found[i], notice);
    CoTaskMemFree(found);
}

static ITEMIDLIST *list_of(UINT kind, const void *item)
{
    if (!item) return NULL;
    if (kind == SHCNF_IDLIST) return ILClone(item);
    if (kind == SHCNF_PATHW) return SHSimpleIDListFromPath(item);
    WCHAR *wide = wide_copy(item);
    ITEMIDLIST *list = wide ? SHSimpleIDListFromPath(wide) : NULL;
    LocalFree(wide);
    return list;
}

void WINAPI SHChangeNotify(LONG event, UINT flags, const void *first, const void *second)
{
    UINT kind = flags & SHCNF_TYPE;
    struct notice notice = { event, { NULL, NULL } };

    if (!clients) return; /* the common case: nobody listens */
    if (kind != SHCNF_IDLIST && kind != SHCNF_PATHA && kind != SHCNF_PATHW) {
        log_line(LOG_WARN, "SHChangeNotify: items of kind %u are not passed on", kind);
        return;
    }
    notice.lists[0] = list_of(kind, first);
    notice.lists[1] = list_of(kind, second);
    notify_clients(&notice);
    ILFree(notice.lists[0]);
    ILFree(notice.lists[1]);
}

HANDLE WINAPI SHChangeNotification_Lock(HANDLE change, DWORD process, PIDLIST_ABSOLUTE **lists, LONG *event)
{
    struct notice *notice = change;

    if (!notice || process != GetCurrentProcessId()) return NULL;
    if (lists) *lists = notice->lists;
    if (event) *event = notice->event;
    return notice;
}

WINBOOL WINAPI SHChangeNotification_Unlock(HANDLE locked)
{
    if (!locked) return FALSE;
    free_notice(locked);
    return TRUE;
}
