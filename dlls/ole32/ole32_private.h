/* Shared by the files of ole32. Each section names the file that owns it. */
#ifndef OLE32_PRIVATE_H
#define OLE32_PRIVATE_H

#include <stdbool.h>

/* --- apartment.c --- */
bool has_apartment(void);

#endif
