/* The list of attributes that STARTUPINFOEX carries; programs see only its size. */
#ifndef PROCESSTHREADSAPI_PRIVATE_H
#define PROCESSTHREADSAPI_PRIVATE_H

#include "nt/nt.h"

struct attribute { DWORD_PTR kind; SIZE_T size; PVOID value; };
struct attribute_list { DWORD capacity, count; struct attribute attributes[]; };

/* NULL when there is no list or no such attribute in it. */
const struct attribute *attribute_find(const struct attribute_list *list, DWORD_PTR kind);

#ifndef ERROR_OBJECT_NAME_EXISTS
#define ERROR_OBJECT_NAME_EXISTS 698L
#endif
#ifndef PROC_THREAD_ATTRIBUTE_JOB_LIST
#define PROC_THREAD_ATTRIBUTE_JOB_LIST 0x2000d
#endif
#ifndef PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE
#define PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE 0x20016
#endif

#endif
