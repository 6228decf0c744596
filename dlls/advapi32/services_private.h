/* Shared by the files of the service control manager. There is no manager process: the configuration of services stands
 * in the registry as in Windows, and a service that runs shows its state in a section that it shares with whoever
 * controls it. */
#ifndef SERVICES_PRIVATE_H
#define SERVICES_PRIVATE_H

#include "advapi32_private.h"
#include <winsvc.h>

#define SERVICE_NAME_MAX    256
#define SERVICES_KEY        L"SYSTEM\\CurrentControlSet\\Services"
#define SERVICE_VARIABLE    L"WINRUN_SERVICE_NAME" /* in the environment of a service's process */
#define ARGUMENTS_CAPACITY  0x4000u

/* The section: 64-bit and 32-bit processes share it. */
struct service_channel {
    SERVICE_STATUS_PROCESS status;
    DWORD control;       /* asked for; answered by `result` */
    DWORD result;
    DWORD connected;     /* the service's process runs its dispatcher */
    DWORD argument_count;
    WCHAR arguments[ARGUMENTS_CAPACITY]; /* of StartService, one after the other */
};

struct channel_handles { HANDLE section, request, answer, lock; struct service_channel *shared; };

struct service {
    ULONG magic;
    DWORD access;
    WCHAR name[SERVICE_NAME_MAX + 1]; /* empty: the manager itself */
    struct channel_handles channel;   /* once the service was seen to run */
};

/* NULL and ERROR_INVALID_HANDLE, or ERROR_ACCESS_DENIED. */
struct service *service_of(SC_HANDLE handle, DWORD access);
struct service *manager_of(SC_HANDLE handle, DWORD access);
/* The service's key in the registry. */
LSTATUS service_key(const WCHAR *name, REGSAM access, HKEY *key);
DWORD service_number(const WCHAR *name, const WCHAR *value, DWORD missing);

/* --- services_run.c --- */
bool channel_open(const WCHAR *name, bool create, struct channel_handles *channel);
void channel_close(struct channel_handles *channel);
/* What a service does at the moment; it stands still if it does not run. */
void service_state(const WCHAR *name, struct channel_handles *channel, SERVICE_STATUS_PROCESS *status);

#endif
