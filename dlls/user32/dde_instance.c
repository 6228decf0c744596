/* Dynamic Data Exchange Management Library: instances, strings, and conversations, of which none comes about: no other
 * program's server is looked for, and none can be offered. String handles are atoms of the server's table. */
#include "user_private.h"
#include <ddeml.h>

#define MOST_INSTANCES 64
#define FIRST_INSTANCE 1
#define LONGEST_STRING 255

struct instance {
    BOOL is_used;
    DWORD tid;
    UINT error;
    PFNCALLBACK callback;
    UINT atom_count, atom_capacity;
    ATOM *atoms; /* one entry for each reference, so that DdeUninitialize can give them back */
};
static struct instance instances[MOST_INSTANCES];

static struct instance *find_locked(DWORD id)
{
    DWORD index = id - FIRST_INSTANCE;
    return index < MOST_INSTANCES && instances[index].is_used ? &instances[index] : NULL;
}

static UINT fail(DWORD id, UINT error)
{
    user_lock();
    struct instance *instance = find_locked(id);
    if (instance) instance->error = error;
    user_unlock();
    return 0;
}

static UINT initialize(LPDWORD id, PFNCALLBACK callback, DWORD commands)
{
    UINT result = DMLERR_SYS_ERROR;
    if (!id || !callback) return DMLERR_INVALIDPARAMETER;
    user_lock();
    struct instance *instance = *id ? find_locked(*id) : NULL;
    if (*id) {
        result = instance ? DMLERR_NO_ERROR : DMLERR_INVALIDPARAMETER;
    } else if (commands & APPCLASS_MONITOR) {
        result = DMLERR_SYS_ERROR; /* there is nothing to be watched */
    } else {
        for (DWORD i = 0; i < MOST_INSTANCES && result != DMLERR_NO_ERROR; i++) {
            if (instances[i].is_used) continue;
            instances[i] = (struct instance){.is_used = TRUE, .tid = GetCurrentThreadId(), .callback = callback};
            *id = FIRST_INSTANCE + i;
            result = DMLERR_NO_ERROR;
        }
    }
    user_unlock();
    return result;
}

UINT WINAPI DdeInitializeW(LPDWORD id, PFNCALLBACK callback, DWORD commands, DWORD reserved)
{
    return reserved ? DMLERR_INVALIDPARAMETER : initialize(id, callback, commands);
}

UINT WINAPI DdeInitializeA(LPDWORD id, PFNCALLBACK callback, DWORD commands, DWORD reserved)
{
    return DdeInitializeW(id, callback, commands, reserved); /* differs in the strings of callbacks only */
}

BOOL WINAPI DdeUninitialize(DWORD id)
{
    struct instance old = {0};
    user_lock();
    struct instance *instance = find_locked(id);
    if (instance) {
        old = *instance;
        *instance = (struct instance){0};
    }
    user_unlock();
    for (UINT i = 0; i < old.atom_count; i++) GlobalDeleteAtom(old.atoms[i]);
    heap_free(old.atoms);
    return old.is_used;
}

UINT WINAPI DdeGetLastError(DWORD id)
{
    UINT error = DMLERR_INVALIDPARAMETER;
    user_lock();
    struct instance *instance = find_locked(id);
    if (instance) {
        error = instance->error;
        instance->error = DMLERR_NO_ERROR;
    }
    user_unlock();
    return error;
}

/* --- strings --- */

static BOOL note_atom(DWORD id, ATOM atom)
{
    BOOL done = FALSE;
    user_lock();
    struct instance *instance = find_locked(id);
    if (instance && instance->atom_count == instance->atom_capacity) {
        UINT capacity = instance->atom_capacity ? 2 * instance->atom_capacity : 16;
        ATOM *larger = heap_allocate(capacity * sizeof(*larger));
        if (larger) {
            if (instance->atom_count) memcpy(larger, instance->atoms, instance->atom_count * sizeof(*larger));
            heap_free(instance->atoms);
            instance->atoms = larger;
            instance->atom_capacity = capacity;
        }
    }
    if (instance && instance->atom_count < instance->atom_capacity) {
        instance->atoms[instance->atom_count++] = atom;
        done = TRUE;
    }
    user_unlock();
    return done;
}

static BOOL forget_atom(DWORD id, ATOM atom)
{
    BOOL found = FALSE;
    user_lock();
    struct instance *instance = find_locked(id);
    for (UINT i = 0; instance && i < instance->atom_count && !found; i++) {
        if (instance->atoms[i] != atom) continue;
        instance->atoms[i] = instance->atoms[--instance->atom_count];
        found = TRUE;
    }
    user_unlock();
    return found;
}

HSZ WINAPI DdeCreateStringHandleW(DWORD id, LPCWSTR text, int code_page)
{
    (void)code_page; /* says that these are UTF-16 */
    if (!text || !*text || wcslen(text) > LONGEST_STRING) return (HSZ)(ULONG_PTR)fail(id, DMLERR_INVALIDPARAMETER);
    ATOM atom = GlobalAddAtomW(text);
    if (atom && note_atom(id, atom)) return (HSZ)(ULONG_PTR)atom;
    if (atom) GlobalDeleteAtom(atom);
    return (HSZ)(ULONG_PTR)fail(id, DMLERR_SYS_ERROR);
}

HSZ WINAPI DdeCreateStringHandleA(DWORD id, LPCSTR text, int code_page)
{
    WCHAR wide[LONGEST_STRING + 1];
    UINT page = code_page == CP_WINANSI ? CP_ACP : (UINT)code_page;
    if (!text || !MultiByteToWideChar(page, 0, text, -1, wide, COUNT_OF(wide)))
        return (HSZ)(ULONG_PTR)fail(id, DMLERR_INVALIDPARAMETER);
    return DdeCreateStringHandleW(id, wide, CP_WINUNICODE);
}

BOOL WINAPI DdeKeepStringHandle(DWORD id, HSZ string)
{
    WCHAR text[LONGEST_STRING + 1];
    if (!GlobalGetAtomNameW((ATOM)(ULONG_PTR)string, text, COUNT_OF(text))) return fail(id, DMLERR_INVALIDPARAMETER);
    return DdeCreateStringHandleW(id, text, CP_WINUNICODE) != NULL;
}

BOOL WINAPI DdeFreeStringHandle(DWORD id, HSZ string)
{
    ATOM atom = (ATOM)(ULONG_PTR)string;
    if (!forget_atom(id, atom)) return fail(id, DMLERR_INVALIDPARAMETER);
    GlobalDeleteAtom(atom);
    return TRUE;
}

DWORD WINAPI DdeQueryStringW(DWORD id, HSZ string, LPWSTR buffer, DWORD capacity, int code_page)
{
    WCHAR text[LONGEST_STRING + 1];
    (void)code_page;
    DWORD length = GlobalGetAtomNameW((ATOM)(ULONG_PTR)string, text, COUNT_OF(text));
    if (!length) return fail(id, DMLERR_INVALIDPARAMETER);
    if (!buffer) return length;
    if (!capacity) return 0;
    if (length >= capacity) length = capacity - 1;
    memcpy(buffer, text, length * sizeof(WCHAR));
    buffer[length] = 0;
    return length;
}

DWORD WINAPI DdeQueryStringA(DWORD id, HSZ string, LPSTR buffer, DWORD capacity, int code_page)
{
    WCHAR text[LONGEST_STRING + 1];
    char narrow[2 * LONGEST_STRING + 2];
    UINT page = code_page == CP_WINANSI ? CP_ACP : (UINT)code_page;
    if (!DdeQueryStringW(id, string, text, COUNT_OF(text), CP_WINUNICODE)) return 0;
    int size = WideCharToMultiByte(page, 0, text, -1, narrow, sizeof(narrow), NULL, NULL);
    if (size <= 0) return fail(id, DMLERR_INVALIDPARAMETER);
    DWORD length = (DWORD)size - 1;
    if (!buffer) return length;
    if (!capacity) return 0;
    if (length >= capacity) length = capacity - 1;
    memcpy(buffer, narrow, length);
    buffer[length] = 0;
    return length;
}

/* Not to be used for sorting, as documented; strings that differ in case only are the same atom. */
int WINAPI DdeCmpStringHandles(HSZ first, HSZ second)
{
    return first == second ? 0 : (ULONG_PTR)first < (ULONG_PTR)second ? -1 : 1;
}

/* --- conversations: no handle of one is ever valid --- */

HCONV WINAPI DdeConnect(DWORD id, HSZ service, HSZ topic, PCONVCONTEXT context)
{
    (void)service, (void)topic;
    if (context && context->cb != sizeof(*context)) return (HCONV)(ULONG_PTR)fail(id, DMLERR_INVALIDPARAMETER);
    return (HCONV)(ULONG_PTR)fail(id, DMLERR_NO_CONV_ESTABLISHED);
}

HCONVLIST WINAPI DdeConnectList(DWORD id, HSZ service, HSZ topic, HCONVLIST list, PCONVCONTEXT context)
{
    (void)list;
    return (HCONVLIST)DdeConnect(id, service, topic, context);
}

BOOL WINAPI DdeDisconnect(HCONV conversation)
{
    (void)conversation;
    return FALSE;
}

BOOL WINAPI DdeDisconnectList(HCONVLIST list)
{
    (void)list;
    return FALSE;
}

HDDEDATA WINAPI DdeClientTransaction(LPBYTE data, DWORD size, HCONV conversation, HSZ item, UINT format, UINT type,
                                     DWORD timeout, LPDWORD result)
{
    (void)data, (void)size, (void)conversation, (void)item, (void)format, (void)type, (void)timeout, (void)result;
    return NULL;
}

HDDEDATA WINAPI DdeNameService(DWORD id, HSZ service, HSZ reserved, UINT command)
{
    (void)service, (void)reserved;
    return (HDDEDATA)(ULONG_PTR)fail(id, command & DNS_REGISTER ? DMLERR_SYS_ERROR : DMLERR_INVALIDPARAMETER);
}
