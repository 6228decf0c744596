/* The machine's tables and what every answer about interfaces needs. */
#include "network.h"

#define LINUX_IFF_UP        0x1u
#define LINUX_IFF_LOOPBACK  0x8u
#define LINUX_IFF_POINT     0x10u
#define LINUX_IFF_RUNNING   0x40u

DWORD table_fetch(enum network_table table, void **records, ULONG *count)
{
    for (ULONG room = 0x8000; room <= 0x4000000; room *= 4) {
        *records = heap_new(room);
        if (!*records) return ERROR_NOT_ENOUGH_MEMORY;
        struct unix_network_table_args args = {.table = table, .buffer = UNIX_PTR(*records), .capacity = room};
        NTSTATUS status = unix_call_network_table(&args);
        *count = args.count;
        if (!status) return NO_ERROR;
        heap_drop(*records);
        if (status != STATUS_BUFFER_TOO_SMALL) return RtlNtStatusToDosError(status);
    }
    return ERROR_NOT_ENOUGH_MEMORY;
}

ULONG interface_type(const struct network_interface *device)
{
    if (device->flags & LINUX_IFF_LOOPBACK) return IF_TYPE_SOFTWARE_LOOPBACK;
    if (device->wireless) return IF_TYPE_IEEE80211;
    if (device->flags & LINUX_IFF_POINT) return IF_TYPE_PPP;
    return device->hardware_type == 1 ? IF_TYPE_ETHERNET_CSMACD : IF_TYPE_TUNNEL;
}

ULONG interface_status(const struct network_interface *device)
{
    return device->flags & LINUX_IFF_UP && device->flags & LINUX_IFF_RUNNING ? IfOperStatusUp : IfOperStatusDown;
}

void interface_guid(ULONG index, GUID *guid)
{
    *guid = (GUID){0x77696e72,
                   0x756e,
                   0x4e49,
                   {0x80, 0, 0, 0, (BYTE)(index >> 24), (BYTE)(index >> 16), (BYTE)(index >> 8), (BYTE)index}};
}

void interface_luid(const struct network_interface *device, NET_LUID *luid)
{
    luid->Value = 0;
    luid->Info.IfType = interface_type(device);
    luid->Info.NetLuidIndex = device->index;
}

ULONG mask_of_prefix(ULONG prefix)
{
    return htonl(prefix ? 0xffffffffu << (32 - prefix) : 0);
}

DWORD give_answer(void *buffer, ULONG *size, const void *answer, ULONG answer_size)
{
    if (!size) return ERROR_INVALID_PARAMETER;
    ULONG room = *size;
    *size = answer_size;
    if (!buffer || room < answer_size) return ERROR_INSUFFICIENT_BUFFER;
    memcpy(buffer, answer, answer_size);
    return NO_ERROR;
}

/* One interface by index (or by name, if given); FALSE if there is none. */
static BOOL find_interface(ULONG index, const char *name, struct network_interface *result)
{
    struct network_interface *interfaces;
    ULONG count;
    BOOL found = FALSE;
    if (table_fetch(NETWORK_INTERFACES, (void **)&interfaces, &count)) return FALSE;
    for (ULONG i = 0; i < count && !found; i++) {
        found = name ? !strcmp(interfaces[i].name, name) : interfaces[i].index == index;
        if (found) *result = interfaces[i];
    }
    heap_drop(interfaces);
    return found;
}

/* --- indexes, names and LUIDs --- */

PCHAR WINAPI if_indextoname(NET_IFINDEX index, PCHAR name)
{
    struct network_interface device;
    if (!find_interface(index, NULL, &device)) return NULL;
    return strcpy(name, device.name);
}

NET_IFINDEX WINAPI if_nametoindex(PCSTR name)
{
    struct network_interface device;
    return name && find_interface(0, name, &device) ? device.index : 0;
}

DWORD WINAPI ConvertInterfaceIndexToLuid(NET_IFINDEX index, PNET_LUID luid)
{
    struct network_interface device;
    if (!luid) return ERROR_INVALID_PARAMETER;
    luid->Value = 0;
    if (!find_interface(index, NULL, &device)) return ERROR_FILE_NOT_FOUND;
    interface_luid(&device, luid);
    return NO_ERROR;
}

DWORD WINAPI ConvertInterfaceLuidToIndex(const NET_LUID *luid, PNET_IFINDEX index)
{
    struct network_interface device;
    if (!luid || !index) return ERROR_INVALID_PARAMETER;
    *index = 0;
    if (!find_interface((ULONG)luid->Info.NetLuidIndex, NULL, &device)) return ERROR_INVALID_PARAMETER;
    *index = device.index;
    return NO_ERROR;
}

DWORD WINAPI ConvertInterfaceLuidToGuid(const NET_LUID *luid, GUID *guid)
{
    struct network_interface device;
    if (!luid || !guid || !find_interface((ULONG)luid->Info.NetLuidIndex, NULL, &device))
        return ERROR_INVALID_PARAMETER;
    interface_guid(device.index, guid);
    return NO_ERROR;
}

DWORD WINAPI ConvertInterfaceGuidToLuid(const GUID *guid, PNET_LUID luid)
{
    GUID wanted;
    struct network_interface device;
    if (!guid || !luid) return ERROR_INVALID_PARAMETER;
    ULONG index =
        (ULONG)guid->Data4[4] << 24 | (ULONG)guid->Data4[5] << 16 | (ULONG)guid->Data4[6] << 8 | guid->Data4[7];
    interface_guid(index, &wanted);
    if (memcmp(&wanted, guid, sizeof(wanted)) || !find_interface(index, NULL, &device)) return ERROR_INVALID_PARAMETER;
    interface_luid(&device, luid);
    return NO_ERROR;
}

DWORD WINAPI ConvertInterfaceLuidToNameA(const NET_LUID *luid, PSTR name, SIZE_T room)
{
    struct network_interface device;
    if (!luid || !find_interface((ULONG)luid->Info.NetLuidIndex, NULL, &device)) return ERROR_INVALID_PARAMETER;
    if (!name || strlen(device.name) >= room) return ERROR_NOT_ENOUGH_MEMORY;
    strcpy(name, device.name);
    return NO_ERROR;
}

DWORD WINAPI ConvertInterfaceLuidToNameW(const NET_LUID *luid, PWSTR name, SIZE_T room)
{
    char narrow[33];
    DWORD error = ConvertInterfaceLuidToNameA(luid, narrow, sizeof(narrow));
    if (error) return error;
    if (!name || strlen(narrow) >= room) return ERROR_NOT_ENOUGH_MEMORY;
    MultiByteToWideChar(CP_UTF8, 0, narrow, -1, name, (int)room);
    return NO_ERROR;
}

DWORD WINAPI ConvertInterfaceLuidToAlias(const NET_LUID *luid, PWSTR alias, SIZE_T room)
{
    return ConvertInterfaceLuidToNameW(luid, alias, room);
}

DWORD WINAPI ConvertInterfaceNameToLuidA(PCSTR name, NET_LUID *luid)
{
    struct network_interface device;
    if (!name || !luid) return ERROR_INVALID_PARAMETER;
    if (!find_interface(0, name, &device)) return ERROR_INVALID_NAME;
    interface_luid(&device, luid);
    return NO_ERROR;
}

DWORD WINAPI ConvertInterfaceNameToLuidW(PCWSTR name, NET_LUID *luid)
{
    char narrow[64];
    if (!name || !luid) return ERROR_INVALID_PARAMETER;
    if (!WideCharToMultiByte(CP_UTF8, 0, name, -1, narrow, sizeof(narrow), NULL, NULL)) return ERROR_INVALID_NAME;
    return ConvertInterfaceNameToLuidA(narrow, luid);
}

DWORD WINAPI ConvertInterfaceAliasToLuid(PCWSTR alias, PNET_LUID luid)
{
    return ConvertInterfaceNameToLuidW(alias, luid) ? ERROR_INVALID_PARAMETER : NO_ERROR;
}

DWORD WINAPI ConvertLengthToIpv4Mask(ULONG length, PULONG mask)
{
    if (!mask) return ERROR_INVALID_PARAMETER;
    *mask = length > 32 ? INADDR_NONE : mask_of_prefix(length);
    return length > 32 ? ERROR_INVALID_PARAMETER : NO_ERROR;
}

DWORD WINAPI ConvertIpv4MaskToLength(ULONG mask, PUINT8 length)
{
    ULONG host = ntohl(mask);
    if (!length) return ERROR_INVALID_PARAMETER;
    ULONG bits = (ULONG)__builtin_popcount(host);
    if (mask_of_prefix(bits) != mask) return ERROR_INVALID_PARAMETER;
    *length = (UINT8)bits;
    return NO_ERROR;
}

/* --- interfaces --- */

DWORD WINAPI GetNumberOfInterfaces(PDWORD number)
{
    void *records;
    ULONG count;
    if (!number) return ERROR_INVALID_PARAMETER;
    DWORD error = table_fetch(NETWORK_INTERFACES, &records, &count);
    if (error) return error;
    *number = count;
    heap_drop(records);
    return NO_ERROR;
}

static void fill_row(MIB_IFROW *row, const struct network_interface *device)
{
    memset(row, 0, sizeof(*row));
    MultiByteToWideChar(CP_UTF8, 0, device->name, -1, row->wszName, ARRAYSIZE(row->wszName));
    row->dwIndex = device->index;
    row->dwType = interface_type(device);
    row->dwMtu = device->mtu;
    row->dwSpeed = device->speed > 0xffffffff ? 0xffffffff : (DWORD)device->speed;
    row->dwPhysAddrLen = device->hardware_size;
    memcpy(row->bPhysAddr, device->hardware, device->hardware_size);
    row->dwAdminStatus = device->flags & LINUX_IFF_UP ? 1 : 2;
    row->dwOperStatus =
        interface_status(device) == IfOperStatusUp ? IF_OPER_STATUS_OPERATIONAL : IF_OPER_STATUS_NON_OPERATIONAL;
    row->dwInOctets = (DWORD)device->octets_in;
    row->dwOutOctets = (DWORD)device->octets_out;
    row->dwInUcastPkts = (DWORD)device->packets_in;
    row->dwOutUcastPkts = (DWORD)device->packets_out;
    row->dwInNUcastPkts = (DWORD)device->multicast_in;
    row->dwInErrors = (DWORD)device->errors_in;
    row->dwOutErrors = (DWORD)device->errors_out;
    row->dwInDiscards = (DWORD)device->dropped_in;
    row->dwOutDiscards = (DWORD)device->dropped_out;
    row->dwDescrLen = (DWORD)strlen(device->name);
    memcpy(row->bDescr, device->name, row->dwDescrLen);
}

DWORD WINAPI GetIfEntry(PMIB_IFROW row)
{
    struct network_interface device;
    if (!row) return ERROR_INVALID_PARAMETER;
    if (!find_interface(row->dwIndex, NULL, &device)) return ERROR_INVALID_DATA;
    fill_row(row, &device);
    return NO_ERROR;
}

DWORD WINAPI GetIfTable(PMIB_IFTABLE table, PULONG size, WINBOOL order)
{
    struct network_interface *interfaces;
    ULONG count;
    (void)order; /* the kernel lists them by index */
    DWORD error = table_fetch(NETWORK_INTERFACES, (void **)&interfaces, &count);
    if (error) return error;
    ULONG needed = (ULONG)(offsetof(MIB_IFTABLE, table) + count * sizeof(MIB_IFROW));
    MIB_IFTABLE *answer = heap_new(needed);
    for (ULONG i = 0; answer && i < count; i++) fill_row(&answer->table[i], &interfaces[i]);
    if (answer) answer->dwNumEntries = count;
    heap_drop(interfaces);
    error = answer ? give_answer(table, size, answer, needed) : ERROR_NOT_ENOUGH_MEMORY;
    heap_drop(answer);
    return error;
}

static void fill_row2(MIB_IF_ROW2 *row, const struct network_interface *device)
{
    memset(row, 0, sizeof(*row));
    interface_luid(device, &row->InterfaceLuid);
    row->InterfaceIndex = device->index;
    interface_guid(device->index, &row->InterfaceGuid);
    MultiByteToWideChar(CP_UTF8, 0, device->name, -1, row->Alias, ARRAYSIZE(row->Alias));
    MultiByteToWideChar(CP_UTF8, 0, device->name, -1, row->Description, ARRAYSIZE(row->Description));
    row->PhysicalAddressLength = device->hardware_size;
    memcpy(row->PhysicalAddress, device->hardware, device->hardware_size);
    memcpy(row->PermanentPhysicalAddress, device->hardware, device->hardware_size);
    row->Mtu = device->mtu;
    row->Type = interface_type(device);
    row->AccessType = row->Type == IF_TYPE_SOFTWARE_LOOPBACK ? NET_IF_ACCESS_LOOPBACK : NET_IF_ACCESS_BROADCAST;
    row->OperStatus = interface_status(device);
    row->AdminStatus = device->flags & LINUX_IFF_UP ? NET_IF_ADMIN_STATUS_UP : NET_IF_ADMIN_STATUS_DOWN;
    row->MediaConnectState =
        row->OperStatus == IfOperStatusUp ? MediaConnectStateConnected : MediaConnectStateDisconnected;
    row->TransmitLinkSpeed = row->ReceiveLinkSpeed = device->speed;
    row->InOctets = device->octets_in;
    row->OutOctets = device->octets_out;
    row->InUcastPkts = device->packets_in;
    row->OutUcastPkts = device->packets_out;
    row->InNUcastPkts = device->multicast_in;
    row->InErrors = device->errors_in;
    row->OutErrors = device->errors_out;
    row->InDiscards = device->dropped_in;
    row->OutDiscards = device->dropped_out;
}

DWORD WINAPI GetIfEntry2(PMIB_IF_ROW2 row)
{
    struct network_interface device;
    if (!row) return ERROR_INVALID_PARAMETER;
    ULONG index = row->InterfaceLuid.Value ? (ULONG)row->InterfaceLuid.Info.NetLuidIndex : row->InterfaceIndex;
    if (!find_interface(index, NULL, &device)) return ERROR_FILE_NOT_FOUND;
    fill_row2(row, &device);
    return NO_ERROR;
}

DWORD WINAPI GetIfTable2(PMIB_IF_TABLE2 *table)
{
    struct network_interface *interfaces;
    ULONG count;
    if (!table) return ERROR_INVALID_PARAMETER;
    DWORD error = table_fetch(NETWORK_INTERFACES, (void **)&interfaces, &count);
    if (error) return error;
    MIB_IF_TABLE2 *answer = heap_new(offsetof(MIB_IF_TABLE2, Table) + count * sizeof(MIB_IF_ROW2));
    for (ULONG i = 0; answer && i < count; i++) fill_row2(&answer->Table[i], &interfaces[i]);
    if (answer) answer->NumEntries = count;
    heap_drop(interfaces);
    *table = answer;
    return answer ? NO_ERROR : ERROR_NOT_ENOUGH_MEMORY;
}

void WINAPI FreeMibTable(PVOID memory)
{
    heap_drop(memory);
}
