/* UUIDs. Source: Microsoft, rpcdce.h, the page of each function; RFC 4122 for the versions. */
#include "../check.h"
#include <rpc.h>

int main(void)
{
    UUID first, second, parsed;
    RPC_STATUS status;
    RPC_WSTR wide = NULL;
    RPC_CSTR narrow = NULL;
    check(UuidCreate(&first) == RPC_S_OK && UuidCreate(&second) == RPC_S_OK, "UuidCreate");
    check((first.Data3 >> 12) == 4 && (first.Data4[0] >> 6) == 2, "random UUIDs are of version 4");
    check(!UuidEqual(&first, &second, &status) && status == RPC_S_OK, "two are not equal");
    check(UuidCompare(&first, &second, &status) == -UuidCompare(&second, &first, &status), "UuidCompare");
    check(UuidToStringW(&first, &wide) == RPC_S_OK && wcslen(wide) == 36 && wide[8] == '-', "UuidToString: %ls", wide);
    check(UuidFromStringW(wide, &parsed) == RPC_S_OK && UuidEqual(&first, &parsed, &status), "UuidFromString");
    check(RpcStringFreeW(&wide) == RPC_S_OK && !wide, "RpcStringFree");
    UUID known = { 0x12345678, 0x9abc, 0xdef0, { 1, 2, 3, 4, 5, 6, 7, 8 } };
    check(UuidToStringA(&known, &narrow) == RPC_S_OK && !strcmp((char *)narrow, "12345678-9abc-def0-0102-030405060708"),
          "as text: %s", narrow);
    RpcStringFreeA(&narrow);
    check(UuidFromStringA((RPC_CSTR) "12345678-9ABC-DEF0-0102-030405060708", &parsed) == RPC_S_OK &&
              UuidEqual(&known, &parsed, &status),
          "capitals");
    check(UuidFromStringA((RPC_CSTR) "{12345678-9abc-def0-0102-030405060708}", &parsed) == RPC_S_INVALID_STRING_UUID,
          "braces");
    check(UuidFromStringA((RPC_CSTR)"12345678", &parsed) == RPC_S_INVALID_STRING_UUID, "too short");
    check(UuidFromStringA(NULL, &parsed) == RPC_S_OK && UuidIsNil(&parsed, &status), "no text is the nil UUID");
    check(UuidCreateNil(&parsed) == RPC_S_OK && UuidIsNil(&parsed, &status) && !UuidIsNil(&known, &status),
          "UuidCreateNil");
    status = UuidCreateSequential(&first);
    check((status == RPC_S_OK || status == RPC_S_UUID_LOCAL_ONLY) && (first.Data3 >> 12) == 1,
          "UuidCreateSequential: version 1");
    UuidCreateSequential(&second);
    check(!UuidEqual(&first, &second, &status) && !memcmp(first.Data4, second.Data4, 8),
          "sequential UUIDs share their node");
    check(UuidHash(&known, &status) == UuidHash(&known, &status) && status == RPC_S_OK, "UuidHash");
    return check_summary();
}
