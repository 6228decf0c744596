/* Performance counters: paths, queries, values; and lists of objects. */
#include "../check.h"
#include <pdh.h>
#include <pdhmsg.h>

PDH_FUNCTION PdhAddEnglishCounterW(PDH_HQUERY, LPCWSTR, DWORD_PTR, PDH_HCOUNTER *);

#define STATUS(code) ((PDH_STATUS)(code))

static void test_paths(void)
{
    static const struct {
        const char *path;
        DWORD status;
    } paths[] = {{"\\Processor(_Total)\\% Processor Time", ERROR_SUCCESS},
                 {"\\processor(0)\\% IDLE time", ERROR_SUCCESS},
                 {"\\Memory\\Available Bytes", ERROR_SUCCESS},
                 {"\\System\\System Up Time", ERROR_SUCCESS},
                 {"\\Processor(12345)\\% Idle Time", PDH_CSTATUS_NO_INSTANCE},
                 {"\\No Such Object\\Available Bytes", PDH_CSTATUS_NO_OBJECT},
                 {"\\Memory\\No Such Counter", PDH_CSTATUS_NO_COUNTER},
                 {"Memory", PDH_CSTATUS_BAD_COUNTERNAME},
                 {"\\Memory", PDH_CSTATUS_BAD_COUNTERNAME},
                 {"\\Processor(0\\% Idle Time", PDH_CSTATUS_BAD_COUNTERNAME}};
    for (size_t i = 0; i < ARRAYSIZE(paths); i++) {
        PDH_STATUS status = PdhValidatePathA(paths[i].path);
        check(status == STATUS(paths[i].status), "'%s': %#lx", paths[i].path, status);
    }
}

static void test_values(void)
{
    PDH_HQUERY query;
    PDH_HCOUNTER processor, memory, up, processes;
    PDH_FMT_COUNTERVALUE value;
    DWORD type;
    MEMORYSTATUSEX status = {.dwLength = sizeof(status)};

    check(!PdhOpenQueryW(NULL, 0, &query), "PdhOpenQuery");
    check(!PdhAddEnglishCounterW(query, L"\\Processor(_Total)\\% Processor Time", 0, &processor), "processor");
    check(!PdhAddCounterA(query, "\\Memory\\Available Bytes", 0, &memory), "memory");
    check(!PdhAddCounterW(query, L"\\System\\System Up Time", 0, &up), "up time");
    check(!PdhAddCounterW(query, L"\\System\\Processes", 0, &processes), "processes");
    check(PdhGetFormattedCounterValue(memory, PDH_FMT_LARGE, NULL, &value) == STATUS(PDH_INVALID_DATA), "nothing yet");
    check(!PdhCollectQueryData(query), "the first time");
    check(PdhGetFormattedCounterValue(processor, PDH_FMT_DOUBLE, NULL, &value) == STATUS(PDH_INVALID_DATA),
          "a rate needs two");
    Sleep(50);
    check(!PdhCollectQueryData(query), "the second time");
    check(!PdhGetFormattedCounterValue(processor, PDH_FMT_DOUBLE, &type, &value), "processor time");
    check(value.doubleValue >= 0 && value.doubleValue <= 100, "%f %%", value.doubleValue);
    check(type == 0x21510500, "type %#lx", type);
    check(!PdhGetFormattedCounterValue(memory, PDH_FMT_LARGE, &type, &value), "memory");
    GlobalMemoryStatusEx(&status);
    check(value.largeValue > 0 && value.largeValue <= (LONGLONG)status.ullTotalPhys, "%lld bytes", value.largeValue);
    check(!PdhGetFormattedCounterValue(up, PDH_FMT_LONG, NULL, &value), "up time");
    LONG seconds = (LONG)(GetTickCount64() / 1000);
    check(value.longValue >= seconds - 5 && value.longValue <= seconds + 5, "%ld of %ld s", value.longValue, seconds);
    check(!PdhGetFormattedCounterValue(processes, PDH_FMT_LONG, NULL, &value) && value.longValue >= 1, "%ld processes",
          value.longValue);
    check(PdhGetFormattedCounterValue(up, 0, NULL, &value) == STATUS(PDH_INVALID_ARGUMENT), "no format");
    check(!PdhRemoveCounter(up), "removed");
    check(!PdhCloseQuery(query), "PdhCloseQuery");
    check(PdhCloseQuery(NULL) == STATUS(PDH_INVALID_HANDLE), "no query");
}

static BOOL list_has(const char *list, const char *name)
{
    for (; *list; list += strlen(list) + 1)
        if (!strcmp(list, name)) return TRUE;
    return FALSE;
}

static void test_lists(void)
{
    char objects[300], counters[500], instances[300];
    DWORD size = 0, counters_size = sizeof(counters), instances_size = sizeof(instances);

    check(PdhEnumObjectsA(NULL, NULL, NULL, &size, PERF_DETAIL_WIZARD, FALSE) == STATUS(PDH_MORE_DATA), "the size");
    check(size > 10 && size < sizeof(objects), "%lu", size);
    check(!PdhEnumObjectsA(NULL, NULL, objects, &size, PERF_DETAIL_WIZARD, FALSE), "the objects");
    check(list_has(objects, "Processor") && list_has(objects, "Memory"), "two that are there");
    check(!PdhEnumObjectItemsA(NULL, NULL, "Processor", counters, &counters_size, instances, &instances_size,
                               PERF_DETAIL_WIZARD, 0),
          "its items");
    check(list_has(counters, "% Idle Time") && list_has(instances, "_Total") && list_has(instances, "0"), "are there");
}

int main(void)
{
    test_paths();
    test_values();
    test_lists();
    return check_summary();
}
