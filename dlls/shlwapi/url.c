/* URLs: what they are, their parts, escapes and hashes. The A-functions are in url_ansi.c. */
#include "url.h"

static const struct {
    const WCHAR *name;
    int scheme;
} schemes[] = {{L"ftp", URL_SCHEME_FTP},           {L"http", URL_SCHEME_HTTP},   {L"gopher", URL_SCHEME_GOPHER},
               {L"mailto", URL_SCHEME_MAILTO},     {L"news", URL_SCHEME_NEWS},   {L"nntp", URL_SCHEME_NNTP},
               {L"telnet", URL_SCHEME_TELNET},     {L"wais", URL_SCHEME_WAIS},   {L"file", URL_SCHEME_FILE},
               {L"mk", URL_SCHEME_MK},             {L"https", URL_SCHEME_HTTPS}, {L"shell", URL_SCHEME_SHELL},
               {L"snews", URL_SCHEME_SNEWS},       {L"local", URL_SCHEME_LOCAL}, {L"javascript", URL_SCHEME_JAVASCRIPT},
               {L"vbscript", URL_SCHEME_VBSCRIPT}, {L"about", URL_SCHEME_ABOUT}, {L"res", URL_SCHEME_RES}};

static bool is_scheme_character(WCHAR c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '+' || c == '-' || c == '.';
}

size_t url_scheme_length(const WCHAR *url)
{
    size_t length = 0;
    while (is_scheme_character(url[length])) length++;
    return length > 1 && url[length] == ':' ? length : 0;
}

int url_scheme_of(const WCHAR *url)
{
    size_t length = url_scheme_length(url);
    if (!length) return URL_SCHEME_INVALID;
    for (size_t i = 0; i < ARRAYSIZE(schemes); i++)
        if (wcslen(schemes[i].name) == length && !_wcsnicmp(schemes[i].name, url, length)) return schemes[i].scheme;
    return URL_SCHEME_UNKNOWN;
}

bool url_scheme_is_opaque(int scheme)
{
    return scheme == URL_SCHEME_MAILTO || scheme == URL_SCHEME_SHELL || scheme == URL_SCHEME_JAVASCRIPT ||
           scheme == URL_SCHEME_VBSCRIPT || scheme == URL_SCHEME_ABOUT;
}

HRESULT url_give(const WCHAR *text, WCHAR *out, DWORD *size)
{
    DWORD length = (DWORD)wcslen(text);
    if (*size <= length) {
        *size = length + 1;
        return E_POINTER;
    }
    memcpy(out, text, (length + 1) * sizeof(WCHAR));
    *size = length;
    return S_OK;
}

HRESULT WINAPI ParseURLW(LPCWSTR url, PARSEDURLW *parsed)
{
    if (!url || !parsed || parsed->cbSize != sizeof(*parsed)) return E_INVALIDARG;
    size_t length = url_scheme_length(url);
    if (!length) return URL_E_INVALID_SYNTAX;
    parsed->pszProtocol = url;
    parsed->cchProtocol = (UINT)length;
    parsed->pszSuffix = url + length + 1;
    parsed->cchSuffix = (UINT)wcslen(parsed->pszSuffix);
    parsed->nScheme = (UINT)url_scheme_of(url);
    return S_OK;
}

WINBOOL WINAPI UrlIsW(LPCWSTR url, URLIS kind)
{
    if (!url) return FALSE;
    int scheme = url_scheme_of(url);
    const WCHAR *query = wcschr(url, '?');
    size_t length = query ? (size_t)(query - url) : wcslen(url);
    switch (kind) {
    case URLIS_URL: return scheme != URL_SCHEME_INVALID;
    case URLIS_OPAQUE: return url_scheme_is_opaque(scheme);
    case URLIS_NOHISTORY: return scheme == URL_SCHEME_MAILTO || scheme == URL_SCHEME_JAVASCRIPT;
    case URLIS_FILEURL: return scheme == URL_SCHEME_FILE;
    case URLIS_DIRECTORY: return scheme != URL_SCHEME_INVALID && length && url[length - 1] == '/';
    case URLIS_HASQUERY: return scheme != URL_SCHEME_INVALID && query != NULL;
    default: return FALSE;
    }
}

WINBOOL WINAPI UrlIsOpaqueW(LPCWSTR url) { return UrlIsW(url, URLIS_OPAQUE); }
WINBOOL WINAPI UrlIsNoHistoryW(LPCWSTR url) { return UrlIsW(url, URLIS_NOHISTORY); }

LPCWSTR WINAPI UrlGetLocationW(LPCWSTR url)
{
    if (!url) return NULL;
    int scheme = url_scheme_of(url);
    return scheme == URL_SCHEME_INVALID || url_scheme_is_opaque(scheme) ? NULL : wcschr(url, '#');
}

/* ---- parts */

struct range {
    const WCHAR *start;
    size_t length;
};

/* What stands between // and the path: user:password@host:port. */
struct authority {
    struct range user, password, host, port;
};

static const WCHAR *find_in(struct range range, WCHAR wanted)
{
    for (size_t i = 0; i < range.length; i++)
        if (range.start[i] == wanted) return range.start + i;
    return NULL;
}

static bool split_authority(const WCHAR *url, struct authority *authority)
{
    size_t scheme = url_scheme_length(url);
    memset(authority, 0, sizeof(*authority));
    if (!scheme || url[scheme + 1] != '/' || url[scheme + 2] != '/') return false;
    struct range all = {url + scheme + 3, wcscspn(url + scheme + 3, L"/?#\\")};
    const WCHAR *at = find_in(all, '@'), *end = all.start + all.length, *colon;
    authority->host = all;
    if (at) {
        authority->user = (struct range){all.start, (size_t)(at - all.start)};
        authority->host = (struct range){at + 1, (size_t)(end - at - 1)};
        if ((colon = find_in(authority->user, ':'))) {
            authority->password = (struct range){colon + 1, (size_t)(at - colon - 1)};
            authority->user.length = (size_t)(colon - all.start);
        }
    }
    if ((colon = find_in(authority->host, ':'))) {
        authority->port = (struct range){colon + 1, (size_t)(end - colon - 1)};
        authority->host.length = (size_t)(colon - authority->host.start);
    }
    return true;
}

static HRESULT give_range(struct range range, LPWSTR out, LPDWORD size)
{
    if (*size <= range.length) {
        *size = (DWORD)range.length + 1;
        return E_POINTER;
    }
    memcpy(out, range.start, range.length * sizeof(WCHAR));
    out[range.length] = 0;
    *size = (DWORD)range.length;
    return S_OK;
}

/* The scheme comes in lower case. A part that is not there gives E_INVALIDARG; a scheme, host or query is empty
 * then. */
HRESULT WINAPI UrlGetPartW(LPCWSTR url, LPWSTR out, LPDWORD size, DWORD part, DWORD flags)
{
    struct range range = {L"", 0};
    struct authority authority;
    HRESULT result;

    if (!url || !out || !size || !*size || part < URL_PART_SCHEME || part > URL_PART_QUERY) return E_INVALIDARG;
    bool split = split_authority(url, &authority);
    size_t scheme = url_scheme_length(url);
    switch (part) {
    case URL_PART_SCHEME: range = (struct range){url, scheme}; break;
    case URL_PART_QUERY:
        if (wcschr(url, '?')) range = (struct range){wcschr(url, '?') + 1, wcslen(wcschr(url, '?') + 1)};
        break;
    default:
        if (!split) return E_INVALIDARG;
        range = part == URL_PART_HOSTNAME   ? authority.host
                : part == URL_PART_USERNAME ? authority.user
                : part == URL_PART_PASSWORD ? authority.password
                                            : authority.port;
        if (!range.length && part != URL_PART_HOSTNAME) return E_INVALIDARG;
    }
    if (!range.start) range.start = L"";
    if (flags & URL_PARTFLAG_KEEPSCHEME && scheme && part != URL_PART_SCHEME && part != URL_PART_QUERY) {
        WCHAR *joined = url_allocate(scheme + range.length + 2);
        if (!joined) return E_OUTOFMEMORY;
        memcpy(joined, url, (scheme + 1) * sizeof(WCHAR));
        memcpy(joined + scheme + 1, range.start, range.length * sizeof(WCHAR));
        result = give_range((struct range){joined, scheme + 1 + range.length}, out, size);
        url_free(joined);
    } else result = give_range(range, out, size);
    if (result == S_OK && part == URL_PART_SCHEME) CharLowerW(out);
    return result;
}

/* ---- escapes */

static int hex_digit(WCHAR c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* With URL_UNESCAPE_AS_UTF8 a row of escaped bytes is UTF-8, else each byte is a character. */
void url_unescape(WCHAR *url, DWORD flags)
{
    WCHAR *to = url;
    bool extra = false;

    for (const WCHAR *from = url; *from;) {
        if (*from == '?' || *from == '#') extra = true;
        bool keep = *from != '%' || hex_digit(from[1]) < 0 || hex_digit(from[2]) < 0 ||
                    (extra && flags & URL_DONT_UNESCAPE_EXTRA_INFO);
        if (keep) {
            *to++ = *from++;
            continue;
        }
        char bytes[64];
        int count = 0;
        for (; count < 64 && *from == '%' && hex_digit(from[1]) >= 0 && hex_digit(from[2]) >= 0; from += 3)
            bytes[count++] = (char)(hex_digit(from[1]) << 4 | hex_digit(from[2]));
        if (flags & URL_UNESCAPE_AS_UTF8) to += MultiByteToWideChar(CP_UTF8, 0, bytes, count, to, count);
        else
            for (int i = 0; i < count; i++) *to++ = (BYTE)bytes[i];
    }
    *to = 0;
}

/* opaque: there is no path whose slashes and marks mean something. */
static bool must_escape(WCHAR c, DWORD flags, bool whole_segment, bool is_file)
{
    if (flags & URL_ESCAPE_SPACES_ONLY) return c == ' ';
    if (c == '%') return (flags & URL_ESCAPE_PERCENT) != 0;
    if (c <= 0x20 || c >= 0x7f || wcschr(L"\"&<>[]^`{|}\\", c)) return true;
    if (c == '#') return whole_segment || is_file;
    return whole_segment && (c == '/' || c == '?');
}

static WCHAR *put_escaped(WCHAR *to, const WCHAR *character, bool as_utf8)
{
    static const WCHAR digits[] = L"0123456789ABCDEF";
    char bytes[8];
    int count = 1, characters = IS_HIGH_SURROGATE(character[0]) && IS_LOW_SURROGATE(character[1]) ? 2 : 1;

    if (as_utf8 || *character > 0xff)
        count = WideCharToMultiByte(CP_UTF8, 0, character, characters, bytes, sizeof(bytes), NULL, NULL);
    else bytes[0] = (char)*character;
    for (int i = 0; i < count; i++) {
        *to++ = '%';
        *to++ = digits[(BYTE)bytes[i] >> 4];
        *to++ = digits[bytes[i] & 15];
    }
    return to;
}

WCHAR *url_escape(const WCHAR *url, DWORD flags)
{
    int scheme = url_scheme_of(url);
    bool opaque = scheme != URL_SCHEME_INVALID && url_scheme_is_opaque(scheme);
    bool segment = opaque || flags & (URL_ESCAPE_SEGMENT_ONLY | URL_ESCAPE_ASCII_URI_COMPONENT);
    bool slashes = scheme != URL_SCHEME_INVALID && !segment; /* a backslash is a slash of a path there */
    WCHAR *text = url_allocate(wcslen(url) * 12 + 1), *to = text;
    bool extra = false;

    if (!text) return NULL;
    for (; *url; url++) {
        if (!segment && (*url == '?' || (*url == '#' && scheme != URL_SCHEME_FILE))) extra = true;
        if (!extra && slashes && *url == '\\') *to++ = '/';
        else if (extra || !must_escape(*url, flags, segment, scheme == URL_SCHEME_FILE)) *to++ = *url;
        else {
            to = put_escaped(to, url, flags & URL_ESCAPE_AS_UTF8);
            if (IS_HIGH_SURROGATE(url[0]) && IS_LOW_SURROGATE(url[1])) url++;
        }
    }
    *to = 0;
    return text;
}

HRESULT WINAPI UrlEscapeW(LPCWSTR url, LPWSTR out, LPDWORD size, DWORD flags)
{
    if (!url || !out || !size || !*size) return E_INVALIDARG;
    WCHAR *text = url_escape(url, flags);
    if (!text) return E_OUTOFMEMORY;
    HRESULT result = url_give(text, out, size);
    url_free(text);
    return result;
}

HRESULT WINAPI UrlUnescapeW(LPWSTR url, LPWSTR out, LPDWORD size, DWORD flags)
{
    if (!url) return E_INVALIDARG;
    if (flags & URL_UNESCAPE_INPLACE) {
        url_unescape(url, flags);
        return S_OK;
    }
    if (!out || !size || !*size) return E_INVALIDARG;
    WCHAR *text = url_allocate(wcslen(url) + 1);
    if (!text) return E_OUTOFMEMORY;
    wcscpy(text, url);
    url_unescape(text, flags);
    HRESULT result = url_give(text, out, size);
    url_free(text);
    return result;
}

/* ---- comparing and hashing */

int WINAPI UrlCompareW(LPCWSTR first, LPCWSTR second, WINBOOL ignore_slash)
{
    size_t a = wcslen(first), b = wcslen(second), shorter;
    if (ignore_slash && a && first[a - 1] == '/') a--;
    if (ignore_slash && b && second[b - 1] == '/') b--;
    shorter = a < b ? a : b;
    int order = wcsncmp(first, second, shorter);
    return order ? order : (a > b) - (a < b);
}

/* The bytes of the hash depend on all of the data; that they are Windows' own is not promised anywhere. */
HRESULT WINAPI HashData(LPBYTE data, DWORD size, LPBYTE hash, DWORD hash_size)
{
    if (!data || !hash) return E_INVALIDARG;
    for (DWORD i = 0; i < hash_size; i++) hash[i] = (BYTE)i;
    for (DWORD at = 0; at < size; at++)
        for (DWORD i = 0; i < hash_size; i++) hash[i] = (BYTE)((hash[i] ^ data[at]) * 167 + (hash[i] >> 3) + i);
    return S_OK;
}

HRESULT WINAPI UrlHashA(LPCSTR url, LPBYTE hash, DWORD hash_size)
{
    return url ? HashData((BYTE *)url, (DWORD)strlen(url), hash, hash_size) : E_INVALIDARG;
}

HRESULT WINAPI UrlHashW(LPCWSTR url, LPBYTE hash, DWORD hash_size)
{
    char narrow[2084];
    if (!url || !WideCharToMultiByte(CP_ACP, 0, url, -1, narrow, sizeof(narrow), NULL, NULL)) return E_INVALIDARG;
    return UrlHashA(narrow, hash, hash_size);
}
