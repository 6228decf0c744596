/* Queries: counters that are collected together, and their values. */
#include "pdh_private.h"

#define QUERY_MAGIC   0x59524551u
#define COUNTER_MAGIC 0x4e554f43u

struct counter {
    DWORD magic;
    struct counter *next;
    struct query *query;
    const struct counter_kind *kind;
    unsigned instance;
    DWORD_PTR user_data;
    struct sample last, before;
    unsigned samples; /* 0, 1, or 2: both are there */
    DWORD status;     /* of the last sample */
};

struct query {
    DWORD magic;
    DWORD_PTR user_data;
    struct counter *counters;
};

static SRWLOCK lock = SRWLOCK_INIT;

static PDH_STATUS status_of(DWORD status) { return (PDH_STATUS)status; }
static bool is_query(const struct query *query) { return query && query->magic == QUERY_MAGIC; }
static bool is_counter(const struct counter *counter) { return counter && counter->magic == COUNTER_MAGIC; }

PDH_STATUS WINAPI PdhGetDllVersion(LPDWORD version)
{
    if (!version) return status_of(PDH_INVALID_ARGUMENT);
    *version = PDH_VERSION;
    return ERROR_SUCCESS;
}

/* Log files are no source here. */
PDH_STATUS WINAPI PdhOpenQueryW(LPCWSTR source, DWORD_PTR user_data, PDH_HQUERY *handle)
{
    if (!handle) return status_of(PDH_INVALID_ARGUMENT);
    if (source) return status_of(PDH_LOG_FILE_OPEN_ERROR);
    struct query *query = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*query));
    if (!query) return status_of(PDH_MEMORY_ALLOCATION_FAILURE);
    query->magic = QUERY_MAGIC;
    query->user_data = user_data;
    *handle = query;
    return ERROR_SUCCESS;
}

PDH_STATUS WINAPI PdhOpenQueryA(LPCSTR source, DWORD_PTR user_data, PDH_HQUERY *handle)
{
    return PdhOpenQueryW(source ? L"" : NULL, user_data, handle);
}

static void free_counter(struct counter *counter)
{
    counter->magic = 0;
    HeapFree(GetProcessHeap(), 0, counter);
}

PDH_STATUS WINAPI PdhCloseQuery(PDH_HQUERY handle)
{
    struct query *query = handle;

    AcquireSRWLockExclusive(&lock);
    bool valid = is_query(query);
    while (valid && query->counters) {
        struct counter *counter = query->counters;
        query->counters = counter->next;
        free_counter(counter);
    }
    if (valid) query->magic = 0;
    ReleaseSRWLockExclusive(&lock);
    if (!valid) return status_of(PDH_INVALID_HANDLE);
    HeapFree(GetProcessHeap(), 0, query);
    return ERROR_SUCCESS;
}

PDH_STATUS WINAPI PdhAddEnglishCounterW(PDH_HQUERY handle, LPCWSTR path, DWORD_PTR user_data, PDH_HCOUNTER *result)
{
    struct query *query = handle;
    const struct counter_kind *kind;
    unsigned instance;

    if (!path || !result) return status_of(PDH_INVALID_ARGUMENT);
    if (!is_query(query)) return status_of(PDH_INVALID_HANDLE);
    PDH_STATUS status = path_resolve(path, &kind, &instance);
    if (status) return status;
    struct counter *counter = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*counter));
    if (!counter) return status_of(PDH_MEMORY_ALLOCATION_FAILURE);
    *counter = (struct counter){
        .magic = COUNTER_MAGIC, .query = query, .kind = kind, .instance = instance, .user_data = user_data};
    AcquireSRWLockExclusive(&lock);
    counter->next = query->counters;
    query->counters = counter;
    ReleaseSRWLockExclusive(&lock);
    *result = counter;
    return ERROR_SUCCESS;
}

/* Names are English in every locale. */
PDH_STATUS WINAPI PdhAddCounterW(PDH_HQUERY handle, LPCWSTR path, DWORD_PTR user_data, PDH_HCOUNTER *result)
{
    return PdhAddEnglishCounterW(handle, path, user_data, result);
}

PDH_STATUS WINAPI PdhAddEnglishCounterA(PDH_HQUERY handle, LPCSTR path, DWORD_PTR user_data, PDH_HCOUNTER *result)
{
    WCHAR wide[512];
    if (!path || !MultiByteToWideChar(CP_ACP, 0, path, -1, wide, ARRAYSIZE(wide)))
        return status_of(PDH_INVALID_ARGUMENT);
    return PdhAddEnglishCounterW(handle, wide, user_data, result);
}

PDH_STATUS WINAPI PdhAddCounterA(PDH_HQUERY handle, LPCSTR path, DWORD_PTR user_data, PDH_HCOUNTER *result)
{
    return PdhAddEnglishCounterA(handle, path, user_data, result);
}

PDH_STATUS WINAPI PdhRemoveCounter(PDH_HCOUNTER handle)
{
    struct counter *counter = handle;

    AcquireSRWLockExclusive(&lock);
    bool valid = is_counter(counter);
    if (valid) {
        struct counter **link = &counter->query->counters;
        while (*link != counter) link = &(*link)->next;
        *link = counter->next;
        free_counter(counter);
    }
    ReleaseSRWLockExclusive(&lock);
    return valid ? ERROR_SUCCESS : status_of(PDH_INVALID_HANDLE);
}

PDH_STATUS WINAPI PdhCollectQueryData(PDH_HQUERY handle)
{
    struct query *query = handle;
    PDH_STATUS status = status_of(PDH_NO_DATA);

    if (!is_query(query)) return status_of(PDH_INVALID_HANDLE);
    AcquireSRWLockExclusive(&lock);
    for (struct counter *counter = query->counters; counter; counter = counter->next) {
        struct sample sample;
        if (!counter_sample(counter->kind, counter->instance, &sample)) {
            counter->status = PDH_CSTATUS_INVALID_DATA;
            continue;
        }
        counter->before = counter->last;
        counter->last = sample;
        if (counter->samples < 2) counter->samples++;
        counter->status = PDH_CSTATUS_NEW_DATA;
        status = ERROR_SUCCESS;
    }
    ReleaseSRWLockExclusive(&lock);
    return status;
}

PDH_STATUS WINAPI PdhGetRawCounterValue(PDH_HCOUNTER handle, LPDWORD type, PPDH_RAW_COUNTER value)
{
    const struct counter *counter = handle;

    if (!value) return status_of(PDH_INVALID_ARGUMENT);
    if (!is_counter(counter)) return status_of(PDH_INVALID_HANDLE);
    AcquireSRWLockShared(&lock);
    memset(value, 0, sizeof(*value));
    value->CStatus = counter->samples ? counter->status : PDH_CSTATUS_INVALID_DATA;
    value->TimeStamp.dwLowDateTime = (DWORD)counter->last.time;
    value->TimeStamp.dwHighDateTime = (DWORD)(counter->last.time >> 32);
    value->FirstValue = counter->last.value;
    value->SecondValue = counter->last.time;
    value->MultiCount = 1;
    if (type) *type = counter->kind->type;
    ReleaseSRWLockShared(&lock);
    return ERROR_SUCCESS;
}

/* False: a rate needs two samples. */
static bool compute(const struct counter *counter, DWORD format, double *value)
{
    DWORD type = counter->kind->type;

    if (type == PERF_100NSEC_TIMER || type == PERF_100NSEC_TIMER_INV) {
        LONGLONG time = counter->last.time - counter->before.time;
        if (counter->samples < 2 || time <= 0) return false;
        *value = 100.0 * (double)(counter->last.value - counter->before.value) / (double)time;
        if (type == PERF_100NSEC_TIMER_INV) *value = 100.0 - *value;
        if (*value < 0) *value = 0;
        if (*value > 100 && !(format & PDH_FMT_NOCAP100)) *value = 100;
        return true;
    }
    if (!counter->samples) return false;
    *value = type == PERF_ELAPSED_TIME ? (double)(counter->last.time - counter->last.value) / 1e7
                                       : (double)counter->last.value;
    return true;
}

PDH_STATUS WINAPI PdhGetFormattedCounterValue(PDH_HCOUNTER handle, DWORD format, LPDWORD type,
                                              PPDH_FMT_COUNTERVALUE result)
{
    const struct counter *counter = handle;
    DWORD kind = format & (PDH_FMT_LONG | PDH_FMT_DOUBLE | PDH_FMT_LARGE);
    double value = 0;

    if (!result || (kind & (kind - 1)) || !kind) return status_of(PDH_INVALID_ARGUMENT);
    if (!is_counter(counter)) return status_of(PDH_INVALID_HANDLE);
    AcquireSRWLockShared(&lock);
    bool valid = counter->status != PDH_CSTATUS_INVALID_DATA && compute(counter, format, &value);
    if (type) *type = counter->kind->type;
    ReleaseSRWLockShared(&lock);
    memset(result, 0, sizeof(*result));
    result->CStatus = valid ? PDH_CSTATUS_VALID_DATA : PDH_CSTATUS_INVALID_DATA;
    if (!valid) return status_of(PDH_INVALID_DATA);
    if (format & PDH_FMT_1000) value *= 1000;
    if (kind == PDH_FMT_DOUBLE) result->doubleValue = value;
    else if (kind == PDH_FMT_LARGE) result->largeValue = (LONGLONG)value;
    else result->longValue = value > 2147483647.0 ? 2147483647 : (LONG)value;
    return ERROR_SUCCESS;
}
