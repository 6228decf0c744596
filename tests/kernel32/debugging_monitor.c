/* Debug output without a debugger: a monitor gets it through the section DBWIN_BUFFER and its two events, as
 * Microsoft's DBMON sample has them. */
#include "../check.h"

struct buffer { DWORD pid; char text[4092]; };

static DWORD WINAPI speak(void *unused)
{
    static char longer[6000];
    (void)unused;
    OutputDebugStringA("narrow");
    OutputDebugStringW(L"wide");
    memset(longer, 'x', sizeof(longer) - 1);
    OutputDebugStringA(longer);
    return 0;
}

static void expect(HANDLE ready, HANDLE filled, const struct buffer *buffer, size_t length, const char *text)
{
    check_case((LONG)length);
    check_equal_u32(WaitForSingleObject(filled, 10000), WAIT_OBJECT_0, "the monitor is told");
    check_equal_u32(buffer->pid, GetCurrentProcessId(), "who speaks");
    check_equal_u64(strlen(buffer->text), length, "how much");
    if (text) check_equal_string(buffer->text, text, "what");
    SetEvent(ready);
}

int main(void)
{
    HANDLE ready, filled, section, thread;
    struct buffer *buffer;
    SetLastError(0x1234);
    OutputDebugStringA("nobody listens");
    check_equal_u32(GetLastError(), 0x1234, "the last error stays");
    ready = CreateEventA(NULL, FALSE, TRUE, "DBWIN_BUFFER_READY");
    filled = CreateEventA(NULL, FALSE, FALSE, "DBWIN_DATA_READY");
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, sizeof(*buffer), "DBWIN_BUFFER");
    buffer = MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    check(buffer != NULL, "the buffer: error %lu", GetLastError());
    thread = CreateThread(NULL, 0, speak, NULL, 0, NULL);
    expect(ready, filled, buffer, 6, "narrow");
    expect(ready, filled, buffer, 4, "wide");
    expect(ready, filled, buffer, sizeof(buffer->text) - 1, NULL);
    expect(ready, filled, buffer, 5999 - (sizeof(buffer->text) - 1), NULL);
    check_equal_u32(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0, "all was said");
    return check_summary();
}
