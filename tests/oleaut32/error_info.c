/* The thread's error object, dates, joined and compared strings. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include <oleauto.h>
#include "../check.h"

static void test_error(void)
{
    ICreateErrorInfo *create = NULL;
    IErrorInfo *info = NULL;
    BSTR text = NULL;
    WCHAR words[] = L"it broke";

    check_equal_u32(GetErrorInfo(0, &info), S_FALSE, "no error object yet");
    check_equal_u32(CreateErrorInfo(&create), S_OK, "CreateErrorInfo");
    if (!create) return;
    check_equal_u32(ICreateErrorInfo_SetDescription(create, words), S_OK, "SetDescription");
    check_equal_u32(ICreateErrorInfo_QueryInterface(create, &IID_IErrorInfo, (void **)&info), S_OK, "IErrorInfo");
    check_equal_u32(SetErrorInfo(0, info), S_OK, "SetErrorInfo");
    IErrorInfo_Release(info);
    info = NULL;
    check_equal_u32(GetErrorInfo(0, &info), S_OK, "GetErrorInfo");
    if (!info) return;
    check_equal_u32(IErrorInfo_GetDescription(info, &text), S_OK, "GetDescription");
    check_equal_wide(text, L"it broke", "the description");
    SysFreeString(text);
    IErrorInfo_Release(info);
    check_equal_u32(GetErrorInfo(0, &info), S_FALSE, "the object was handed over");
    check_equal_u32(ICreateErrorInfo_Release(create), 0, "references left");
}

static void test_dates(void)
{
    static const struct { WORD year, month, day, hour; double value;
    } cases[] = {
        {1899, 12, 30, 0, 0.0},    {1900, 1, 1, 0, 2.0},      {1899, 12, 29, 0, -1.0},      {1899, 12, 29, 6, -1.25},
        {1970, 1, 1, 12, 25569.5}, {2000, 2, 29, 0, 36585.0}, {9999, 12, 31, 0, 2958465.0}, {100, 1, 1, 0, -657434.0},
    };
    SYSTEMTIME time;
    double value;
    USHORT date, clock;

    for (unsigned i = 0; i < ARRAYSIZE(cases); i++) {
        check_case(i);
        memset(&time, 0, sizeof(time));
        time.wYear = cases[i].year;
        time.wMonth = cases[i].month;
        time.wDay = cases[i].day;
        time.wHour = cases[i].hour;
        check(SystemTimeToVariantTime(&time, &value) && value == cases[i].value, "date %u is %f", i, value);
        check(VariantTimeToSystemTime(cases[i].value, &time), "VariantTimeToSystemTime");
        check(time.wYear == cases[i].year && time.wMonth == cases[i].month && time.wDay == cases[i].day &&
                  time.wHour == cases[i].hour,
              "got %u-%u-%u %u h", time.wYear, time.wMonth, time.wDay, time.wHour);
    }
    check(VariantTimeToSystemTime(25569.0, &time) && time.wDayOfWeek == 4, "1970 began on a Thursday");
    check(!VariantTimeToSystemTime(2958466.0, &time), "after the last year");
    check(VariantTimeToDosDateTime(29221.5, &date, &clock), "VariantTimeToDosDateTime");
    check_equal_u32(date, 0x21, "1980-01-01");
    check_equal_u32(clock, 12 << 11, "noon");
}

static void test_strings(void)
{
    BSTR first = SysAllocString(L"ab"), second = SysAllocString(L"cd"), joined = NULL;
    WCHAR number[] = L"4000000000";
    ULONG value = 0;

    check_equal_u32(VarBstrCat(first, second, &joined), S_OK, "VarBstrCat");
    check_equal_wide(joined, L"abcd", "joined");
    check_equal_u32(VarBstrCmp(first, second, LOCALE_USER_DEFAULT, 0), VARCMP_LT, "less");
    check_equal_u32(VarBstrCmp(NULL, NULL, LOCALE_USER_DEFAULT, 0), VARCMP_EQ, "nothing is equal to nothing");
    check_equal_u32(VarUI4FromStr(number, LOCALE_USER_DEFAULT, 0, &value), S_OK, "VarUI4FromStr");
    check_equal_u32(value, 4000000000u, "the number");
    SysFreeString(first);
    SysFreeString(second);
    SysFreeString(joined);
}

int main(void)
{
    test_error();
    test_dates();
    test_strings();
    return check_summary();
}
