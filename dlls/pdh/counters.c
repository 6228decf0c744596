/* The performance counters there are: processors, memory, and the system as a whole. */
#include "pdh_private.h"
#include <tlhelp32.h>

enum source {
    PROCESSOR_TIME,
    PROCESSOR_IDLE,
    PROCESSOR_USER,
    PROCESSOR_PRIVILEGED,
    MEMORY_AVAILABLE,
    MEMORY_AVAILABLE_KILO,
    MEMORY_AVAILABLE_MEGA,
    MEMORY_COMMITTED,
    MEMORY_COMMIT_LIMIT,
    SYSTEM_PROCESSES,
    SYSTEM_THREADS,
    SYSTEM_UP_TIME,
};

static const struct counter_kind kinds[] = {
    {L"Processor", L"% Processor Time", PERF_100NSEC_TIMER_INV, true, PROCESSOR_TIME},
    {L"Processor", L"% Idle Time", PERF_100NSEC_TIMER, true, PROCESSOR_IDLE},
    {L"Processor", L"% User Time", PERF_100NSEC_TIMER, true, PROCESSOR_USER},
    {L"Processor", L"% Privileged Time", PERF_100NSEC_TIMER, true, PROCESSOR_PRIVILEGED},
    {L"Memory", L"Available Bytes", PERF_COUNTER_LARGE_RAWCOUNT, false, MEMORY_AVAILABLE},
    {L"Memory", L"Available KBytes", PERF_COUNTER_LARGE_RAWCOUNT, false, MEMORY_AVAILABLE_KILO},
    {L"Memory", L"Available MBytes", PERF_COUNTER_LARGE_RAWCOUNT, false, MEMORY_AVAILABLE_MEGA},
    {L"Memory", L"Committed Bytes", PERF_COUNTER_LARGE_RAWCOUNT, false, MEMORY_COMMITTED},
    {L"Memory", L"Commit Limit", PERF_COUNTER_LARGE_RAWCOUNT, false, MEMORY_COMMIT_LIMIT},
    {L"System", L"Processes", PERF_COUNTER_RAWCOUNT, false, SYSTEM_PROCESSES},
    {L"System", L"Threads", PERF_COUNTER_RAWCOUNT, false, SYSTEM_THREADS},
    {L"System", L"System Up Time", PERF_ELAPSED_TIME, false, SYSTEM_UP_TIME},
};

PDH_STATUS counter_find(const WCHAR *object, const WCHAR *name, const struct counter_kind **kind)
{
    bool known = false;
    for (size_t i = 0; i < ARRAYSIZE(kinds); i++) {
        if (lstrcmpiW(kinds[i].object, object)) continue;
        known = true;
        if (lstrcmpiW(kinds[i].name, name)) continue;
        *kind = &kinds[i];
        return ERROR_SUCCESS;
    }
    return (PDH_STATUS)(known ? PDH_CSTATUS_NO_COUNTER : PDH_CSTATUS_NO_OBJECT);
}

const WCHAR *object_name(size_t index)
{
    static const WCHAR *const objects[] = {L"Processor", L"Memory", L"System"};
    return index < ARRAYSIZE(objects) ? objects[index] : NULL;
}

const WCHAR *counter_name(const WCHAR *object, size_t index)
{
    for (size_t i = 0; i < ARRAYSIZE(kinds); i++) {
        if (!lstrcmpiW(kinds[i].object, object) && !index--) return kinds[i].name;
    }
    return NULL;
}

unsigned processor_count(void)
{
    SYSTEM_INFO info;
    GetSystemInfo(&info);
    return info.dwNumberOfProcessors;
}

static LONGLONG clock_now(void)
{
    FILETIME now;
    GetSystemTimeAsFileTime(&now);
    return (LONGLONG)now.dwHighDateTime << 32 | now.dwLowDateTime;
}

/* Of all processors the mean, as for _Total in Windows. */
static bool sample_processor(enum source source, unsigned instance, LONGLONG *value)
{
    SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION times[64];
    ULONG size;

    if (NtQuerySystemInformation(SystemProcessorPerformanceInformation, times, sizeof(times), &size)) return false;
    unsigned count = size / sizeof(times[0]), first = instance == INSTANCE_TOTAL ? 0 : instance;
    unsigned end = instance == INSTANCE_TOTAL ? count : instance + 1;
    if (!count || end > count) return false;
    LONGLONG sum = 0;
    for (unsigned i = first; i < end; i++) {
        if (source == PROCESSOR_USER) sum += times[i].UserTime.QuadPart;
        else if (source == PROCESSOR_PRIVILEGED) sum += times[i].KernelTime.QuadPart - times[i].IdleTime.QuadPart;
        else sum += times[i].IdleTime.QuadPart;
    }
    *value = sum / (end - first);
    return true;
}

static LONGLONG memory_value(enum source source)
{
    MEMORYSTATUSEX memory = {.dwLength = sizeof(memory)};

    GlobalMemoryStatusEx(&memory);
    switch (source) {
    case MEMORY_AVAILABLE: return (LONGLONG)memory.ullAvailPhys;
    case MEMORY_AVAILABLE_KILO: return (LONGLONG)(memory.ullAvailPhys >> 10);
    case MEMORY_AVAILABLE_MEGA: return (LONGLONG)(memory.ullAvailPhys >> 20);
    case MEMORY_COMMITTED: return (LONGLONG)(memory.ullTotalPageFile - memory.ullAvailPageFile);
    default: return (LONGLONG)memory.ullTotalPageFile;
    }
}

static bool count_entries(bool threads, LONGLONG *value)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    PROCESSENTRY32W entry = {.dwSize = sizeof(entry)};

    if (snapshot == INVALID_HANDLE_VALUE) return false;
    *value = 0;
    for (BOOL more = Process32FirstW(snapshot, &entry); more; more = Process32NextW(snapshot, &entry))
        *value += threads ? (LONGLONG)entry.cntThreads : 1;
    CloseHandle(snapshot);
    return true;
}

bool counter_sample(const struct counter_kind *kind, unsigned instance, struct sample *sample)
{
    enum source source = kind->source;

    sample->time = clock_now();
    if (kind->has_instances) return sample_processor(source, instance, &sample->value);
    switch (source) {
    case SYSTEM_PROCESSES:
    case SYSTEM_THREADS: return count_entries(source == SYSTEM_THREADS, &sample->value);
    case SYSTEM_UP_TIME: sample->value = sample->time - (LONGLONG)GetTickCount64() * 10000; return true;
    default: sample->value = memory_value(source); return true;
    }
}
