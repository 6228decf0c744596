/* Handles of the process's icons and cursors, menus, accelerator tables and DDE data (user_object.c). */
#ifndef USER_OBJECT_H
#define USER_OBJECT_H

#include "nt/nt.h"

enum user_kind { USER_FREE, USER_IMAGE, USER_MENU, USER_ACCELERATORS, USER_DDE_DATA };
HANDLE user_object_add(void *object,
                       enum user_kind kind); /* NULL: no handle is left (ERROR_NO_SYSTEM_RESOURCES) or no memory */
void *user_object_get(HANDLE handle, enum user_kind kind); /* NULL: not such a handle; last error untouched */
void *user_object_remove(HANDLE handle, enum user_kind kind); /* the object, which is the caller's now */
UINT user_object_count(void);

#endif
