/* robocopy: copies and mirrors trees. The exit code is a set of bits: 1 copied, 2 extras, 4 mismatches, 8 failures, 16
 * nothing done. */
#include "robocopy.h"

struct options options = { .retries = 1000000, .wait = 30, .copy_attributes = true };
struct counts folders, files, bytes;
FILE *log_file;

void report(const WCHAR *format, ...)
{
    WCHAR text[3 * MAX_PATH_LENGTH];
    char narrow[3 * MAX_PATH_LENGTH];
    va_list arguments;
    va_start(arguments, format);
    _vsnwprintf(text, ARRAYSIZE(text) - 1, format, arguments);
    va_end(arguments);
    text[ARRAYSIZE(text) - 1] = 0;
    if (!log_file || options.tee) put_text(text);
    if (log_file && WideCharToMultiByte(CP_ACP, 0, text, -1, narrow, sizeof(narrow), NULL, NULL))
        fputs(narrow, log_file);
}

static void report_line(void)
{
    report(L"-------------------------------------------------------------------------------\r\n");
}

static void report_time(const WCHAR *title)
{
    WCHAR date[80], time[40];
    GetDateFormatW(LOCALE_USER_DEFAULT, DATE_LONGDATE, NULL, NULL, date, ARRAYSIZE(date));
    GetTimeFormatW(LOCALE_USER_DEFAULT, 0, NULL, NULL, time, ARRAYSIZE(time));
    report(L"%10ls %ls %ls\r\n", title, date, time);
}

static void report_names(const WCHAR *title, const struct name_list *list)
{
    for (size_t i = 0; i < list->count; i++) report(L"%11ls%ls\r\n", i ? L"" : title, list->names[i]);
    if (list->count) report(L"\r\n");
}

static void report_header(const WCHAR *source, const WCHAR *target)
{
    report(L"\r\n");
    report_line();
    report(L"   ROBOCOPY     ::     Robust File Copy for Windows                              \r\n");
    report_line();
    report(L"\r\n");
    report_time(L"Started :");
    report(L"%10ls %ls%ls\r\n", L"Source :", source, source[wcslen(source) - 1] == '\\' ? L"" : L"\\");
    report(L"%10ls %ls%ls\r\n\r\n", L"Dest :", target, target[wcslen(target) - 1] == '\\' ? L"" : L"\\");
    report_names(L"Files : ", &options.files);
    report_names(L"Exc Files : ", &options.excluded_files);
    report_names(L"Exc Dirs : ", &options.excluded_folders);
    report(L"%10ls %ls%ls%ls%ls/R:%lu /W:%lu \r\n\r\n", L"Options :", options.list_only ? L"/L " : L"",
           options.recursive ? L"/S " : L"", options.empty_folders ? L"/E " : L"", options.purge ? L"/PURGE " : L"",
           options.retries, options.wait);
    report_line();
    report(L"\r\n");
}

static void report_counts(const WCHAR *title, const struct counts *counts)
{
    report(L"%8ls : %9I64u %9I64u %9I64u %9I64u %9I64u %9I64u\r\n", title, counts->total, counts->copied,
           counts->skipped, counts->mismatched, counts->failed, counts->extra);
}

static void report_summary(void)
{
    report(L"\r\n");
    report_line();
    report(L"\r\n               Total    Copied   Skipped  Mismatch    FAILED    Extras\r\n");
    report_counts(L"Dirs", &folders);
    report_counts(L"Files", &files);
    report_counts(L"Bytes", &bytes);
    report_time(L"Ended :");
    report(L"\r\n");
}

static bool make_folders(const WCHAR *folder)
{
    WCHAR path[MAX_PATH_LENGTH];
    const WCHAR *end = wcsrchr(folder, '\\');
    if (GetFileAttributesW(folder) != INVALID_FILE_ATTRIBUTES || !end || end - folder < 3) return true;
    _snwprintf(path, ARRAYSIZE(path), L"%.*ls", (int)(end - folder), folder);
    make_folders(path);
    return CreateDirectoryW(path, NULL) || GetLastError() == ERROR_ALREADY_EXISTS;
}

int main(void)
{
    int count;
    WCHAR **arguments = arguments_of_program(&count), source[MAX_PATH_LENGTH], target[MAX_PATH_LENGTH];
    if (!count || is_switch(arguments[0], L"?")) {
        put_text(L"Copies and mirrors trees.\r\n\r\nrobocopy source target [file...] [/S | /E] [/LEV:n] [/MIR | "
                 L"/PURGE] [/MOV | /MOVE] [/XF file...] [/XD folder...]\r\n"
                 L"    [/XC] [/XN] [/XO] [/XX] [/XL] [/IS] [/IT] [/MAX:n] [/MIN:n] [/R:n] [/W:n] [/COPY:flags] [/L] "
                 L"[/FP]\r\n"
                 L"    [/NS] [/NC] [/NFL] [/NDL] [/NP] [/NJH] [/NJS] [/LOG:file] [/LOG+:file] [/TEE]\r\n");
        return 16;
    }
    if (!parse_options(count, arguments)) return 16;
    if (!options.target) {
        report(L"\r\nERROR : No Destination Directory Specified.\r\n");
        return 16;
    }
    GetFullPathNameW(options.source, MAX_PATH_LENGTH, source, NULL);
    GetFullPathNameW(options.target, MAX_PATH_LENGTH, target, NULL);
    if (!options.no_header) report_header(source, target);
    DWORD bits = GetFileAttributesW(source);
    if (bits == INVALID_FILE_ATTRIBUTES || !(bits & FILE_ATTRIBUTE_DIRECTORY)) {
        DWORD error = bits == INVALID_FILE_ATTRIBUTES ? GetLastError() : ERROR_DIRECTORY;
        report(L"ERROR %lu (0x%08lX) Accessing Source Directory %ls\r\n", error, error, source);
        put_system_error(error);
        return 16;
    }
    if (!options.list_only) make_folders(target);
    copy_tree(source, target, 1);
    if (!options.no_summary) report_summary();
    if (log_file) fclose(log_file);
    return (files.copied ? 1 : 0) | (files.extra || folders.extra ? 2 : 0) | (files.mismatched ? 4 : 0) |
           (files.failed || folders.failed ? 8 : 0);
}
