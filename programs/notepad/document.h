/* Reading and writing a text file. */
#ifndef DOCUMENT_H
#define DOCUMENT_H

#include <windows.h>

enum encoding { ENCODING_ANSI, ENCODING_UTF8, ENCODING_UTF8_BOM, ENCODING_UTF16, ENCODING_UTF16_BIG };

/* The file as text with lines that end in CR LF; free with HeapFree of the process heap. NULL: GetLastError says why.
 */
WCHAR *document_read(LPCWSTR path, enum encoding *encoding);
/* FALSE: GetLastError says why; the old file is still there then. */
BOOL document_write(LPCWSTR path, const WCHAR *text, int length, enum encoding encoding);

#endif
