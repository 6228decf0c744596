/* Interfaces, addresses, routes, connections. What a machine has differs; what must agree is checked. */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#include <icmpapi.h>
#include <netioapi.h>
#include "../check.h"

static void test_adapters(void)
{
    ULONG size = 0, loopbacks = 0;
    check_equal_u32(GetAdaptersAddresses(AF_UNSPEC, 0, NULL, NULL, NULL), ERROR_INVALID_PARAMETER, "no size");
    check_equal_u32(GetAdaptersAddresses(77, 0, NULL, NULL, &size), ERROR_INVALID_PARAMETER, "no such family");
    check_equal_u32(GetAdaptersAddresses(AF_UNSPEC, GAA_FLAG_INCLUDE_PREFIX, NULL, NULL, &size), ERROR_BUFFER_OVERFLOW,
                    "how much room");
    IP_ADAPTER_ADDRESSES *list = HeapAlloc(GetProcessHeap(), 0, size);
    check_equal_u32(GetAdaptersAddresses(AF_UNSPEC, GAA_FLAG_INCLUDE_PREFIX, NULL, list, &size), NO_ERROR,
                    "GetAdaptersAddresses");
    for (IP_ADAPTER_ADDRESSES *at = list; at; at = at->Next) {
        char name[IF_NAMESIZE];
        NET_LUID luid;
        NET_IFINDEX index;
        check(at->IfIndex != 0 && at->FriendlyName && at->AdapterName, "an adapter has an index and names");
        check_equal_u32(ConvertInterfaceIndexToLuid(at->IfIndex, &luid), NO_ERROR, "index to LUID");
        check_equal_u64(luid.Value, at->Luid.Value, "index to LUID");
        check_equal_u32(ConvertInterfaceLuidToIndex(&luid, &index), NO_ERROR, "LUID to index");
        check_equal_u32(index, at->IfIndex, "LUID to index");
        check(if_indextoname(at->IfIndex, name) == name, "if_indextoname");
        check_equal_u32(if_nametoindex(name), at->IfIndex, "if_nametoindex");
        if (at->IfType != IF_TYPE_SOFTWARE_LOOPBACK) continue;
        loopbacks++;
        BOOL found = FALSE;
        for (IP_ADAPTER_UNICAST_ADDRESS *address = at->FirstUnicastAddress; address; address = address->Next) {
            const struct sockaddr_in *in = (const struct sockaddr_in *)address->Address.lpSockaddr;
            found |= in->sin_family == AF_INET && in->sin_addr.s_addr == htonl(INADDR_LOOPBACK) &&
                     address->OnLinkPrefixLength == 8;
        }
        check(found, "127.0.0.1/8 is there");
    }
    check_equal_u32(loopbacks, 1, "one loopback interface");
    HeapFree(GetProcessHeap(), 0, list);
    check(!if_nametoindex("no such interface"), "no such name");
    NET_LUID luid;
    check_equal_u32(ConvertInterfaceIndexToLuid(0x7fffffff, &luid), ERROR_FILE_NOT_FOUND, "no such index");
}

static void test_tables(void)
{
    MIB_IF_TABLE2 *table;
    ULONG size = 0;
    DWORD number;
    check_equal_u32(GetNumberOfInterfaces(&number), NO_ERROR, "GetNumberOfInterfaces");
    check_equal_u32(GetIfTable2(&table), NO_ERROR, "GetIfTable2");
    check(table->NumEntries >= 1, "an interface");
    FreeMibTable(table);
    check_equal_u32(GetIfTable(NULL, &size, FALSE), ERROR_INSUFFICIENT_BUFFER, "how much room");
    MIB_IFTABLE *rows = HeapAlloc(GetProcessHeap(), 0, size);
    check_equal_u32(GetIfTable(rows, &size, FALSE), NO_ERROR, "GetIfTable");
    check_equal_u32(rows->dwNumEntries, number, "as many");
    HeapFree(GetProcessHeap(), 0, rows);
    size = 0;
    check_equal_u32(GetIpAddrTable(NULL, &size, FALSE), ERROR_INSUFFICIENT_BUFFER, "how much room");
    MIB_IPADDRTABLE *addresses = HeapAlloc(GetProcessHeap(), 0, size);
    check_equal_u32(GetIpAddrTable(addresses, &size, FALSE), NO_ERROR, "GetIpAddrTable");
    BOOL found = FALSE;
    for (DWORD i = 0; i < addresses->dwNumEntries; i++)
        found |=
            addresses->table[i].dwAddr == htonl(INADDR_LOOPBACK) && addresses->table[i].dwMask == htonl(0xff000000);
    check(found, "127.0.0.1 and its mask");
    HeapFree(GetProcessHeap(), 0, addresses);
    MIB_IPFORWARDROW row;
    check_equal_u32(GetBestRoute(htonl(INADDR_LOOPBACK), 0, &row), NO_ERROR, "GetBestRoute");
    ULONG mask;
    check_equal_u32(ConvertLengthToIpv4Mask(24, &mask), NO_ERROR, "24");
    check_equal_u32(mask, htonl(0xffffff00), "24");
    check_equal_u32(ConvertLengthToIpv4Mask(33, &mask), ERROR_INVALID_PARAMETER, "33");
}

static void test_connections(void)
{
    WSADATA data;
    struct sockaddr_in address = {.sin_family = AF_INET};
    int address_size = sizeof(address);
    DWORD size = 0;
    BOOL found = FALSE;
    WSAStartup(MAKEWORD(2, 2), &data);
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(s, (struct sockaddr *)&address, sizeof(address));
    listen(s, 1);
    getsockname(s, (struct sockaddr *)&address, &address_size);
    GetExtendedTcpTable(NULL, &size, FALSE, AF_INET, TCP_TABLE_OWNER_PID_LISTENER, 0);
    size += 4096;
    MIB_TCPTABLE_OWNER_PID *table = HeapAlloc(GetProcessHeap(), 0, size);
    check_equal_u32(GetExtendedTcpTable(table, &size, FALSE, AF_INET, TCP_TABLE_OWNER_PID_LISTENER, 0), NO_ERROR,
                    "GetExtendedTcpTable");
    for (DWORD i = 0; i < table->dwNumEntries; i++) {
        if (table->table[i].dwLocalPort != address.sin_port) continue;
        found = TRUE;
        check_equal_u32(table->table[i].dwState, MIB_TCP_STATE_LISTEN, "it listens");
        check_equal_u32(table->table[i].dwOwningPid, GetCurrentProcessId(), "it is ours");
    }
    check(found, "our listener is in the table");
    HeapFree(GetProcessHeap(), 0, table);
    closesocket(s);
    WSACleanup();
}

int main(void)
{
    test_adapters();
    test_tables();
    test_connections();
    return check_summary();
}
