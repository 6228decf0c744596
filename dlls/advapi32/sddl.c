/* Reading security descriptors from text. */
#include "sddl_private.h"
#include <sddl.h>
#include <string.h>

#define SCRATCH 0x10000u /* the longest ACL */

/* The text is read from `at` on; the first error ends it. */
struct reader { const WCHAR *at; DWORD error; };

static bool fail(struct reader *reader, DWORD error)
{
    if (!reader->error) reader->error = error;
    return false;
}

static void skip_spaces(struct reader *reader)
{
    while (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' || *reader->at == '\r') reader->at++;
}

static bool expect(struct reader *reader, WCHAR c, DWORD error)
{
    skip_spaces(reader);
    if (*reader->at != c) return fail(reader, error);
    reader->at++;
    return true;
}

static bool read_sid(struct reader *reader, BYTE *sid)
{
    WCHAR text[200];
    size_t length = 0;
    PSID found;
    skip_spaces(reader);
    if ((reader->at[0] | 32) != 's' || reader->at[1] != '-') {
        if (!reader->at[0] || !reader->at[1] || !sddl_alias_sid(reader->at, sid))
            return fail(reader, ERROR_INVALID_SID);
        reader->at += 2;
        return true;
    }
    while (length + 1 < ARRAYSIZE(text) && *reader->at &&
           (wcschr(L"Ss-xX", *reader->at) || (*reader->at >= '0' && *reader->at <= '9') ||
            ((*reader->at | 32) >= 'a' && (*reader->at | 32) <= 'f' && reader->at[1] != ':')))
        text[length++] = *reader->at++;
    text[length] = 0;
    if (!ConvertStringSidToSidW(text, &found)) return fail(reader, ERROR_INVALID_SID);
    bool done = CopySid(SECURITY_MAX_SID_SIZE, sid, found);
    LocalFree(found);
    return done || fail(reader, ERROR_INVALID_SID);
}

/* The word of a table that the text goes on with; longest first where one begins another. */
static bool read_word(struct reader *reader, const struct sddl_word *words, unsigned count, DWORD *value)
{
    size_t best = 0;
    for (unsigned i = 0; i < count; i++) {
        size_t length = wcslen(words[i].word);
        if (length <= best || _wcsnicmp(reader->at, words[i].word, length)) continue;
        best = length;
        *value = words[i].value;
    }
    reader->at += best;
    return best != 0;
}

static bool read_number(struct reader *reader, DWORD *value)
{
    ULONG64 number = 0;
    unsigned base = 10;
    if (*reader->at < '0' || *reader->at > '9') return false;
    if (reader->at[0] == '0' && (reader->at[1] | 32) == 'x') base = 16, reader->at += 2;
    for (;; reader->at++) {
        unsigned digit =
            *reader->at >= '0' && *reader->at <= '9' ? *reader->at - '0' + 0u : (*reader->at | 32) - 'a' + 10u;
        if (digit >= base || number > 0xffffffffu) break;
        number = number * base + digit;
    }
    *value = (DWORD)number;
    return number <= 0xffffffffu;
}

static bool read_rights(struct reader *reader, BYTE type, DWORD *mask)
{
    static const struct sddl_word label_rights[] = { { L"NW", 1 }, { L"NR", 2 }, { L"NX", 4 } };
    DWORD bits = 0;
    bool label = type == SYSTEM_MANDATORY_LABEL_ACE_TYPE;
    *mask = 0;
    skip_spaces(reader);
    if (read_number(reader, mask)) return true;
    while (read_word(reader, label ? label_rights : sddl_rights, label ? ARRAYSIZE(label_rights) : sddl_right_count,
                     &bits))
        *mask |= bits;
    skip_spaces(reader);
    return *reader->at == ';' || fail(reader, ERROR_INVALID_ACL);
}

static bool read_guid(struct reader *reader, GUID *guid, bool *present)
{
    WCHAR text[39] = L"{";
    UNICODE_STRING string = { 38 * sizeof(WCHAR), sizeof(text), text };
    skip_spaces(reader);
    *present = *reader->at != ';';
    for (int i = 0; *present && i < 36; i++) {
        if (!*reader->at || *reader->at == ';') return fail(reader, ERROR_INVALID_ACL);
        text[i + 1] = *reader->at++;
    }
    text[37] = '}';
    text[38] = 0;
    return !*present || NT_SUCCESS(RtlGUIDFromString(&string, guid)) || fail(reader, ERROR_INVALID_ACL);
}

static bool read_ace(struct reader *reader, PACL acl)
{
    union {
        ACE_HEADER header;
        ACCESS_ALLOWED_ACE simple;
        ACCESS_ALLOWED_OBJECT_ACE object;
        BYTE bytes[16 + 2 * sizeof(GUID) + SECURITY_MAX_SID_SIZE];
    } ace = {0};
    DWORD type = 0, flags = 0, bits = 0, mask, size = offsetof(ACCESS_ALLOWED_ACE, SidStart);
    GUID object, inherited;
    bool has_object, has_inherited;
    BYTE sid[SECURITY_MAX_SID_SIZE];
    skip_spaces(reader);
    if (!read_word(reader, sddl_types, sddl_type_count, &type) || !expect(reader, ';', ERROR_INVALID_ACL))
        return fail(reader, ERROR_INVALID_ACL);
    skip_spaces(reader);
    while (read_word(reader, sddl_ace_flags, sddl_ace_flag_count, &bits)) flags |= bits;
    if (!expect(reader, ';', ERROR_INVALID_ACL) || !read_rights(reader, (BYTE)type, &mask) ||
        !expect(reader, ';', ERROR_INVALID_ACL) || !read_guid(reader, &object, &has_object) ||
        !expect(reader, ';', ERROR_INVALID_ACL) || !read_guid(reader, &inherited, &has_inherited) ||
        !expect(reader, ';', ERROR_INVALID_ACL) || !read_sid(reader, sid) || !expect(reader, ')', ERROR_INVALID_ACL))
        return false;
    if (type >= ACCESS_ALLOWED_OBJECT_ACE_TYPE && type <= SYSTEM_ALARM_OBJECT_ACE_TYPE) {
        ace.object.Flags =
            (has_object ? ACE_OBJECT_TYPE_PRESENT : 0) | (has_inherited ? ACE_INHERITED_OBJECT_TYPE_PRESENT : 0);
        size = offsetof(ACCESS_ALLOWED_OBJECT_ACE, ObjectType);
        if (has_object) memcpy(ace.bytes + size, &object, sizeof(object)), size += sizeof(object);
        if (has_inherited) memcpy(ace.bytes + size, &inherited, sizeof(inherited)), size += sizeof(inherited);
    } else if (has_object || has_inherited) return fail(reader, ERROR_INVALID_ACL);
    memcpy(ace.bytes + size, sid, GetLengthSid(sid));
    size += GetLengthSid(sid);
    ace.header = (ACE_HEADER){ (BYTE)type, (BYTE)flags, (WORD)size };
    ace.simple.Mask = mask;
    DWORD revision = size > sizeof(ACCESS_ALLOWED_ACE) && type >= ACCESS_ALLOWED_OBJECT_ACE_TYPE &&
                             type <= SYSTEM_ALARM_OBJECT_ACE_TYPE
                         ? ACL_REVISION_DS
                         : ACL_REVISION;
    return AddAce(acl, revision, MAXDWORD, ace.bytes, size) || fail(reader, ERROR_INVALID_ACL);
}

/* An ACL of SCRATCH bytes at most; *null: all access (NO_ACCESS_CONTROL). */
static bool read_acl(struct reader *reader, PACL acl, DWORD *control, bool *null)
{
    static const WCHAR no_control[] = L"NO_ACCESS_CONTROL";
    DWORD bits = 0;
    *control = 0;
    InitializeAcl(acl, SCRATCH - 4, ACL_REVISION);
    skip_spaces(reader);
    *null = !_wcsnicmp(reader->at, no_control, ARRAYSIZE(no_control) - 1);
    if (*null) {
        reader->at += ARRAYSIZE(no_control) - 1;
        return true;
    }
    while (read_word(reader, sddl_acl_flags, sddl_acl_flag_count, &bits)) *control |= bits;
    for (skip_spaces(reader); *reader->at == '('; skip_spaces(reader)) {
        reader->at++;
        if (!read_ace(reader, acl)) return false;
    }
    ACL_SIZE_INFORMATION used;
    GetAclInformation(acl, &used, sizeof(used), AclSizeInformation);
    acl->AclSize = (WORD)used.AclBytesInUse;
    return true;
}

struct parsed {
    SECURITY_DESCRIPTOR descriptor;
    BYTE owner[SECURITY_MAX_SID_SIZE], group[SECURITY_MAX_SID_SIZE];
    DWORD dacl[SCRATCH / 4], sacl[SCRATCH / 4];
};

static bool read_component(struct reader *reader, struct parsed *parsed)
{
    DWORD control;
    bool null;
    WCHAR tag = *reader->at & ~32;
    if (!*reader->at || reader->at[1] != ':') return fail(reader, ERROR_INVALID_PARAMETER);
    reader->at += 2;
    switch (tag) {
    case 'O':
        return read_sid(reader, parsed->owner) && SetSecurityDescriptorOwner(&parsed->descriptor, parsed->owner, FALSE);
    case 'G':
        return read_sid(reader, parsed->group) && SetSecurityDescriptorGroup(&parsed->descriptor, parsed->group, FALSE);
    case 'D':
        if (!read_acl(reader, (PACL)parsed->dacl, &control, &null)) return false;
        SetSecurityDescriptorDacl(&parsed->descriptor, TRUE, null ? NULL : (PACL)parsed->dacl, FALSE);
        parsed->descriptor.Control |= (WORD)control;
        return true;
    case 'S':
        if (!read_acl(reader, (PACL)parsed->sacl, &control, &null)) return false;
        SetSecurityDescriptorSacl(&parsed->descriptor, TRUE, null ? NULL : (PACL)parsed->sacl, FALSE);
        parsed->descriptor.Control |= (WORD)(control << 1); /* the bits of the SACL lie one higher */
        return true;
    default: return fail(reader, ERROR_INVALID_PARAMETER);
    }
}

BOOL WINAPI ConvertStringSecurityDescriptorToSecurityDescriptorW(LPCWSTR text, DWORD revision,
                                                                 PSECURITY_DESCRIPTOR *result, PULONG size)
{
    struct reader reader = { text, ERROR_SUCCESS };
    DWORD needed = 0;
    if (!text || !result) return fail_with(ERROR_INVALID_PARAMETER);
    if (revision != SDDL_REVISION_1) return fail_with(ERROR_UNKNOWN_REVISION);
    struct parsed *parsed = heap_allocate_zeroed(sizeof(*parsed));
    if (!parsed) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    *result = NULL;
    InitializeSecurityDescriptor(&parsed->descriptor, SECURITY_DESCRIPTOR_REVISION);
    for (skip_spaces(&reader); *reader.at && !reader.error; skip_spaces(&reader)) read_component(&reader, parsed);
    if (!reader.error) {
        MakeSelfRelativeSD(&parsed->descriptor, NULL, &needed);
        *result = LocalAlloc(LMEM_FIXED, needed);
        if (!*result || !MakeSelfRelativeSD(&parsed->descriptor, *result, &needed))
            reader.error = ERROR_NOT_ENOUGH_MEMORY;
    }
    heap_free(parsed);
    if (reader.error) return fail_with(reader.error);
    if (size) *size = needed;
    return TRUE;
}

BOOL WINAPI ConvertStringSecurityDescriptorToSecurityDescriptorA(LPCSTR text, DWORD revision,
                                                                 PSECURITY_DESCRIPTOR *result, PULONG size)
{
    WCHAR *wide;
    LSTATUS error = wide_from_ansi(text, &wide);
    BOOL done = error ? fail_with((DWORD)error)
                      : ConvertStringSecurityDescriptorToSecurityDescriptorW(wide, revision, result, size);
    free_text(wide);
    return done;
}
