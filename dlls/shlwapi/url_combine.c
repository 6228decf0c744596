/* URLs as paths: canonical forms, relative URLs, and what files and URLs have to do with each other. */
#include "url.h"

/* Where the path begins: behind the scheme and, after two slashes, behind the authority. A drive of a file URL belongs
 * to what ".." cannot take away. */
static size_t path_start(const WCHAR *url)
{
    size_t scheme = url_scheme_length(url), at = scheme ? scheme + 1 : 0;
    if (url[at] == '/' && url[at + 1] == '/') {
        at += 2;
        at += wcscspn(url + at, L"/?#");
        bool drive = url[at] == '/' && url[at + 1] && (url[at + 2] == ':' || url[at + 2] == '|');
        if (drive && url_scheme_of(url) == URL_SCHEME_FILE) at += 3;
    }
    return at;
}

/* Takes "." and ".." out of the path, up to the query. */
static void simplify(WCHAR *url)
{
    WCHAR *start = url + path_start(url), *from = start, *to = start, *end = start + wcscspn(start, L"?#");

    while (from < end) {
        WCHAR *name = from + (*from == '/'), *next = name;
        while (next < end && *next != '/') next++;
        size_t length = (size_t)(next - name);
        bool dot = length == 1 && name[0] == '.', dots = length == 2 && name[0] == '.' && name[1] == '.';
        if ((dot || dots) && from != name) {
            if (dots)
                while (to > start && *--to != '/') continue;
            if (next == end) *to++ = '/';
        } else {
            memmove(to, from, (size_t)(next - from) * sizeof(WCHAR));
            to += next - from;
        }
        from = next;
    }
    memmove(to, end, (wcslen(end) + 1) * sizeof(WCHAR));
}

static bool is_drive(const WCHAR *path) { return (path[0] | 0x20) >= 'a' && (path[0] | 0x20) <= 'z' && path[1] == ':'; }

WCHAR *url_from_path(const WCHAR *path)
{
    const WCHAR *prefix = L"file:";
    if (is_drive(path)) prefix = L"file:///";
    else if (path[0] == '\\' && path[1] != '\\') prefix = L"file:///";
    else if (path[0] == '/') prefix = L"file://";
    if (path[0] == '\\' && path[1] != '\\') path++;
    WCHAR *plain = url_allocate(wcslen(prefix) + wcslen(path) + 1), *escaped;
    if (!plain) return NULL;
    wcscpy(plain, prefix);
    wcscat(plain, path);
    for (WCHAR *at = plain; *at; at++)
        if (*at == '\\') *at = '/';
    escaped = url_escape(plain, URL_ESCAPE_PERCENT);
    url_free(plain);
    return escaped;
}

/* S_FALSE: it is a URL already. */
HRESULT WINAPI UrlCreateFromPathW(LPCWSTR path, LPWSTR url, LPDWORD size, DWORD reserved)
{
    (void)reserved;
    if (!path || !url || !size || !*size) return E_INVALIDARG;
    if (url_scheme_length(path)) {
        HRESULT result = url_give(path, url, size);
        return result ? result : S_FALSE;
    }
    WCHAR *text = url_from_path(path);
    if (!text) return E_OUTOFMEMORY;
    HRESULT result = url_give(text, url, size);
    url_free(text);
    return result;
}

/* An allocated path: file:///c:/x, file://c:/x, file:c:/x and file:///C|/x name drives, others a server. */
static WCHAR *path_from_url(const WCHAR *url)
{
    const WCHAR *rest = url + 5;
    size_t slashes = wcsspn(rest, L"/\\");
    const WCHAR *name = rest + slashes;
    bool drive = name[0] && (name[1] == ':' || name[1] == '|') && is_drive((WCHAR[]){name[0], ':', 0});

    if (!_wcsnicmp(name, L"localhost/", 10) && slashes == 2) {
        name += 10;
        drive = name[0] && (name[1] == ':' || name[1] == '|');
        slashes = 3;
    }
    WCHAR *path = url_allocate(wcslen(name) + 4);
    if (!path) return NULL;
    wcscpy(path, drive || !slashes ? L"" : slashes == 2 || slashes > 3 ? L"\\\\" : L"\\");
    wcscat(path, name);
    if (drive) path[1] = ':';
    path[wcscspn(path, L"#?")] = 0;
    url_unescape(path, 0);
    for (WCHAR *at = path; *at; at++)
        if (*at == '/') *at = '\\';
    return path;
}

HRESULT WINAPI PathCreateFromUrlW(LPCWSTR url, LPWSTR path, LPDWORD size, DWORD reserved)
{
    (void)reserved;
    if (!url || !path || !size || !*size || url_scheme_of(url) != URL_SCHEME_FILE) return E_INVALIDARG;
    WCHAR *text = path_from_url(url);
    if (!text) return E_OUTOFMEMORY;
    HRESULT result = url_give(text, path, size);
    url_free(text);
    return result;
}

/* Also a path is taken, which comes back as it is with S_FALSE. The result is freed with LocalFree. */
HRESULT WINAPI PathCreateFromUrlAlloc(LPCWSTR url, LPWSTR *path, DWORD reserved)
{
    (void)reserved;
    if (!url || !path) return E_INVALIDARG;
    bool is_url = url_scheme_of(url) == URL_SCHEME_FILE;
    WCHAR *text = is_url ? path_from_url(url) : NULL;
    const WCHAR *given = is_url ? text : url;
    *path = given ? LocalAlloc(0, (wcslen(given) + 1) * sizeof(WCHAR)) : NULL;
    if (*path) wcscpy(*path, given);
    url_free(text);
    return !*path ? E_OUTOFMEMORY : is_url ? S_OK : S_FALSE;
}

/* URL_FILE_USE_PATHURL: what old programs take for a file URL, file://C:\\x y. */
static WCHAR *path_url(const WCHAR *url)
{
    WCHAR *path = path_from_url(url), *text = path ? url_allocate(wcslen(path) + 8) : NULL;
    if (text) {
        wcscpy(text, L"file:");
        if (url[5] == '/' || url[5] == '\\') wcscat(text, L"//");
        wcscat(text, path[0] == '\\' && path[1] == '\\' ? path + 2 : path);
    }
    url_free(path);
    return text;
}

/* An allocated copy in canonical form, or NULL. */
static WCHAR *canonical(const WCHAR *url, DWORD flags)
{
    size_t scheme = url_scheme_length(url);
    WCHAR *text, *escaped;

    if (!scheme && is_drive(url)) {
        text = url_from_path(url);
        if (!text || !(flags & URL_FILE_USE_PATHURL)) return text;
        escaped = path_url(text);
        url_free(text);
        return escaped;
    }
    if (flags & URL_FILE_USE_PATHURL && url_scheme_of(url) == URL_SCHEME_FILE) return path_url(url);
    text = url_allocate(wcslen(url) + 4);
    if (!text) return NULL;
    /* white space at the end, line feeds and tabs are no part of a URL */
    size_t length = 0;
    for (const WCHAR *from = url; *from; from++)
        if (*from != '\r' && *from != '\n' && *from != '\t') text[length++] = *from;
    while (length && text[length - 1] == ' ') length--;
    text[length] = 0;
    int kind = url_scheme_of(text);
    if (scheme && !url_scheme_is_opaque(kind)) {
        size_t end = wcscspn(text, L"?#");
        for (size_t i = 0; i < end; i++)
            if (text[i] == '\\') text[i] = '/';
        if (kind == URL_SCHEME_FILE && !_wcsnicmp(text + 5, L"//localhost/", 12))
            memmove(text + 7, text + 16, (wcslen(text + 16) + 1) * sizeof(WCHAR));
        if (kind == URL_SCHEME_FILE && !wcsncmp(text + 5, L"//", 2) && is_drive(text + 7)) {
            memmove(text + 8, text + 7, (wcslen(text + 7) + 1) * sizeof(WCHAR));
            text[7] = '/';
        }
        size_t start = path_start(text);
        if (text[scheme + 1] == '/' && text[scheme + 2] == '/' && !text[start] && kind != URL_SCHEME_FILE)
            wcscat(text, L"/");
        if (!(flags & URL_DONT_SIMPLIFY)) simplify(text);
    }
    if (flags & URL_UNESCAPE) url_unescape(text, flags);
    if (!(flags & (URL_ESCAPE_UNSAFE | URL_ESCAPE_SPACES_ONLY | URL_ESCAPE_PERCENT))) return text;
    escaped = url_escape(text, flags);
    url_free(text);
    return escaped;
}

HRESULT WINAPI UrlCanonicalizeW(LPCWSTR url, LPWSTR out, LPDWORD size, DWORD flags)
{
    if (!url || !out || !size || !*size) return E_INVALIDARG;
    WCHAR *text = canonical(url, flags);
    if (!text) return E_OUTOFMEMORY;
    HRESULT result = url_give(text, out, size);
    url_free(text);
    return result;
}

/* The relative URL as seen from the base, after RFC 1808, without simplification. */
static WCHAR *join(const WCHAR *base, const WCHAR *relative)
{
    size_t scheme = url_scheme_length(base), own = url_scheme_length(relative), keep;

    /* a scheme that is the base's own and has no authority behind it says nothing */
    if (own && own == scheme && !_wcsnicmp(base, relative, own) && relative[own + 1] != '/') relative += own + 1;
    else if (own || is_drive(relative)) scheme = 0, base = L"";
    size_t start = path_start(base);
    if (start && base[start - 1] == ':' && base[scheme] == ':' && start > scheme + 1) start -= 3; /* a drive */
    if (!*base) keep = 0;
    else if (relative[0] == '/' && relative[1] == '/') keep = scheme + 1;
    else if (relative[0] == '/' || relative[0] == '\\') keep = start;
    else if (relative[0] == '#') keep = wcscspn(base, L"#");
    else {
        size_t end = wcscspn(base, L"?#");
        while (end > start && base[end - 1] != '/') end--;
        keep = end;
    }
    WCHAR *text = url_allocate(keep + wcslen(relative) + 3);
    if (!text) return NULL;
    memcpy(text, base, keep * sizeof(WCHAR));
    text[keep] = 0;
    bool has_authority = scheme && base[scheme + 1] == '/' && base[scheme + 2] == '/';
    bool needs_slash = has_authority && keep == start && keep > scheme + 2;
    if (needs_slash && *relative != '/' && *relative != '\\') wcscat(text, L"/");
    wcscat(text, relative);
    return text;
}

HRESULT WINAPI UrlCombineW(LPCWSTR base, LPCWSTR relative, LPWSTR out, LPDWORD size, DWORD flags)
{
    if (!base || !relative || !size || (!out && *size)) return E_INVALIDARG;
    WCHAR *whole_base = canonical(base, flags & ~(DWORD)URL_FILE_USE_PATHURL);
    WCHAR *joined = whole_base ? join(whole_base, relative) : NULL;
    WCHAR *text = joined ? canonical(joined, flags) : NULL;
    HRESULT result = text ? url_give(text, out, size) : E_OUTOFMEMORY;
    url_free(whole_base);
    url_free(joined);
    url_free(text);
    return result;
}

/* ---- schemes for what has none */

static const WCHAR *guess_scheme(const WCHAR *url)
{
    static const struct {
        const WCHAR *prefix, *scheme;
    } guesses[] = {{L"www.", L"http://"}, {L"ftp.", L"ftp://"}, {L"gopher.", L"gopher://"}};
    for (size_t i = 0; i < ARRAYSIZE(guesses); i++)
        if (!_wcsnicmp(url, guesses[i].prefix, wcslen(guesses[i].prefix))) return guesses[i].scheme;
    return NULL;
}

/* S_FALSE: nothing was done. */
HRESULT WINAPI UrlApplySchemeW(LPCWSTR url, LPWSTR out, LPDWORD size, DWORD flags)
{
    if (!url || !out || !size || !*size) return E_INVALIDARG;
    if (url_scheme_length(url) && !(flags & URL_APPLY_FORCEAPPLY)) return S_FALSE;
    WCHAR *text = NULL;
    const WCHAR *prefix = NULL;
    if (flags & URL_APPLY_GUESSFILE && (is_drive(url) || (url[0] == '\\' && url[1] == '\\'))) text = url_from_path(url);
    if (!text && flags & URL_APPLY_GUESSSCHEME) prefix = guess_scheme(url);
    if (!text && !prefix && flags & URL_APPLY_DEFAULT) prefix = L"http://";
    if (prefix && (text = url_allocate(wcslen(prefix) + wcslen(url) + 1))) {
        wcscpy(text, prefix);
        wcscat(text, url);
    }
    if (!text) return prefix ? E_OUTOFMEMORY : S_FALSE;
    HRESULT result = url_give(text, out, size);
    url_free(text);
    return result;
}
