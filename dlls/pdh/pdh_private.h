/* Shared by the files of pdh. Each section names the file that owns it. */
#ifndef PDH_PRIVATE_H
#define PDH_PRIVATE_H

#include "nt/nt.h"
#undef _PDH_H_
#include <pdh.h>
#include <pdhmsg.h>
#include <stdbool.h>
#include <string.h>
#include <winperf.h>

/* --- counters.c --- */
struct counter_kind {
    const WCHAR *object, *name;
    DWORD type;          /* PERF_* */
    bool has_instances;  /* one for each processor, and _Total */
    unsigned source;     /* what counters.c reads */
};
#define INSTANCE_TOTAL (~0u)
/* PDH_CSTATUS_NO_OBJECT, PDH_CSTATUS_NO_COUNTER, or 0. */
PDH_STATUS counter_find(const WCHAR *object, const WCHAR *name, const struct counter_kind **kind);
/* instance: the number of a processor or INSTANCE_TOTAL. Values are in the units of the type; time is that of the clock
 * that rates are divided by. */
struct sample {
    LONGLONG value, time;
};
bool counter_sample(const struct counter_kind *kind, unsigned instance, struct sample *sample);
unsigned processor_count(void);
/* The names of all objects, or of all counters of an object, one after the other; NULL at the end. */
const WCHAR *object_name(size_t index);
const WCHAR *counter_name(const WCHAR *object, size_t index);

/* --- paths.c --- */
#define PATH_PART_MAX 128
struct counter_path {
    WCHAR machine[PATH_PART_MAX], object[PATH_PART_MAX], instance[PATH_PART_MAX], counter[PATH_PART_MAX];
};
PDH_STATUS path_parse(const WCHAR *text, struct counter_path *path);
/* The kind and the instance that a path means. */
PDH_STATUS path_resolve(const WCHAR *text, const struct counter_kind **kind, unsigned *instance);

#endif
