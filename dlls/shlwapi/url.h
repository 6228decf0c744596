/* What the files about URLs share. */
#ifndef URL_H
#define URL_H

#include "shlwapi_private.h"
#include <intshcut.h>

/* The number of characters of the scheme, without its colon; 0: there is none. A single letter is a drive. */
size_t url_scheme_length(const WCHAR *url);
/* URL_SCHEME_*; URL_SCHEME_UNKNOWN for others, URL_SCHEME_INVALID if there is none. */
int url_scheme_of(const WCHAR *url);
/* Schemes whose rest is no path. */
bool url_scheme_is_opaque(int scheme);
/* Writes a result as these functions do: *size counts the terminator if the room is too small (E_POINTER), else not. */
HRESULT url_give(const WCHAR *text, WCHAR *out, DWORD *size);
/* Replaces %XX in place; with URL_DONT_UNESCAPE_EXTRA_INFO only before ? and #. */
void url_unescape(WCHAR *url, DWORD flags);
/* An allocated copy with %XX for what UrlEscape's flags name. NULL: out of memory. */
WCHAR *url_escape(const WCHAR *url, DWORD flags);
/* An allocated file URL for a path ("file:///c:/x%20y", "file://server/share"), or NULL. */
WCHAR *url_from_path(const WCHAR *path);

static inline void *url_allocate(size_t characters)
{
    return HeapAlloc(GetProcessHeap(), 0, characters * sizeof(WCHAR));
}
static inline void url_free(void *text) { HeapFree(GetProcessHeap(), 0, text); }

#endif
