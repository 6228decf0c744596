/* The A-functions about URLs. */
#include "url.h"

/* An allocated copy in UTF-16, or NULL. */
static WCHAR *widen(const char *text)
{
    int size = text ? MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0) : 0;
    WCHAR *wide = size ? url_allocate((size_t)size) : NULL;
    if (wide) MultiByteToWideChar(CP_ACP, 0, text, -1, wide, size);
    return wide;
}

/* Takes the text over. */
static HRESULT give_narrow(HRESULT result, WCHAR *text, LPSTR out, LPDWORD size)
{
    if (SUCCEEDED(result)) {
        DWORD needed = (DWORD)WideCharToMultiByte(CP_ACP, 0, text, -1, NULL, 0, NULL, NULL);
        if (needed > *size) {
            *size = needed;
            result = E_POINTER;
        } else {
            WideCharToMultiByte(CP_ACP, 0, text, -1, out, (int)*size, NULL, NULL);
            *size = needed - 1;
        }
    }
    url_free(text);
    return result;
}

#define WIDE_MAX 8192

/* A function of one text, flags, and a text as its result. */
typedef HRESULT(WINAPI *url_function)(LPCWSTR, LPWSTR, LPDWORD, DWORD);
static HRESULT call_narrow(url_function function, LPCSTR url, LPSTR out, LPDWORD size, DWORD flags)
{
    if (!url || !out || !size || !*size) return E_INVALIDARG;
    DWORD wide_size = WIDE_MAX;
    WCHAR *wide = widen(url), *text = url_allocate(WIDE_MAX);
    HRESULT result = wide && text ? function(wide, text, &wide_size, flags) : E_OUTOFMEMORY;
    url_free(wide);
    if (result == S_FALSE && function == UrlApplySchemeW) {
        url_free(text);
        return S_FALSE;
    }
    return give_narrow(result, text, out, size);
}

HRESULT WINAPI UrlEscapeA(LPCSTR url, LPSTR out, LPDWORD size, DWORD flags)
{
    return call_narrow(UrlEscapeW, url, out, size, flags);
}

HRESULT WINAPI UrlCanonicalizeA(LPCSTR url, LPSTR out, LPDWORD size, DWORD flags)
{
    return call_narrow(UrlCanonicalizeW, url, out, size, flags);
}

HRESULT WINAPI UrlApplySchemeA(LPCSTR url, LPSTR out, LPDWORD size, DWORD flags)
{
    return call_narrow(UrlApplySchemeW, url, out, size, flags);
}

HRESULT WINAPI UrlCreateFromPathA(LPCSTR path, LPSTR out, LPDWORD size, DWORD reserved)
{
    return call_narrow(UrlCreateFromPathW, path, out, size, reserved);
}

HRESULT WINAPI PathCreateFromUrlA(LPCSTR url, LPSTR out, LPDWORD size, DWORD reserved)
{
    return call_narrow(PathCreateFromUrlW, url, out, size, reserved);
}

HRESULT WINAPI UrlUnescapeA(LPSTR url, LPSTR out, LPDWORD size, DWORD flags)
{
    if (!url) return E_INVALIDARG;
    if (!(flags & URL_UNESCAPE_INPLACE)) return call_narrow((url_function)UrlUnescapeW, url, out, size, flags);
    DWORD room = (DWORD)strlen(url) + 1;
    return call_narrow((url_function)UrlUnescapeW, url, url, &room, flags & ~(DWORD)URL_UNESCAPE_INPLACE);
}

HRESULT WINAPI UrlGetPartA(LPCSTR url, LPSTR out, LPDWORD size, DWORD part, DWORD flags)
{
    if (!url || !out || !size || !*size) return E_INVALIDARG;
    DWORD wide_size = WIDE_MAX;
    WCHAR *wide = widen(url), *text = url_allocate(WIDE_MAX);
    HRESULT result = wide && text ? UrlGetPartW(wide, text, &wide_size, part, flags) : E_OUTOFMEMORY;
    url_free(wide);
    return give_narrow(result, text, out, size);
}

HRESULT WINAPI UrlCombineA(LPCSTR base, LPCSTR relative, LPSTR out, LPDWORD size, DWORD flags)
{
    if (!base || !relative || !size || (!out && *size)) return E_INVALIDARG;
    DWORD wide_size = WIDE_MAX;
    WCHAR *wide_base = widen(base), *wide = widen(relative), *text = url_allocate(WIDE_MAX);
    HRESULT result = wide_base && wide && text ? UrlCombineW(wide_base, wide, text, &wide_size, flags) : E_OUTOFMEMORY;
    url_free(wide_base);
    url_free(wide);
    return give_narrow(result, text, out, size);
}

WINBOOL WINAPI UrlIsA(LPCSTR url, URLIS kind)
{
    WCHAR *wide = widen(url);
    WINBOOL result = wide && UrlIsW(wide, kind);
    url_free(wide);
    return result;
}

WINBOOL WINAPI UrlIsOpaqueA(LPCSTR url) { return UrlIsA(url, URLIS_OPAQUE); }
WINBOOL WINAPI UrlIsNoHistoryA(LPCSTR url) { return UrlIsA(url, URLIS_NOHISTORY); }

/* Schemes are ASCII, so that positions are the same in both character types. */
HRESULT WINAPI ParseURLA(LPCSTR url, PARSEDURLA *parsed)
{
    PARSEDURLW wide_parsed = {.cbSize = sizeof(wide_parsed)};
    if (!url || !parsed || parsed->cbSize != sizeof(*parsed)) return E_INVALIDARG;
    WCHAR *wide = widen(url);
    HRESULT result = wide ? ParseURLW(wide, &wide_parsed) : E_OUTOFMEMORY;
    url_free(wide);
    if (result) return result;
    parsed->pszProtocol = url;
    parsed->cchProtocol = wide_parsed.cchProtocol;
    parsed->pszSuffix = url + wide_parsed.cchProtocol + 1;
    parsed->cchSuffix = (UINT)strlen(parsed->pszSuffix);
    parsed->nScheme = wide_parsed.nScheme;
    return S_OK;
}

LPCSTR WINAPI UrlGetLocationA(LPCSTR url)
{
    WCHAR *wide = widen(url);
    bool has = wide && UrlGetLocationW(wide);
    url_free(wide);
    return has ? strchr(url, '#') : NULL;
}

int WINAPI UrlCompareA(LPCSTR first, LPCSTR second, WINBOOL ignore_slash)
{
    WCHAR *a = widen(first), *b = widen(second);
    int order = a && b ? UrlCompareW(a, b, ignore_slash) : 0;
    url_free(a);
    url_free(b);
    return order;
}
