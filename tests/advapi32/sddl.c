/* Security descriptors as text: Microsoft, "Security Descriptor String Format" and "ACE Strings". */
#include "../check.h"
#include <sddl.h>
#include <aclapi.h>

static const struct {
    const char *text;
    int aces;
    BYTE type, flags;
    DWORD mask;
    WELL_KNOWN_SID_TYPE who;
} daclcases[] = {
    {"D:(A;;GA;;;WD)", 1, ACCESS_ALLOWED_ACE_TYPE, 0, GENERIC_ALL, WinWorldSid},
    {"D:(A;OICI;FA;;;BA)", 1, ACCESS_ALLOWED_ACE_TYPE, OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE, FILE_ALL_ACCESS,
     WinBuiltinAdministratorsSid},
    {"D:(D;;GX;;;AN)(A;;GR;;;WD)", 2, ACCESS_DENIED_ACE_TYPE, 0, GENERIC_EXECUTE, WinAnonymousSid},
    {"D:(A;;0x1200a9;;;BU)", 1, ACCESS_ALLOWED_ACE_TYPE, 0, 0x1200a9, WinBuiltinUsersSid},
    {"D:(A;IO;KR;;;CO)", 1, ACCESS_ALLOWED_ACE_TYPE, INHERIT_ONLY_ACE, KEY_READ, WinCreatorOwnerSid},
    {"D:(A;;CCLCSWRPWPDTLOCRRC;;;IU)", 1, ACCESS_ALLOWED_ACE_TYPE, 0, 0x201fd, WinInteractiveSid},
    {"D:(A;;RCSDWDWO;;;S-1-5-18)", 1, ACCESS_ALLOWED_ACE_TYPE, 0, READ_CONTROL | DELETE | WRITE_DAC | WRITE_OWNER,
     WinLocalSystemSid},
    {"D:(A;;268435456;;;SY)", 1, ACCESS_ALLOWED_ACE_TYPE, 0, GENERIC_ALL, WinLocalSystemSid},
    {"D: ( A ; ; GR ; ; ; WD )", 1, ACCESS_ALLOWED_ACE_TYPE, 0, GENERIC_READ, WinWorldSid},
};

static void test_reading(void)
{
    for (int i = 0; i < (int)(sizeof(daclcases) / sizeof(*daclcases)); i++) {
        PSECURITY_DESCRIPTOR descriptor = NULL;
        ULONG size = 0;
        PACL dacl = NULL;
        BOOL present = FALSE, defaulted;
        ACCESS_ALLOWED_ACE *ace = NULL;
        check_case(i);
        check(ConvertStringSecurityDescriptorToSecurityDescriptorA(daclcases[i].text, SDDL_REVISION_1, &descriptor,
                                                                   &size),
              "%s: error %lu", daclcases[i].text, GetLastError());
        if (!descriptor) continue;
        check(IsValidSecurityDescriptor(descriptor), "valid");
        check_equal_u32(GetSecurityDescriptorLength(descriptor), size, "size");
        check(GetSecurityDescriptorDacl(descriptor, &present, &dacl, &defaulted) && present && dacl, "it has a DACL");
        check_equal_u32(dacl->AceCount, daclcases[i].aces, "entries");
        check(GetAce(dacl, 0, (void **)&ace), "the first entry");
        check_equal_u32(ace->Header.AceType, daclcases[i].type, "type");
        check_equal_u32(ace->Header.AceFlags, daclcases[i].flags, "flags");
        check_equal_u32(ace->Mask, daclcases[i].mask, "mask");
        check(IsWellKnownSid(&ace->SidStart, daclcases[i].who), "SID");
        LocalFree(descriptor);
    }
}

static void test_parts(void)
{
    PSECURITY_DESCRIPTOR descriptor;
    PSID owner, group;
    PACL acl;
    BOOL present, defaulted;
    SECURITY_DESCRIPTOR_CONTROL control;
    DWORD revision;
    check(ConvertStringSecurityDescriptorToSecurityDescriptorA("O:BAG:SYD:PAI(A;;GA;;;WD)S:AI(AU;SAFA;GW;;;WD)",
                                                               SDDL_REVISION_1, &descriptor, NULL),
          "all parts");
    check(GetSecurityDescriptorOwner(descriptor, &owner, &defaulted) &&
              IsWellKnownSid(owner, WinBuiltinAdministratorsSid),
          "owner");
    check(GetSecurityDescriptorGroup(descriptor, &group, &defaulted) && IsWellKnownSid(group, WinLocalSystemSid),
          "group");
    check(GetSecurityDescriptorControl(descriptor, &control, &revision), "control");
    check(control & SE_DACL_PROTECTED, "P");
    check(control & SE_DACL_AUTO_INHERITED, "AI of the DACL");
    check(control & SE_SACL_AUTO_INHERITED, "AI of the SACL");
    check(!(control & SE_SACL_PROTECTED), "no P in the SACL");
    check(control & SE_SELF_RELATIVE, "self-relative");
    check(GetSecurityDescriptorSacl(descriptor, &present, &acl, &defaulted) && present && acl && acl->AceCount == 1,
          "SACL");
    LocalFree(descriptor);
    check(
        ConvertStringSecurityDescriptorToSecurityDescriptorA("D:NO_ACCESS_CONTROL", SDDL_REVISION_1, &descriptor, NULL),
        "NULL DACL");
    check(GetSecurityDescriptorDacl(descriptor, &present, &acl, &defaulted) && present && !acl, "present and NULL");
    LocalFree(descriptor);
    check(ConvertStringSecurityDescriptorToSecurityDescriptorA("D:", SDDL_REVISION_1, &descriptor, NULL), "empty DACL");
    check(GetSecurityDescriptorDacl(descriptor, &present, &acl, &defaulted) && present && acl && !acl->AceCount,
          "present and empty");
    LocalFree(descriptor);
}

static void test_errors(void)
{
    static const struct { const char *text; DWORD error;
    } cases[] = {
        {"X:BA", ERROR_INVALID_PARAMETER},    {"O:ZZ", ERROR_INVALID_SID},
        {"D:(A;;GA;;WD)", ERROR_INVALID_ACL}, {"D:(Q;;GA;;;WD)", ERROR_INVALID_ACL},
        {"D:(A;;GA;;;WD", ERROR_INVALID_ACL}, {"D:(A;;QQ;;;WD)", ERROR_INVALID_ACL},
        {"O:S-1-", ERROR_INVALID_SID},
    };
    PSECURITY_DESCRIPTOR descriptor;
    for (int i = 0; i < (int)(sizeof(cases) / sizeof(*cases)); i++) {
        check_case(i);
        check_fails_with(
            ConvertStringSecurityDescriptorToSecurityDescriptorA(cases[i].text, SDDL_REVISION_1, &descriptor, NULL),
            cases[i].error);
    }
    check_fails_with(ConvertStringSecurityDescriptorToSecurityDescriptorA("D:", 2, &descriptor, NULL),
                     ERROR_UNKNOWN_REVISION);
    check_fails_with(ConvertStringSecurityDescriptorToSecurityDescriptorA(NULL, SDDL_REVISION_1, &descriptor, NULL),
                     ERROR_INVALID_PARAMETER);
}

/* What is written is what was read. */
static void test_round_trip(void)
{
    static const char *const texts[] = {
        "O:BAG:SYD:(A;;GA;;;WD)",
        "D:P(A;OICI;FA;;;BA)(A;OICIIO;GR;;;CO)",
        "O:SYG:SYD:(D;;GX;;;AN)(A;;KA;;;SY)",
        "S:(ML;;NW;;;LW)",
        "D:(A;;CCDCLC;;;AU)",
        "D:(A;;0x12019b;;;WD)",
        "O:S-1-5-21-1-2-3-1001D:NO_ACCESS_CONTROL",
        "D:(OA;;CR;00299570-246d-11d0-a768-00aa006e0529;;WD)",
    };
    const SECURITY_INFORMATION all =
        OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | SACL_SECURITY_INFORMATION;
    for (int i = 0; i < (int)(sizeof(texts) / sizeof(*texts)); i++) {
        PSECURITY_DESCRIPTOR descriptor;
        LPSTR text = NULL;
        ULONG length = 0;
        check_case(i);
        if (!check(ConvertStringSecurityDescriptorToSecurityDescriptorA(texts[i], SDDL_REVISION_1, &descriptor, NULL),
                   "%s: error %lu", texts[i], GetLastError()))
            continue;
        check(ConvertSecurityDescriptorToStringSecurityDescriptorA(descriptor, SDDL_REVISION_1, all, &text, &length),
              "error %lu", GetLastError());
        check_equal_string(text, texts[i], "the text");
        check_equal_u32(length, (DWORD)lstrlenA(texts[i]) + 1, "length");
        LocalFree(text);
        LocalFree(descriptor);
    }
}

int main(void)
{
    test_reading();
    test_parts();
    test_errors();
    test_round_trip();
    return check_summary();
}
