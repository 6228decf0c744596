/* Access control lists and security descriptors. */
#include "../check.h"
#include <sddl.h>

static BYTE system_sid[SECURITY_MAX_SID_SIZE], world_sid[SECURITY_MAX_SID_SIZE];

static void test_acl(void)
{
    BYTE buffer[256];
    ACL *acl = (ACL *)buffer;
    ACL_SIZE_INFORMATION info;
    ACL_REVISION_INFORMATION revision;
    ACCESS_ALLOWED_ACE *ace;
    void *place;
    check_fails_with(InitializeAcl(acl, 4, ACL_REVISION), ERROR_INSUFFICIENT_BUFFER);
    check_fails_with(InitializeAcl(acl, sizeof(buffer), 99), ERROR_INVALID_PARAMETER);
    check(InitializeAcl(acl, sizeof(buffer), ACL_REVISION), "InitializeAcl");
    check(IsValidAcl(acl), "an empty list is valid");
    check(GetAclInformation(acl, &info, sizeof(info), AclSizeInformation), "size information");
    check_equal_u32(info.AceCount, 0, "no entries");
    check_equal_u32(info.AclBytesInUse, sizeof(ACL), "the header only");
    check_equal_u32(info.AclBytesFree, sizeof(buffer) - sizeof(ACL), "all the rest is free");
    check(AddAccessAllowedAce(acl, ACL_REVISION, GENERIC_READ, world_sid), "allow everyone to read");
    check(AddAccessAllowedAceEx(acl, ACL_REVISION, CONTAINER_INHERIT_ACE, GENERIC_ALL, system_sid),
          "allow the system all");
    check(AddAccessDeniedAce(acl, ACL_REVISION, DELETE, world_sid), "deny everyone to delete");
    check_equal_u32(acl->AceCount, 3, "three entries");
    check(GetAce(acl, 0, (void **)&ace), "the first");
    check_equal_u32(ace->Header.AceType, ACCESS_ALLOWED_ACE_TYPE, "the first");
    check_equal_u32(ace->Mask, GENERIC_READ, "the first");
    check_equal_u32(ace->Header.AceSize, 8u + GetLengthSid(world_sid), "the first");
    check(EqualSid(&ace->SidStart, world_sid), "the first");
    check(GetAce(acl, 1, (void **)&ace) && ace->Header.AceFlags == CONTAINER_INHERIT_ACE, "the second is inherited");
    check(GetAce(acl, 2, (void **)&ace) && ace->Header.AceType == ACCESS_DENIED_ACE_TYPE, "the third denies");
    check_fails_with(GetAce(acl, 3, &place), ERROR_INVALID_PARAMETER);
    check(FindFirstFreeAce(acl, &place) && (BYTE *)place == buffer + sizeof(ACL) + 3 * (8 + 12), "the free place");
    check(DeleteAce(acl, 0), "delete the first");
    check(GetAce(acl, 0, (void **)&ace) && EqualSid(&ace->SidStart, system_sid), "the second is now the first");
    check(GetAclInformation(acl, &revision, sizeof(revision), AclRevisionInformation) &&
              revision.AclRevision == ACL_REVISION,
          "revision");
    BYTE small[sizeof(ACL) + 8];
    InitializeAcl((ACL *)small, sizeof(small), ACL_REVISION);
    check_fails_with(AddAccessAllowedAce((ACL *)small, ACL_REVISION, GENERIC_READ, world_sid),
                     ERROR_ALLOTTED_SPACE_EXCEEDED);
}

static void test_descriptor(void)
{
    SECURITY_DESCRIPTOR descriptor;
    BYTE list[128], relative[256];
    ACL *acl = (ACL *)list, *found = NULL;
    BOOL present = FALSE, defaulted = TRUE;
    SECURITY_DESCRIPTOR_CONTROL control;
    PSID owner;
    DWORD size, revision;
    check_fails_with(InitializeSecurityDescriptor(&descriptor, 2), ERROR_UNKNOWN_REVISION);
    check(InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION), "initialize");
    check(IsValidSecurityDescriptor(&descriptor), "valid");
    check(GetSecurityDescriptorDacl(&descriptor, &present, &found, &defaulted) && !present, "no list yet");
    InitializeAcl(acl, sizeof(list), ACL_REVISION);
    AddAccessAllowedAce(acl, ACL_REVISION, GENERIC_ALL, world_sid);
    check(SetSecurityDescriptorDacl(&descriptor, TRUE, acl, FALSE), "set the list");
    check(GetSecurityDescriptorDacl(&descriptor, &present, &found, &defaulted), "get the list");
    check(present && found == acl && !defaulted, "it is the one that was set");
    check(SetSecurityDescriptorOwner(&descriptor, system_sid, FALSE), "owner");
    check(GetSecurityDescriptorOwner(&descriptor, &owner, &defaulted) && owner == (PSID)system_sid, "owner");
    check(GetSecurityDescriptorControl(&descriptor, &control, &revision), "control");
    check_equal_u32(control, SE_DACL_PRESENT, "control");
    check_equal_u32(GetSecurityDescriptorLength(&descriptor),
                    sizeof(descriptor) + GetLengthSid(system_sid) + sizeof(list), "length");
    size = 10;
    check_fails_with(MakeSelfRelativeSD(&descriptor, relative, &size), ERROR_INSUFFICIENT_BUFFER);
    check_equal_u32(size, 20 + GetLengthSid(system_sid) + sizeof(list), "size of the self-relative form");
    size = sizeof(relative);
    check(MakeSelfRelativeSD(&descriptor, relative, &size), "make it self-relative");
    check(IsValidSecurityDescriptor(relative), "it is valid");
    check(GetSecurityDescriptorControl(relative, &control, &revision) &&
              control == (SE_DACL_PRESENT | SE_SELF_RELATIVE),
          "control");
    check(GetSecurityDescriptorOwner(relative, &owner, &defaulted) && EqualSid(owner, system_sid),
          "owner of the self-relative form");
    check(GetSecurityDescriptorDacl(relative, &present, &found, &defaulted) && present && found && found->AceCount == 1,
          "list of the self-relative form");
    check(!SetSecurityDescriptorOwner(relative, world_sid, FALSE), "a self-relative one cannot be set");
}

int main(void)
{
    DWORD size = sizeof(system_sid);
    CreateWellKnownSid(WinLocalSystemSid, NULL, system_sid, &size);
    size = sizeof(world_sid);
    CreateWellKnownSid(WinWorldSid, NULL, world_sid, &size);
    test_acl();
    test_descriptor();
    return check_summary();
}
