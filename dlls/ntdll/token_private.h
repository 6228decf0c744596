/* What a token says; shared by the files of ntdll that implement tokens and access checks. */
#ifndef TOKEN_PRIVATE_H
#define TOKEN_PRIVATE_H

#include "nt/nt.h"

struct sid { UCHAR revision, count; UCHAR authority[6]; ULONG parts[15]; };
#define SID_SIZE(sid) (8u + 4u * (sid)->count)

enum { TOKEN_GROUP_COUNT = 8, TOKEN_RESTRICTED_MAX = 16, TOKEN_DACL_MAX = 2048 };

/* The process's ordinary token has its state in the process; any other has it in the server, as these bytes. Both
 * architectures read them, so the fields are of fixed size. */
struct token_state {
    ULONG size; /* of this structure: tells that it is one */
    ULONG type, level;
    ULONG integrity; /* SECURITY_MANDATORY_*_RID */
    ULONG session, restricted_count;
    ULONG64 id;
    ULONG64 privileges, enabled; /* bits by LUID */
    ULONG group_attributes[TOKEN_GROUP_COUNT];
    struct sid owner, primary_group;
    struct sid restricted[TOKEN_RESTRICTED_MAX];
    ULONG dacl_size, write_restricted;
    BYTE dacl[TOKEN_DACL_MAX]; /* default DACL of new objects */
};

extern const struct sid token_user;
extern const struct sid *const token_groups[TOKEN_GROUP_COUNT];

/* The state of a token handle. */
NTSTATUS token_load(HANDLE token, ACCESS_MASK access, struct token_state *state);
/* Changes it for every handle to the same token. */
NTSTATUS token_store(HANDLE token, const struct token_state *state);
/* A new token of this state. */
NTSTATUS token_create(const struct token_state *state, ACCESS_MASK access, ULONG attributes, PHANDLE token);
bool token_has_group(const struct token_state *state, const struct sid *sid, bool for_denial);
/* A SID from the program, checked: NULL if it is damaged. */
const struct sid *sid_checked(const void *sid);
static inline bool sid_equal(const struct sid *a, const struct sid *b)
{
    return a->count == b->count && !memcmp(a, b, SID_SIZE(a));
}

#endif
