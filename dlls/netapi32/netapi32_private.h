/* Shared by the files of netapi32. */
#ifndef NETAPI32_PRIVATE_H
#define NETAPI32_PRIVATE_H

#include "nt/nt.h"
#include <lm.h>
#include <stdbool.h>
#include <string.h>

/* workstation.c: whether a server's name means this computer. */
bool is_this_computer(const WCHAR *name);

#endif
