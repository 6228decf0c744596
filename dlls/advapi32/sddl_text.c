/* Writing security descriptors as text, and the tables of the language. */
#include "sddl_private.h"
#include <sddl.h>
#include <string.h>

#define TABLE(name, counter, ...)                                                                                      \
    const struct sddl_word name[] = {__VA_ARGS__};                                                                     \
    const unsigned counter = ARRAYSIZE(name)

TABLE(sddl_types, sddl_type_count, {L"A", ACCESS_ALLOWED_ACE_TYPE}, {L"D", ACCESS_DENIED_ACE_TYPE},
      {L"AU", SYSTEM_AUDIT_ACE_TYPE}, {L"AL", SYSTEM_ALARM_ACE_TYPE}, {L"OA", ACCESS_ALLOWED_OBJECT_ACE_TYPE},
      {L"OD", ACCESS_DENIED_OBJECT_ACE_TYPE}, {L"OU", SYSTEM_AUDIT_OBJECT_ACE_TYPE},
      {L"OL", SYSTEM_ALARM_OBJECT_ACE_TYPE}, {L"ML", SYSTEM_MANDATORY_LABEL_ACE_TYPE});
TABLE(sddl_ace_flags, sddl_ace_flag_count, {L"OI", OBJECT_INHERIT_ACE}, {L"CI", CONTAINER_INHERIT_ACE},
      {L"NP", NO_PROPAGATE_INHERIT_ACE}, {L"IO", INHERIT_ONLY_ACE}, {L"ID", INHERITED_ACE},
      {L"SA", SUCCESSFUL_ACCESS_ACE_FLAG}, {L"FA", FAILED_ACCESS_ACE_FLAG});
/* whole words for one kind of object first: they stand for several bits */
TABLE(sddl_rights, sddl_right_count, {L"FA", FILE_ALL_ACCESS}, {L"FR", FILE_GENERIC_READ}, {L"FW", FILE_GENERIC_WRITE},
      {L"FX", FILE_GENERIC_EXECUTE}, {L"KA", KEY_ALL_ACCESS}, {L"KR", KEY_READ}, {L"KW", KEY_WRITE},
      {L"GA", GENERIC_ALL}, {L"GR", GENERIC_READ}, {L"GW", GENERIC_WRITE}, {L"GX", GENERIC_EXECUTE},
      {L"RC", READ_CONTROL}, {L"SD", DELETE}, {L"WD", WRITE_DAC}, {L"WO", WRITE_OWNER}, {L"CC", 1}, {L"DC", 2},
      {L"LC", 4}, {L"SW", 8}, {L"RP", 0x10}, {L"WP", 0x20}, {L"DT", 0x40}, {L"LO", 0x80}, {L"CR", 0x100});
#define WHOLE_WORDS   7
#define LABEL_RIGHTS  3
static const struct sddl_word label_rights[LABEL_RIGHTS] = { { L"NW", 1 }, { L"NR", 2 }, { L"NX", 4 } };
TABLE(sddl_acl_flags, sddl_acl_flag_count, {L"P", SE_DACL_PROTECTED}, {L"AR", SE_DACL_AUTO_INHERIT_REQ},
      {L"AI", SE_DACL_AUTO_INHERITED});

static const struct { WCHAR letters[3]; WELL_KNOWN_SID_TYPE type; } aliases[] = {
    {L"AN", WinAnonymousSid},
    {L"AO", WinBuiltinAccountOperatorsSid},
    {L"AU", WinAuthenticatedUserSid},
    {L"BA", WinBuiltinAdministratorsSid},
    {L"BG", WinBuiltinGuestsSid},
    {L"BO", WinBuiltinBackupOperatorsSid},
    {L"BU", WinBuiltinUsersSid},
    {L"CG", WinCreatorGroupSid},
    {L"CO", WinCreatorOwnerSid},
    {L"IU", WinInteractiveSid},
    {L"LS", WinLocalServiceSid},
    {L"NS", WinNetworkServiceSid},
    {L"NU", WinNetworkSid},
    {L"PO", WinBuiltinPrintOperatorsSid},
    {L"PS", WinSelfSid},
    {L"PU", WinBuiltinPowerUsersSid},
    {L"RC", WinRestrictedCodeSid},
    {L"RD", WinBuiltinRemoteDesktopUsersSid},
    {L"RE", WinBuiltinReplicatorSid},
    {L"SO", WinBuiltinSystemOperatorsSid},
    {L"SU", WinServiceSid},
    {L"SY", WinLocalSystemSid},
    {L"WD", WinWorldSid},
    {L"OW", WinCreatorOwnerRightsSid},
    {L"LW", WinLowLabelSid},
    {L"ME", WinMediumLabelSid},
    {L"HI", WinHighLabelSid},
    {L"SI", WinSystemLabelSid},
    {L"NO", WinBuiltinNetworkConfigurationOperatorsSid},
};

bool sddl_alias_sid(const WCHAR *letters, BYTE *sid)
{
    DWORD size = SECURITY_MAX_SID_SIZE;
    for (size_t i = 0; i < ARRAYSIZE(aliases); i++)
        if (!_wcsnicmp(letters, aliases[i].letters, 2)) return CreateWellKnownSid(aliases[i].type, NULL, sid, &size);
    return false;
}

const WCHAR *sddl_alias_of(PSID sid)
{
    for (size_t i = 0; i < ARRAYSIZE(aliases); i++)
        if (IsWellKnownSid(sid, aliases[i].type)) return aliases[i].letters;
    return NULL;
}

/* --- a growing text --- */

struct writer { WCHAR *text; size_t length, capacity; bool failed; };

static void put(struct writer *writer, const WCHAR *text)
{
    size_t length = wcslen(text);
    if (writer->length + length + 1 > writer->capacity) {
        size_t capacity = 2 * (writer->length + length) + 256;
        WCHAR *larger = heap_allocate(capacity * sizeof(WCHAR));
        if (!larger) {
            writer->failed = true;
            return;
        }
        memcpy(larger, writer->text, writer->length * sizeof(WCHAR));
        heap_free(writer->text);
        writer->text = larger;
        writer->capacity = capacity;
    }
    memcpy(writer->text + writer->length, text, (length + 1) * sizeof(WCHAR));
    writer->length += length;
}

static void put_sid(struct writer *writer, PSID sid)
{
    const WCHAR *alias = sddl_alias_of(sid);
    LPWSTR text;
    if (alias) put(writer, alias);
    else if (ConvertSidToStringSidW(sid, &text)) {
        put(writer, text);
        LocalFree(text);
    } else writer->failed = true;
}

static void put_hexadecimal(struct writer *writer, DWORD value)
{
    WCHAR text[12];
    int at = ARRAYSIZE(text) - 1;
    text[at] = 0;
    do text[--at] = L"0123456789abcdef"[value & 15];
    while (value >>= 4);
    text[--at] = 'x';
    text[--at] = '0';
    put(writer, text + at);
}

static void put_rights(struct writer *writer, DWORD mask, bool label)
{
    DWORD covered = 0;
    for (unsigned i = 0; i < WHOLE_WORDS && !label; i++) {
        if (mask != sddl_rights[i].value) continue;
        put(writer, sddl_rights[i].word);
        return;
    }
    const struct sddl_word *words = label ? label_rights : sddl_rights + WHOLE_WORDS;
    unsigned count = label ? LABEL_RIGHTS : sddl_right_count - WHOLE_WORDS;
    for (unsigned i = 0; i < count; i++) covered |= mask & words[i].value;
    if (covered != mask) {
        put_hexadecimal(writer, mask);
        return;
    }
    for (unsigned i = 0; i < count; i++)
        if (mask & words[i].value) put(writer, words[i].word);
}

static void put_guid(struct writer *writer, const GUID *guid)
{
    UNICODE_STRING text;
    if (!NT_SUCCESS(RtlStringFromGUID(guid, &text))) {
        writer->failed = true;
        return;
    }
    text.Buffer[text.Length / sizeof(WCHAR) - 1] = 0; /* without the braces */
    for (USHORT i = 0; i < text.Length / sizeof(WCHAR); i++)
        if (text.Buffer[i] >= 'A' && text.Buffer[i] <= 'F') text.Buffer[i] |= 32;
    put(writer, text.Buffer + 1);
    RtlFreeUnicodeString(&text);
}

static void put_ace(struct writer *writer, const ACE_HEADER *header)
{
    const ACCESS_ALLOWED_ACE *simple = (const ACCESS_ALLOWED_ACE *)header;
    const ACCESS_ALLOWED_OBJECT_ACE *object = (const ACCESS_ALLOWED_OBJECT_ACE *)header;
    const BYTE *sid = (const BYTE *)&simple->SidStart;
    bool is_object =
        header->AceType >= ACCESS_ALLOWED_OBJECT_ACE_TYPE && header->AceType <= SYSTEM_ALARM_OBJECT_ACE_TYPE;
    const WCHAR *type = NULL;
    for (unsigned i = 0; i < sddl_type_count; i++)
        if (sddl_types[i].value == header->AceType) type = sddl_types[i].word;
    if (!type) {
        writer->failed = true;
        return;
    }
    put(writer, L"(");
    put(writer, type);
    put(writer, L";");
    for (unsigned i = 0; i < sddl_ace_flag_count; i++)
        if (header->AceFlags & sddl_ace_flags[i].value) put(writer, sddl_ace_flags[i].word);
    put(writer, L";");
    put_rights(writer, simple->Mask, header->AceType == SYSTEM_MANDATORY_LABEL_ACE_TYPE);
    put(writer, L";");
    if (is_object) sid = (const BYTE *)&object->ObjectType;
    if (is_object && object->Flags & ACE_OBJECT_TYPE_PRESENT) put_guid(writer, (const GUID *)sid), sid += sizeof(GUID);
    put(writer, L";");
    if (is_object && object->Flags & ACE_INHERITED_OBJECT_TYPE_PRESENT)
        put_guid(writer, (const GUID *)sid), sid += sizeof(GUID);
    put(writer, L";");
    put_sid(writer, (PSID)sid);
    put(writer, L")");
}

static void put_acl(struct writer *writer, const WCHAR *tag, PACL acl, WORD control, bool sacl)
{
    put(writer, tag);
    for (unsigned i = 0; i < sddl_acl_flag_count; i++) /* the bits of the SACL lie one higher */
        if (control & (sacl ? sddl_acl_flags[i].value << 1 : sddl_acl_flags[i].value))
            put(writer, sddl_acl_flags[i].word);
    if (!acl) {
        put(writer, L"NO_ACCESS_CONTROL");
        return;
    }
    for (DWORD i = 0; i < acl->AceCount; i++) {
        void *ace;
        if (GetAce(acl, i, &ace)) put_ace(writer, ace);
    }
}

BOOL WINAPI ConvertSecurityDescriptorToStringSecurityDescriptorW(PSECURITY_DESCRIPTOR descriptor, DWORD revision,
                                                                 SECURITY_INFORMATION what, LPWSTR *text, PULONG length)
{
    struct writer writer = { 0 };
    PSID sid;
    PACL acl = NULL;
    BOOL present = FALSE, defaulted;
    if (!text) return fail_with(ERROR_INVALID_PARAMETER);
    if (revision != SDDL_REVISION_1) return fail_with(ERROR_UNKNOWN_REVISION);
    if (!IsValidSecurityDescriptor(descriptor)) return FALSE;
    WORD control = ((SECURITY_DESCRIPTOR *)descriptor)->Control;
    put(&writer, L"");
    if (what & OWNER_SECURITY_INFORMATION && GetSecurityDescriptorOwner(descriptor, &sid, &defaulted) && sid)
        put(&writer, L"O:"), put_sid(&writer, sid);
    if (what & GROUP_SECURITY_INFORMATION && GetSecurityDescriptorGroup(descriptor, &sid, &defaulted) && sid)
        put(&writer, L"G:"), put_sid(&writer, sid);
    if (what & DACL_SECURITY_INFORMATION && GetSecurityDescriptorDacl(descriptor, &present, &acl, &defaulted) &&
        present)
        put_acl(&writer, L"D:", acl, control, false);
    acl = NULL;
    if (what & (SACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION) &&
        GetSecurityDescriptorSacl(descriptor, &present, &acl, &defaulted) && present)
        put_acl(&writer, L"S:", acl, control, true);
    *text = writer.failed ? NULL : LocalAlloc(LMEM_FIXED, (writer.length + 1) * sizeof(WCHAR));
    if (*text) memcpy(*text, writer.text, (writer.length + 1) * sizeof(WCHAR));
    if (length) *length = (ULONG)writer.length + 1;
    heap_free(writer.text);
    if (*text) return TRUE;
    return fail_with(writer.failed ? ERROR_INVALID_ACL : ERROR_NOT_ENOUGH_MEMORY);
}

BOOL WINAPI ConvertSecurityDescriptorToStringSecurityDescriptorA(PSECURITY_DESCRIPTOR descriptor, DWORD revision,
                                                                 SECURITY_INFORMATION what, LPSTR *text, PULONG length)
{
    LPWSTR wide;
    ULONG wide_length;
    if (!text) return fail_with(ERROR_INVALID_PARAMETER);
    if (!ConvertSecurityDescriptorToStringSecurityDescriptorW(descriptor, revision, what, &wide, &wide_length))
        return FALSE;
    *text = LocalAlloc(LMEM_FIXED, wide_length); /* all characters of the language are ASCII */
    for (ULONG i = 0; *text && i < wide_length; i++) (*text)[i] = (char)wide[i];
    if (length) *length = wide_length;
    LocalFree(wide);
    return *text ? TRUE : fail_with(ERROR_NOT_ENOUGH_MEMORY);
}
