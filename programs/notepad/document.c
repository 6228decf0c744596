/* Reading and writing a text file: encodings and line ends. */
#include "document.h"

#define LARGEST_FILE 0x10000000 /* bytes: 256 MB */

static void *allocate(SIZE_T size) { return HeapAlloc(GetProcessHeap(), 0, size); }
static void release(void *memory) { if (memory) HeapFree(GetProcessHeap(), 0, memory); }

static BYTE *read_all(LPCWSTR path, DWORD *size)
{
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    LARGE_INTEGER length;
    BYTE *bytes = NULL;
    if (file == INVALID_HANDLE_VALUE) return NULL;
    if (!GetFileSizeEx(file, &length)) goto done;
    if (length.QuadPart > LARGEST_FILE) {
        SetLastError(ERROR_FILE_TOO_LARGE);
        goto done;
    }
    bytes = allocate((SIZE_T)length.QuadPart + 2);
    if (!bytes) SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    else if (!ReadFile(file, bytes, (DWORD)length.QuadPart, size, NULL)) {
        release(bytes);
        bytes = NULL;
    }
done:;
    DWORD error = GetLastError();
    CloseHandle(file);
    SetLastError(error);
    return bytes;
}

static enum encoding guess(const BYTE *bytes, DWORD size)
{
    if (size >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf) return ENCODING_UTF8_BOM;
    if (size >= 2 && bytes[0] == 0xff && bytes[1] == 0xfe) return ENCODING_UTF16;
    if (size >= 2 && bytes[0] == 0xfe && bytes[1] == 0xff) return ENCODING_UTF16_BIG;
    if (!size || MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, (LPCSTR)bytes, (int)size, NULL, 0))
        return ENCODING_UTF8;
    return ENCODING_ANSI;
}

static WCHAR *decode(BYTE *bytes, DWORD size, enum encoding encoding, int *length)
{
    UINT page = encoding == ENCODING_ANSI ? CP_ACP : CP_UTF8;
    if (encoding == ENCODING_UTF16 || encoding == ENCODING_UTF16_BIG) {
        *length = (int)(size / 2) - 1;
        WCHAR *text = allocate(((SIZE_T)*length + 1) * sizeof(WCHAR));
        if (!text) return NULL;
        memcpy(text, bytes + 2, (SIZE_T)*length * sizeof(WCHAR));
        for (int i = 0; encoding == ENCODING_UTF16_BIG && i < *length; i++)
            text[i] = (WCHAR)(text[i] << 8 | text[i] >> 8);
        return text;
    }
    DWORD skipped = encoding == ENCODING_UTF8_BOM ? 3 : 0;
    *length =
        size > skipped ? MultiByteToWideChar(page, 0, (LPCSTR)bytes + skipped, (int)(size - skipped), NULL, 0) : 0;
    WCHAR *text = allocate(((SIZE_T)*length + 1) * sizeof(WCHAR));
    if (text && *length) MultiByteToWideChar(page, 0, (LPCSTR)bytes + skipped, (int)(size - skipped), text, *length);
    return text;
}

/* The edit control wants CR LF; a zero would end the text, so it is shown as a blank. */
static WCHAR *with_line_ends(const WCHAR *text, int length)
{
    WCHAR *result = allocate((2 * (SIZE_T)length + 1) * sizeof(WCHAR)), *to = result;
    if (!result) return NULL;
    for (int i = 0; i < length; i++) {
        if (text[i] == '\n' && (!i || text[i - 1] != '\r')) *to++ = '\r';
        *to++ = text[i] ? text[i] : ' ';
        if (text[i] == '\r' && (i + 1 == length || text[i + 1] != '\n')) *to++ = '\n';
    }
    *to = 0;
    return result;
}

WCHAR *document_read(LPCWSTR path, enum encoding *encoding)
{
    DWORD size = 0;
    int length;
    BYTE *bytes = read_all(path, &size);
    if (!bytes) return NULL;
    *encoding = guess(bytes, size);
    WCHAR *decoded = decode(bytes, size, *encoding, &length), *text = decoded ? with_line_ends(decoded, length) : NULL;
    release(bytes);
    release(decoded);
    if (!text) SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    return text;
}

static BYTE *encode(const WCHAR *text, int length, enum encoding encoding, DWORD *size)
{
    static const BYTE mark[] = {0xef, 0xbb, 0xbf};
    UINT page = encoding == ENCODING_ANSI ? CP_ACP : CP_UTF8;
    BYTE *bytes = allocate(4 * ((SIZE_T)length + 1));
    if (!bytes) return NULL;
    *size = 0;
    if (encoding == ENCODING_UTF16 || encoding == ENCODING_UTF16_BIG) {
        WCHAR *units = (WCHAR *)bytes;
        units[0] = 0xfeff;
        memcpy(units + 1, text, (SIZE_T)length * sizeof(WCHAR));
        for (int i = 0; encoding == ENCODING_UTF16_BIG && i <= length; i++)
            units[i] = (WCHAR)(units[i] << 8 | units[i] >> 8);
        *size = ((DWORD)length + 1) * sizeof(WCHAR);
        return bytes;
    }
    if (encoding == ENCODING_UTF8_BOM) {
        memcpy(bytes, mark, sizeof(mark));
        *size = sizeof(mark);
    }
    if (length)
        *size += (DWORD)WideCharToMultiByte(page, 0, text, length, (LPSTR)bytes + *size, 4 * length, NULL, NULL);
    return bytes;
}

/* Written beside it and renamed, so that a full disk does not cost the old text. */
BOOL document_write(LPCWSTR path, const WCHAR *text, int length, enum encoding encoding)
{
    WCHAR beside[MAX_PATH + 8];
    DWORD size, written = 0;
    BYTE *bytes = encode(text, length, encoding, &size);
    if (!bytes) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    lstrcpynW(beside, path, MAX_PATH);
    lstrcatW(beside, L".new");
    HANDLE file = CreateFileW(beside, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    BOOL done = file != INVALID_HANDLE_VALUE && WriteFile(file, bytes, size, &written, NULL) && written == size;
    DWORD error = GetLastError();
    if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
    release(bytes);
    if (done && !ReplaceFileW(path, beside, NULL, 0, NULL, NULL))
        done = MoveFileExW(beside, path, MOVEFILE_REPLACE_EXISTING);
    if (done) return TRUE;
    if (written == size) error = GetLastError();
    DeleteFileW(beside);
    SetLastError(error);
    return FALSE;
}
