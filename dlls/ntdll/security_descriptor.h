/* Reading and making self-relative security descriptors within ntdll. */
#ifndef SECURITY_DESCRIPTOR_H
#define SECURITY_DESCRIPTOR_H

#include "token_private.h"

struct descriptor_parts {
    SECURITY_DESCRIPTOR_CONTROL control;
    const struct sid *owner, *group; /* NULL: none */
    const ACL *sacl, *dacl;          /* NULL: none, or present and NULL: see control */
};

/* Of either form; false if it is damaged. The parts lie in the program's memory. */
bool descriptor_read(PSECURITY_DESCRIPTOR descriptor, struct descriptor_parts *parts);
ULONG descriptor_size(const struct descriptor_parts *parts);
/* Writes descriptor_size() bytes. */
void descriptor_write(const struct descriptor_parts *parts, void *buffer);

#endif
