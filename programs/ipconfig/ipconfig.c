/* ipconfig: the network adapters and their addresses. They belong to the system: leases cannot be released or renewed
 * here. */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#include "text_output.h"

static bool all;

/* "   Title . . . . . . . . . . . : value": the titles are filled to one width, with dots in every other column. */
static void print_field(const WCHAR *title, const WCHAR *value)
{
    WCHAR line[64] = L"   ";
    wcscat(line, title);
    for (size_t i = wcslen(line); i < 36; i++) {
        line[i] = i % 2 ? L'.' : L' ';
        line[i + 1] = 0;
    }
    put_format(L"%ls : %ls\r\n", line, value);
}

static const WCHAR *address_text(const SOCKET_ADDRESS *address, WCHAR *text, DWORD size)
{
    if (WSAAddressToStringW(address->lpSockaddr, (DWORD)address->iSockaddrLength, NULL, text, &size)) *text = 0;
    return text;
}

static void print_unicast(const IP_ADAPTER_UNICAST_ADDRESS *address)
{
    WCHAR text[80], mask[32];
    address_text(&address->Address, text, ARRAYSIZE(text));
    if (address->Address.lpSockaddr->sa_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const void *)address->Address.lpSockaddr;
        bool is_local = six->sin6_addr.u.Byte[0] == 0xfe && (six->sin6_addr.u.Byte[1] & 0xc0) == 0x80;
        print_field(is_local ? L"Link-local IPv6 Address" : L"IPv6 Address", text);
        return;
    }
    unsigned prefix = address->OnLinkPrefixLength;
    ULONG bits = prefix ? ~0u << (32 - (prefix > 32 ? 32 : prefix)) : 0;
    print_field(L"IPv4 Address", text);
    swprintf(mask, ARRAYSIZE(mask), L"%lu.%lu.%lu.%lu", bits >> 24 & 255, bits >> 16 & 255, bits >> 8 & 255,
             bits & 255);
    print_field(L"Subnet Mask", mask);
}

static void print_hardware(const IP_ADAPTER_ADDRESSES *adapter)
{
    WCHAR text[64] = L"";
    print_field(L"Description", adapter->Description ? adapter->Description : L"");
    for (ULONG i = 0; i < adapter->PhysicalAddressLength && i < 8; i++)
        swprintf(text + wcslen(text), 4, i ? L"-%02X" : L"%02X", adapter->PhysicalAddress[i]);
    print_field(L"Physical Address", text);
    print_field(L"DHCP Enabled", adapter->Flags & IP_ADAPTER_DHCP_ENABLED ? L"Yes" : L"No");
}

static void print_adapter(const IP_ADAPTER_ADDRESSES *adapter)
{
    WCHAR text[80];
    put_format(L"\r\n%ls adapter %ls:\r\n\r\n", adapter->IfType == IF_TYPE_IEEE80211 ? L"Wireless LAN" : L"Ethernet",
               adapter->FriendlyName);
    if (adapter->OperStatus != IfOperStatusUp) print_field(L"Media State", L"Media disconnected");
    print_field(L"Connection-specific DNS Suffix ", adapter->DnsSuffix ? adapter->DnsSuffix : L"");
    if (all) print_hardware(adapter);
    if (adapter->OperStatus != IfOperStatusUp) return;
    for (const IP_ADAPTER_UNICAST_ADDRESS *at = adapter->FirstUnicastAddress; at; at = at->Next) print_unicast(at);
    const IP_ADAPTER_GATEWAY_ADDRESS_LH *gateway = adapter->FirstGatewayAddress;
    print_field(L"Default Gateway", gateway ? address_text(&gateway->Address, text, ARRAYSIZE(text)) : L"");
    for (const IP_ADAPTER_DNS_SERVER_ADDRESS *server = adapter->FirstDnsServerAddress; all && server;
         server = server->Next)
        print_field(L"DNS Servers", address_text(&server->Address, text, ARRAYSIZE(text)));
}

int main(void)
{
    int count;
    WCHAR **arguments = arguments_of_program(&count), host[256] = L"";
    WSADATA data;
    ULONG size = 0, length = ARRAYSIZE(host);
    if (count && is_switch(arguments[0], L"all")) {
        all = true;
    } else if (count && is_switch(arguments[0], L"?")) {
        put_text(L"Shows the network adapters and their addresses.\r\n\r\nipconfig [/all]\r\n");
        return 0;
    } else if (count) {
        put_error(L"\r\nError: unrecognized or incomplete command line, or a change of the system's network, which is "
                  L"not possible here.\r\n");
        return 1;
    }
    const ULONG flags = GAA_FLAG_INCLUDE_GATEWAYS | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_ANYCAST;
    WSAStartup(MAKEWORD(2, 2), &data);
    GetAdaptersAddresses(AF_UNSPEC, flags, NULL, NULL, &size);
    IP_ADAPTER_ADDRESSES *list = malloc(size + 1);
    ULONG error = list ? GetAdaptersAddresses(AF_UNSPEC, flags, NULL, list, &size) : ERROR_OUTOFMEMORY;
    if (error && error != ERROR_NO_DATA) {
        put_system_error(error);
        return 1;
    }
    put_text(L"\r\nWindows IP Configuration\r\n\r\n");
    if (all) {
        GetComputerNameExW(ComputerNameDnsHostname, host, &length);
        print_field(L"Host Name", host);
    }
    for (const IP_ADAPTER_ADDRESSES *at = error ? NULL : list; at; at = at->Next)
        if (at->IfType != IF_TYPE_SOFTWARE_LOOPBACK) print_adapter(at);
    free(list);
    WSACleanup();
    return 0;
}
