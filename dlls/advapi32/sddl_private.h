/* The tables of the security descriptor definition language (Microsoft, "Security Descriptor String Format", "ACE
 * Strings" and "SID Strings"), shared by its reader and its writer. */
#ifndef SDDL_PRIVATE_H
#define SDDL_PRIVATE_H

#include "advapi32_private.h"

struct sddl_word { const WCHAR *word; DWORD value; };

extern const struct sddl_word sddl_types[], sddl_ace_flags[], sddl_rights[], sddl_acl_flags[];
extern const unsigned sddl_type_count, sddl_ace_flag_count, sddl_right_count, sddl_acl_flag_count;

/* The SID that two letters stand for; false for unknown letters. */
bool sddl_alias_sid(const WCHAR *letters, BYTE *sid);
/* The letters for a SID, NULL if it has none. */
const WCHAR *sddl_alias_of(PSID sid);

#endif
