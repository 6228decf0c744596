/* The URL functions. Results are those of the documentation; where it says nothing (schemes without slashes, odd file
 * URLs) they are those of Debian's Wine. */
#include "../check.h"
#include <shlwapi.h>

static const struct {
    DWORD flags;
    const char *url, *result;
} canonical[] = {
    {0x0, "http://www.a.com/b/c/d;p?q#f", "http://www.a.com/b/c/d;p?q#f"},
    {0x10000000, "http://www.a.com/b/c/d;p?q#f", "http://www.a.com/b/c/d;p?q#f"},
    {0x20000000, "http://www.a.com/b/c/d;p?q#f", "http://www.a.com/b/c/d;p?q#f"},
    {0x8000000, "http://www.a.com/b/c/d;p?q#f", "http://www.a.com/b/c/d;p?q#f"},
    {0x10000, "http://www.a.com/b/c/d;p?q#f", "http://www.a.com/b/c/d;p?q#f"},
    {0x0, "HTTP://WWW.A.com", "HTTP://WWW.A.com/"},
    {0x10000000, "HTTP://WWW.A.com", "HTTP://WWW.A.com/"},
    {0x20000000, "HTTP://WWW.A.com", "HTTP://WWW.A.com/"},
    {0x8000000, "HTTP://WWW.A.com", "HTTP://WWW.A.com/"},
    {0x10000, "HTTP://WWW.A.com", "HTTP://WWW.A.com/"},
    {0x0, "http://a.com/", "http://a.com/"},
    {0x10000000, "http://a.com/", "http://a.com/"},
    {0x20000000, "http://a.com/", "http://a.com/"},
    {0x8000000, "http://a.com/", "http://a.com/"},
    {0x10000, "http://a.com/", "http://a.com/"},
    {0x0, "http://a.com:80/x", "http://a.com:80/x"},
    {0x10000000, "http://a.com:80/x", "http://a.com:80/x"},
    {0x20000000, "http://a.com:80/x", "http://a.com:80/x"},
    {0x8000000, "http://a.com:80/x", "http://a.com:80/x"},
    {0x10000, "http://a.com:80/x", "http://a.com:80/x"},
    {0x0, "http://user:pw@host.com:81/p?q=1#x", "http://user:pw@host.com:81/p?q=1#x"},
    {0x10000000, "http://user:pw@host.com:81/p?q=1#x", "http://user:pw@host.com:81/p?q=1#x"},
    {0x20000000, "http://user:pw@host.com:81/p?q=1#x", "http://user:pw@host.com:81/p?q=1#x"},
    {0x8000000, "http://user:pw@host.com:81/p?q=1#x", "http://user:pw@host.com:81/p?q=1#x"},
    {0x10000, "http://user:pw@host.com:81/p?q=1#x", "http://user:pw@host.com:81/p?q=1#x"},
    {0x0, "file:///c:/dir/file%20a.txt", "file:///c:/dir/file%20a.txt"},
    {0x10000000, "file:///c:/dir/file%20a.txt", "file:///c:/dir/file a.txt"},
    {0x20000000, "file:///c:/dir/file%20a.txt", "file:///c:/dir/file%20a.txt"},
    {0x8000000, "file:///c:/dir/file%20a.txt", "file:///c:/dir/file%20a.txt"},
    {0x10000, "file:///c:/dir/file%20a.txt", "file://c:\\dir\\file a.txt"},
    {0x0, "file://server/share/x", "file://server/share/x"},
    {0x10000000, "file://server/share/x", "file://server/share/x"},
    {0x20000000, "file://server/share/x", "file://server/share/x"},
    {0x8000000, "file://server/share/x", "file://server/share/x"},
    {0x10000, "file://server/share/x", "file://server\\share\\x"},
    {0x0, "file://c:/x", "file:///c:/x"},
    {0x10000000, "file://c:/x", "file:///c:/x"},
    {0x20000000, "file://c:/x", "file:///c:/x"},
    {0x8000000, "file://c:/x", "file:///c:/x"},
    {0x10000, "file://c:/x", "file://c:\\x"},
    {0x0, "file:c:/x", "file:c:/x"},
    {0x10000000, "file:c:/x", "file:c:/x"},
    {0x20000000, "file:c:/x", "file:c:/x"},
    {0x8000000, "file:c:/x", "file:c:/x"},
    {0x10000, "file:c:/x", "file:c:\\x"},
    {0x0, "c:\\dir\\file a.txt", "file:///c:/dir/file%20a.txt"},
    {0x10000000, "c:\\dir\\file a.txt", "file:///c:/dir/file%20a.txt"},
    {0x20000000, "c:\\dir\\file a.txt", "file:///c:/dir/file%20a.txt"},
    {0x8000000, "c:\\dir\\file a.txt", "file:///c:/dir/file%20a.txt"},
    {0x10000, "c:\\dir\\file a.txt", "file://c:\\dir\\file a.txt"},
    {0x0, "\\\\server\\share\\f", "\\\\server\\share\\f"},
    {0x10000000, "\\\\server\\share\\f", "\\\\server\\share\\f"},
    {0x20000000, "\\\\server\\share\\f", "%5C%5Cserver%5Cshare%5Cf"},
    {0x8000000, "\\\\server\\share\\f", "\\\\server\\share\\f"},
    {0x10000, "\\\\server\\share\\f", "\\\\server\\share\\f"},
    {0x0, "mailto:a@b.c", "mailto:a@b.c"},
    {0x10000000, "mailto:a@b.c", "mailto:a@b.c"},
    {0x20000000, "mailto:a@b.c", "mailto:a@b.c"},
    {0x8000000, "mailto:a@b.c", "mailto:a@b.c"},
    {0x10000, "mailto:a@b.c", "mailto:a@b.c"},
    {0x0, "about:blank", "about:blank"},
    {0x10000000, "about:blank", "about:blank"},
    {0x20000000, "about:blank", "about:blank"},
    {0x8000000, "about:blank", "about:blank"},
    {0x10000, "about:blank", "about:blank"},
    {0x0, "javascript:x()", "javascript:x()"},
    {0x10000000, "javascript:x()", "javascript:x()"},
    {0x20000000, "javascript:x()", "javascript:x()"},
    {0x8000000, "javascript:x()", "javascript:x()"},
    {0x10000, "javascript:x()", "javascript:x()"},
    {0x0, "foo/bar", "foo/bar"},
    {0x10000000, "foo/bar", "foo/bar"},
    {0x20000000, "foo/bar", "foo/bar"},
    {0x8000000, "foo/bar", "foo/bar"},
    {0x10000, "foo/bar", "foo/bar"},
    {0x0, "/foo", "/foo"},
    {0x10000000, "/foo", "/foo"},
    {0x20000000, "/foo", "/foo"},
    {0x8000000, "/foo", "/foo"},
    {0x10000, "/foo", "/foo"},
    {0x0, "#frag", "#frag"},
    {0x10000000, "#frag", "#frag"},
    {0x20000000, "#frag", "#frag"},
    {0x8000000, "#frag", "#frag"},
    {0x10000, "#frag", "#frag"},
    {0x0, "?q", "?q"},
    {0x10000000, "?q", "?q"},
    {0x20000000, "?q", "?q"},
    {0x8000000, "?q", "?q"},
    {0x10000, "?q", "?q"},
    {0x0, "www.a.com", "www.a.com"},
    {0x10000000, "www.a.com", "www.a.com"},
    {0x20000000, "www.a.com", "www.a.com"},
    {0x8000000, "www.a.com", "www.a.com"},
    {0x10000, "www.a.com", "www.a.com"},
    {0x0, "a:b", "file:///a:b"},
    {0x10000000, "a:b", "file:///a:b"},
    {0x20000000, "a:b", "file:///a:b"},
    {0x8000000, "a:b", "file:///a:b"},
    {0x10000, "a:b", "file://a:b"},
    {0x0, "res://x.dll/y", "res://x.dll/y"},
    {0x10000000, "res://x.dll/y", "res://x.dll/y"},
    {0x20000000, "res://x.dll/y", "res://x.dll/y"},
    {0x8000000, "res://x.dll/y", "res://x.dll/y"},
    {0x10000, "res://x.dll/y", "res://x.dll/y"},
    {0x0, "http:/x", "http:/x"},
    {0x10000000, "http:/x", "http:/x"},
    {0x20000000, "http:/x", "http:/x"},
    {0x8000000, "http:/x", "http:/x"},
    {0x10000, "http:/x", "http:/x"},
    {0x0, "http:x", "http:x"},
    {0x10000000, "http:x", "http:x"},
    {0x20000000, "http:x", "http:x"},
    {0x8000000, "http:x", "http:x"},
    {0x10000, "http:x", "http:x"},
    {0x0, "https://a/b/../c/./d", "https://a/c/d"},
    {0x10000000, "https://a/b/../c/./d", "https://a/c/d"},
    {0x20000000, "https://a/b/../c/./d", "https://a/c/d"},
    {0x8000000, "https://a/b/../c/./d", "https://a/b/../c/./d"},
    {0x10000, "https://a/b/../c/./d", "https://a/c/d"},
    {0x0, "http://a/b/..", "http://a/"},
    {0x10000000, "http://a/b/..", "http://a/"},
    {0x20000000, "http://a/b/..", "http://a/"},
    {0x8000000, "http://a/b/..", "http://a/b/.."},
    {0x10000, "http://a/b/..", "http://a/"},
    {0x8000000, "http://a/..", "http://a/.."},
    {0x0, "http://a/b c", "http://a/b c"},
    {0x10000000, "http://a/b c", "http://a/b c"},
    {0x20000000, "http://a/b c", "http://a/b%20c"},
    {0x8000000, "http://a/b c", "http://a/b c"},
    {0x10000, "http://a/b c", "http://a/b c"},
    {0x0, "http://a/%41%2f%zz", "http://a/%41%2f%zz"},
    {0x10000000, "http://a/%41%2f%zz", "http://a/A/%zz"},
    {0x20000000, "http://a/%41%2f%zz", "http://a/%41%2f%zz"},
    {0x8000000, "http://a/%41%2f%zz", "http://a/%41%2f%zz"},
    {0x10000, "http://a/%41%2f%zz", "http://a/%41%2f%zz"},
    {0x0, "ftp://f/x y", "ftp://f/x y"},
    {0x10000000, "ftp://f/x y", "ftp://f/x y"},
    {0x20000000, "ftp://f/x y", "ftp://f/x%20y"},
    {0x8000000, "ftp://f/x y", "ftp://f/x y"},
    {0x10000, "ftp://f/x y", "ftp://f/x y"},
    {0x0, "xx:yy", "xx:yy"},
    {0x10000000, "xx:yy", "xx:yy"},
    {0x20000000, "xx:yy", "xx:yy"},
    {0x8000000, "xx:yy", "xx:yy"},
    {0x10000, "xx:yy", "xx:yy"},
    {0x0, "file:///C|/x", "file:///C|/x"},
    {0x10000000, "file:///C|/x", "file:///C|/x"},
    {0x20000000, "file:///C|/x", "file:///C%7C/x"},
    {0x8000000, "file:///C|/x", "file:///C|/x"},
    {0x0, "  http://a ", "  http://a"},
    {0x10000000, "  http://a ", "  http://a"},
    {0x20000000, "  http://a ", "%20%20http://a"},
    {0x8000000, "  http://a ", "  http://a"},
    {0x10000, "  http://a ", "  http://a"},
    {0x0, "http://a/b?c d#e f", "http://a/b?c d#e f"},
    {0x10000000, "http://a/b?c d#e f", "http://a/b?c d#e f"},
    {0x20000000, "http://a/b?c d#e f", "http://a/b?c d#e f"},
    {0x8000000, "http://a/b?c d#e f", "http://a/b?c d#e f"},
    {0x10000, "http://a/b?c d#e f", "http://a/b?c d#e f"},
    {0x0, "http://a\\b\\c", "http://a/b/c"},
    {0x10000000, "http://a\\b\\c", "http://a/b/c"},
    {0x20000000, "http://a\\b\\c", "http://a/b/c"},
    {0x8000000, "http://a\\b\\c", "http://a/b/c"},
    {0x10000, "http://a\\b\\c", "http://a/b/c"},
    {0x0, "telnet://x", "telnet://x/"},
    {0x10000000, "telnet://x", "telnet://x/"},
    {0x20000000, "telnet://x", "telnet://x/"},
    {0x8000000, "telnet://x", "telnet://x/"},
    {0x10000, "telnet://x", "telnet://x/"},
    {0x0, "news:x", "news:x"},
    {0x10000000, "news:x", "news:x"},
    {0x20000000, "news:x", "news:x"},
    {0x8000000, "news:x", "news:x"},
    {0x10000, "news:x", "news:x"},
    {0x20000000, "file://localhost/c:/x", "file:///c:/x"},
    {0x10000, "file://localhost/c:/x", "file://c:\\x"},
    {0x0, "C:/a/b.txt", "file:///C:/a/b.txt"},
    {0x10000000, "C:/a/b.txt", "file:///C:/a/b.txt"},
    {0x20000000, "C:/a/b.txt", "file:///C:/a/b.txt"},
    {0x8000000, "C:/a/b.txt", "file:///C:/a/b.txt"},
    {0x10000, "C:/a/b.txt", "file://C:\\a\\b.txt"},
    {0x0, "local:x", "local:x"},
    {0x10000000, "local:x", "local:x"},
    {0x20000000, "local:x", "local:x"},
    {0x8000000, "local:x", "local:x"},
    {0x10000, "local:x", "local:x"},
};

static const struct {
    const char *base, *relative, *result;
} combined[] = {
    {"http://a/b/c/d;p?q", "g", "http://a/b/c/g"},
    {"http://a/b/c/d;p?q", "./g", "http://a/b/c/g"},
    {"http://a/b/c/d;p?q", "g/", "http://a/b/c/g/"},
    {"http://a/b/c/d;p?q", "/g", "http://a/g"},
    {"http://a/b/c/d;p?q", "//g", "http://g/"},
    {"http://a/b/c/d;p?q", "?y", "http://a/b/c/?y"},
    {"http://a/b/c/d;p?q", "g?y", "http://a/b/c/g?y"},
    {"http://a/b/c/d;p?q", "#s", "http://a/b/c/d;p?q#s"},
    {"http://a/b/c/d;p?q", "g#s", "http://a/b/c/g#s"},
    {"http://a/b/c/d;p?q", ";x", "http://a/b/c/;x"},
    {"http://a/b/c/d;p?q", "g;x", "http://a/b/c/g;x"},
    {"http://a/b/c/d;p?q", "./", "http://a/b/c/"},
    {"http://a/b/c/d;p?q", "..", "http://a/b/"},
    {"http://a/b/c/d;p?q", "../", "http://a/b/"},
    {"http://a/b/c/d;p?q", "../g", "http://a/b/g"},
    {"http://a/b/c/d;p?q", "../..", "http://a/"},
    {"http://a/b/c/d;p?q", "../../g", "http://a/g"},
    {"http://a/b/c/d;p?q", "", "http://a/b/c/"},
    {"http://a/b/c/d;p?q", "g.", "http://a/b/c/g."},
    {"http://a/b/c/d;p?q", "./../g", "http://a/b/g"},
    {"http://a/b/c/d;p?q", "g/./h", "http://a/b/c/g/h"},
    {"http://a/b/c/d;p?q", "g/../h", "http://a/b/c/h"},
    {"http://a/b/c/d;p?q", "http:g", "http://a/b/c/g"},
    {"http://a/b/c/d;p?q", "http:", "http://a/b/c/"},
    {"http://a/b/c/d;p?q", "c:\\x y", "file:///c:/x%20y"},
    {"http://a", "g", "http://a/g"},
    {"http://a", "g/", "http://a/g/"},
    {"http://a", "/g", "http://a/g"},
    {"http://a", "//g", "http://g/"},
    {"http://a", "?y", "http://a/?y"},
    {"http://a", "g?y", "http://a/g?y"},
    {"http://a", "#s", "http://a/#s"},
    {"http://a", "g#s", "http://a/g#s"},
    {"http://a", ";x", "http://a/;x"},
    {"http://a", "g;x", "http://a/g;x"},
    {"http://a", "../..", "http://a/"},
    {"http://a", "../../g", "http://a/g"},
    {"http://a", "", "http://a/"},
    {"http://a", "g.", "http://a/g."},
    {"http://a", "./../g", "http://a/g"},
    {"http://a", "g/./h", "http://a/g/h"},
    {"http://a", "g/../h", "http://a/h"},
    {"http://a", "http:g", "http://a/g"},
    {"http://a", "http:", "http://a/"},
    {"http://a", "c:\\x y", "file:///c:/x%20y"},
    {"http://a/", "g", "http://a/g"},
    {"http://a/", "g/", "http://a/g/"},
    {"http://a/", "/g", "http://a/g"},
    {"http://a/", "//g", "http://g/"},
    {"http://a/", "?y", "http://a/?y"},
    {"http://a/", "g?y", "http://a/g?y"},
    {"http://a/", "#s", "http://a/#s"},
    {"http://a/", "g#s", "http://a/g#s"},
    {"http://a/", ";x", "http://a/;x"},
    {"http://a/", "g;x", "http://a/g;x"},
    {"http://a/", "../..", "http://a/"},
    {"http://a/", "../../g", "http://a/g"},
    {"http://a/", "", "http://a/"},
    {"http://a/", "g.", "http://a/g."},
    {"http://a/", "./../g", "http://a/g"},
    {"http://a/", "g/./h", "http://a/g/h"},
    {"http://a/", "g/../h", "http://a/h"},
    {"http://a/", "http:g", "http://a/g"},
    {"http://a/", "http:", "http://a/"},
    {"http://a/", "c:\\x y", "file:///c:/x%20y"},
    {"file:///c:/x/y.htm", "g", "file:///c:/x/g"},
    {"file:///c:/x/y.htm", "./g", "file:///c:/x/g"},
    {"file:///c:/x/y.htm", "g/", "file:///c:/x/g/"},
    {"file:///c:/x/y.htm", "?y", "file:///c:/x/?y"},
    {"file:///c:/x/y.htm", "g?y", "file:///c:/x/g?y"},
    {"file:///c:/x/y.htm", "#s", "file:///c:/x/y.htm#s"},
    {"file:///c:/x/y.htm", "g#s", "file:///c:/x/g#s"},
    {"file:///c:/x/y.htm", ";x", "file:///c:/x/;x"},
    {"file:///c:/x/y.htm", "g;x", "file:///c:/x/g;x"},
    {"file:///c:/x/y.htm", "./", "file:///c:/x/"},
    {"file:///c:/x/y.htm", "..", "file:///c:/"},
    {"file:///c:/x/y.htm", "../", "file:///c:/"},
    {"file:///c:/x/y.htm", "../g", "file:///c:/g"},
    {"file:///c:/x/y.htm", "", "file:///c:/x/"},
    {"file:///c:/x/y.htm", "../../../g", "file:///c:/g"},
    {"file:///c:/x/y.htm", "g.", "file:///c:/x/g."},
    {"file:///c:/x/y.htm", "./../g", "file:///c:/g"},
    {"file:///c:/x/y.htm", "g/./h", "file:///c:/x/g/h"},
    {"file:///c:/x/y.htm", "g/../h", "file:///c:/x/h"},
    {"file:///c:/x/y.htm", "http:g", "http:g"},
    {"file:///c:/x/y.htm", "http:", "http:"},
    {"file:///c:/x/y.htm", "c:\\x y", "file:///c:/x%20y"},
    {"mailto:x", "g", "mailto:g"},
    {"mailto:x", "g/", "mailto:g/"},
    {"mailto:x", "/g", "mailto:/g"},
    {"mailto:x", "?y", "mailto:?y"},
    {"mailto:x", "g?y", "mailto:g?y"},
    {"mailto:x", "#s", "mailto:x#s"},
    {"mailto:x", "g#s", "mailto:g#s"},
    {"mailto:x", ";x", "mailto:;x"},
    {"mailto:x", "g;x", "mailto:g;x"},
    {"mailto:x", ".", "mailto:."},
    {"mailto:x", "./", "mailto:./"},
    {"mailto:x", "..", "mailto:.."},
    {"mailto:x", "../", "mailto:../"},
    {"mailto:x", "../g", "mailto:../g"},
    {"mailto:x", "", "mailto:"},
    {"mailto:x", "/./g", "mailto:/./g"},
    {"mailto:x", "/../g", "mailto:/../g"},
    {"mailto:x", "g.", "mailto:g."},
    {"mailto:x", "./../g", "mailto:./../g"},
    {"mailto:x", "./g/.", "mailto:./g/."},
    {"mailto:x", "g/./h", "mailto:g/./h"},
    {"mailto:x", "g/../h", "mailto:g/../h"},
    {"mailto:x", "http:g", "http:g"},
    {"mailto:x", "http:", "http:"},
    {"mailto:x", "\\x", "mailto:\\x"},
    {"mailto:x", "c:\\x y", "file:///c:/x%20y"},
    {"http://a/b/c/d?q#f", "g", "http://a/b/c/g"},
    {"http://a/b/c/d?q#f", "./g", "http://a/b/c/g"},
    {"http://a/b/c/d?q#f", "g/", "http://a/b/c/g/"},
    {"http://a/b/c/d?q#f", "/g", "http://a/g"},
    {"http://a/b/c/d?q#f", "//g", "http://g/"},
    {"http://a/b/c/d?q#f", "?y", "http://a/b/c/?y"},
    {"http://a/b/c/d?q#f", "g?y", "http://a/b/c/g?y"},
    {"http://a/b/c/d?q#f", "#s", "http://a/b/c/d?q#s"},
    {"http://a/b/c/d?q#f", "g#s", "http://a/b/c/g#s"},
    {"http://a/b/c/d?q#f", ";x", "http://a/b/c/;x"},
    {"http://a/b/c/d?q#f", "g;x", "http://a/b/c/g;x"},
    {"http://a/b/c/d?q#f", "./", "http://a/b/c/"},
    {"http://a/b/c/d?q#f", "..", "http://a/b/"},
    {"http://a/b/c/d?q#f", "../", "http://a/b/"},
    {"http://a/b/c/d?q#f", "../g", "http://a/b/g"},
    {"http://a/b/c/d?q#f", "../..", "http://a/"},
    {"http://a/b/c/d?q#f", "../../g", "http://a/g"},
    {"http://a/b/c/d?q#f", "", "http://a/b/c/"},
    {"http://a/b/c/d?q#f", "g.", "http://a/b/c/g."},
    {"http://a/b/c/d?q#f", "./../g", "http://a/b/g"},
    {"http://a/b/c/d?q#f", "g/./h", "http://a/b/c/g/h"},
    {"http://a/b/c/d?q#f", "g/../h", "http://a/b/c/h"},
    {"http://a/b/c/d?q#f", "http:g", "http://a/b/c/g"},
    {"http://a/b/c/d?q#f", "http:", "http://a/b/c/"},
    {"http://a/b/c/d?q#f", "c:\\x y", "file:///c:/x%20y"},
    {"ftp://a/b/", "g", "ftp://a/b/g"},
    {"ftp://a/b/", "./g", "ftp://a/b/g"},
    {"ftp://a/b/", "g/", "ftp://a/b/g/"},
    {"ftp://a/b/", "/g", "ftp://a/g"},
    {"ftp://a/b/", "//g", "ftp://g/"},
    {"ftp://a/b/", "?y", "ftp://a/b/?y"},
    {"ftp://a/b/", "g?y", "ftp://a/b/g?y"},
    {"ftp://a/b/", "#s", "ftp://a/b/#s"},
    {"ftp://a/b/", "g#s", "ftp://a/b/g#s"},
    {"ftp://a/b/", ";x", "ftp://a/b/;x"},
    {"ftp://a/b/", "g;x", "ftp://a/b/g;x"},
    {"ftp://a/b/", "./", "ftp://a/b/"},
    {"ftp://a/b/", "..", "ftp://a/"},
    {"ftp://a/b/", "../", "ftp://a/"},
    {"ftp://a/b/", "../g", "ftp://a/g"},
    {"ftp://a/b/", "", "ftp://a/b/"},
    {"ftp://a/b/", "g.", "ftp://a/b/g."},
    {"ftp://a/b/", "./../g", "ftp://a/g"},
    {"ftp://a/b/", "g/./h", "ftp://a/b/g/h"},
    {"ftp://a/b/", "g/../h", "ftp://a/b/h"},
    {"ftp://a/b/", "http:g", "http:g"},
    {"ftp://a/b/", "http:", "http:"},
    {"ftp://a/b/", "c:\\x y", "file:///c:/x%20y"},
    {"xx:yy/zz", "/g", "xx:/g"},
    {"xx:yy/zz", "//g", "xx://g/"},
    {"xx:yy/zz", "#s", "xx:yy/zz#s"},
    {"xx:yy/zz", "http:g", "http:g"},
    {"xx:yy/zz", "http:", "http:"},
    {"xx:yy/zz", "c:\\x y", "file:///c:/x%20y"},
};

static const struct {
    DWORD part;
    const char *url;
    HRESULT result;
    const char *text;
} parts[] = {
    {1, "http://www.a.com/b/c/d;p?q#f", S_OK, "http"},
    {2, "http://www.a.com/b/c/d;p?q#f", S_OK, "www.a.com"},
    {6, "http://www.a.com/b/c/d;p?q#f", S_OK, "q#f"},
    {1, "HTTP://WWW.A.com", S_OK, "http"},
    {2, "HTTP://WWW.A.com", S_OK, "WWW.A.com"},
    {1, "http://a.com/", S_OK, "http"},
    {2, "http://a.com/", S_OK, "a.com"},
    {1, "http://a.com:80/x", S_OK, "http"},
    {2, "http://a.com:80/x", S_OK, "a.com"},
    {5, "http://a.com:80/x", S_OK, "80"},
    {1, "http://user:pw@host.com:81/p?q=1#x", S_OK, "http"},
    {2, "http://user:pw@host.com:81/p?q=1#x", S_OK, "host.com"},
    {3, "http://user:pw@host.com:81/p?q=1#x", S_OK, "user"},
    {4, "http://user:pw@host.com:81/p?q=1#x", S_OK, "pw"},
    {5, "http://user:pw@host.com:81/p?q=1#x", S_OK, "81"},
    {6, "http://user:pw@host.com:81/p?q=1#x", S_OK, "q=1#x"},
    {1, "file:///c:/dir/file%20a.txt", S_OK, "file"},
    {1, "file://server/share/x", S_OK, "file"},
    {2, "file://server/share/x", S_OK, "server"},
    {1, "file://c:/x", S_OK, "file"},
    {1, "file:c:/x", S_OK, "file"},
    {1, "mailto:a@b.c", S_OK, "mailto"},
    {1, "about:blank", S_OK, "about"},
    {1, "javascript:x()", S_OK, "javascript"},
    {1, "res://x.dll/y", S_OK, "res"},
    {1, "http:/x", S_OK, "http"},
    {1, "http:x", S_OK, "http"},
    {1, "https://a/b/../c/./d", S_OK, "https"},
    {2, "https://a/b/../c/./d", S_OK, "a"},
    {1, "http://a/b/..", S_OK, "http"},
    {2, "http://a/b/..", S_OK, "a"},
    {1, "http://a/..", S_OK, "http"},
    {2, "http://a/..", S_OK, "a"},
    {1, "http://a/b c", S_OK, "http"},
    {2, "http://a/b c", S_OK, "a"},
    {1, "http://a/%41%2f%zz", S_OK, "http"},
    {2, "http://a/%41%2f%zz", S_OK, "a"},
    {1, "ftp://f/x y", S_OK, "ftp"},
    {2, "ftp://f/x y", S_OK, "f"},
    {1, "xx:yy", S_OK, "xx"},
    {1, "file:///C|/x", S_OK, "file"},
    {1, "http://a/b?c d#e f", S_OK, "http"},
    {2, "http://a/b?c d#e f", S_OK, "a"},
    {6, "http://a/b?c d#e f", S_OK, "c d#e f"},
    {1, "http://a\\b\\c", S_OK, "http"},
    {2, "http://a\\b\\c", S_OK, "a"},
    {1, "telnet://x", S_OK, "telnet"},
    {2, "telnet://x", S_OK, "x"},
    {1, "news:x", S_OK, "news"},
    {1, "file://localhost/c:/x", S_OK, "file"},
    {2, "file://localhost/c:/x", S_OK, "localhost"},
    {1, "local:x", S_OK, "local"},
    {5, "http://a/b/..", E_INVALIDARG, ""},
    {5, "http://a/b c", E_INVALIDARG, ""},
    {4, "http://a\\b\\c", E_INVALIDARG, ""},
    {4, "http://www.a.com/b/c/d;p?q#f", E_INVALIDARG, ""},
    {3, "http://a/b?c d#e f", E_INVALIDARG, ""},
    {4, "http://a/b/..", E_INVALIDARG, ""},
    {3, "HTTP://WWW.A.com", E_INVALIDARG, ""},
    {5, "ftp://f/x y", E_INVALIDARG, ""},
    {5, "HTTP://WWW.A.com", E_INVALIDARG, ""},
    {5, "http://a/b?c d#e f", E_INVALIDARG, ""},
    {3, "https://a/b/../c/./d", E_INVALIDARG, ""},
    {3, "http://a\\b\\c", E_INVALIDARG, ""},
    {4, "http://a.com/", E_INVALIDARG, ""},
    {4, "https://a/b/../c/./d", E_INVALIDARG, ""},
    {3, "http://a/..", E_INVALIDARG, ""},
    {4, "http://a/b?c d#e f", E_INVALIDARG, ""},
    {4, "http://a/..", E_INVALIDARG, ""},
    {5, "http://a/%41%2f%zz", E_INVALIDARG, ""},
    {3, "http://www.a.com/b/c/d;p?q#f", E_INVALIDARG, ""},
    {3, "http://a.com/", E_INVALIDARG, ""},
};

static const struct {
    const char *url;
    BOOL is_url, is_opaque, is_file, is_directory;
} kinds[] = {
    {"HTTP://WWW.A.com", 1, 0, 0, 0},
    {"http://a.com/", 1, 0, 0, 1},
    {"http://a.com:80/x", 1, 0, 0, 0},
    {"file:///c:/dir/file%20a.txt", 1, 0, 1, 0},
    {"file://server/share/x", 1, 0, 1, 0},
    {"file://c:/x", 1, 0, 1, 0},
    {"file:c:/x", 1, 0, 1, 0},
    {"c:\\dir\\file a.txt", 0, 0, 0, 0},
    {"\\\\server\\share\\f", 0, 0, 0, 0},
    {"about:blank", 1, 1, 0, 0},
    {"foo/bar", 0, 0, 0, 0},
    {"/foo", 0, 0, 0, 0},
    {"#frag", 0, 0, 0, 0},
    {"?q", 0, 0, 0, 0},
    {"www.a.com", 0, 0, 0, 0},
    {"a:b", 0, 0, 0, 0},
    {"res://x.dll/y", 1, 0, 0, 0},
    {"http:/x", 1, 0, 0, 0},
    {"http:x", 1, 0, 0, 0},
    {"https://a/b/../c/./d", 1, 0, 0, 0},
    {"http://a/b/..", 1, 0, 0, 0},
    {"http://a/..", 1, 0, 0, 0},
    {"http://a/b c", 1, 0, 0, 0},
    {"http://a/%41%2f%zz", 1, 0, 0, 0},
    {"ftp://f/x y", 1, 0, 0, 0},
    {"xx:yy", 1, 0, 0, 0},
    {"file:///C|/x", 1, 0, 1, 0},
    {"  http://a ", 0, 0, 0, 0},
    {"http://a\\b\\c", 1, 0, 0, 0},
    {"telnet://x", 1, 0, 0, 0},
    {"news:x", 1, 0, 0, 0},
    {"file://localhost/c:/x", 1, 0, 1, 0},
    {"C:/a/b.txt", 0, 0, 0, 0},
    {"local:x", 1, 0, 0, 0},
};

static const struct {
    const char *url, *path;
} files[] = {
    {"file:///c:/dir/file%20a.txt", "c:\\dir\\file a.txt"},
    {"file://server/share/x", "\\\\server\\share\\x"},
    {"file://c:/x", "c:\\x"},
    {"file:c:/x", "c:\\x"},
    {"file:///C|/x", "C:\\x"},
    {"file://localhost/c:/x", "c:\\x"},
};

static const struct {
    const char *path, *url;
} created[] = {
    {"c:\\dir\\file a.txt", "file:///c:/dir/file%20a.txt"},
    {"\\\\server\\share\\f", "file://server/share/f"},
    {"foo/bar", "file:foo/bar"},
    {"/foo", "file:///foo"},
    {"#frag", "file:%23frag"},
    {"?q", "file:?q"},
    {"www.a.com", "file:www.a.com"},
    {"a:b", "file:///a:b"},
    {"  http://a ", "file:%20%20http://a%20"},
    {"C:/a/b.txt", "file:///C:/a/b.txt"},
};

static const struct {
    DWORD flags;
    const char *url;
    HRESULT result;
    const char *text;
} applied[] = {
    {0x9, "http://www.a.com/b/c/d;p?q#f", S_OK, "http://http://www.a.com/b/c/d;p?q#f"},
    {0x9, "HTTP://WWW.A.com", S_OK, "http://HTTP://WWW.A.com"},
    {0x9, "http://a.com/", S_OK, "http://http://a.com/"},
    {0x9, "http://a.com:80/x", S_OK, "http://http://a.com:80/x"},
    {0x9, "http://user:pw@host.com:81/p?q=1#x", S_OK, "http://http://user:pw@host.com:81/p?q=1#x"},
    {0x9, "file:///c:/dir/file%20a.txt", S_OK, "http://file:///c:/dir/file%20a.txt"},
    {0x9, "file://server/share/x", S_OK, "http://file://server/share/x"},
    {0x9, "file://c:/x", S_OK, "http://file://c:/x"},
    {0x9, "file:c:/x", S_OK, "http://file:c:/x"},
    {0x1, "c:\\dir\\file a.txt", S_OK, "http://c:\\dir\\file a.txt"},
    {0x4, "c:\\dir\\file a.txt", S_OK, "file:///c:/dir/file%20a.txt"},
    {0x6, "c:\\dir\\file a.txt", S_OK, "file:///c:/dir/file%20a.txt"},
    {0x9, "c:\\dir\\file a.txt", S_OK, "http://c:\\dir\\file a.txt"},
    {0x1, "\\\\server\\share\\f", S_OK, "http://\\\\server\\share\\f"},
    {0x4, "\\\\server\\share\\f", S_OK, "file://server/share/f"},
    {0x6, "\\\\server\\share\\f", S_OK, "file://server/share/f"},
    {0x9, "\\\\server\\share\\f", S_OK, "http://\\\\server\\share\\f"},
    {0x9, "mailto:a@b.c", S_OK, "http://mailto:a@b.c"},
    {0x9, "about:blank", S_OK, "http://about:blank"},
    {0x9, "javascript:x()", S_OK, "http://javascript:x()"},
    {0x1, "foo/bar", S_OK, "http://foo/bar"},
    {0x9, "foo/bar", S_OK, "http://foo/bar"},
    {0x1, "/foo", S_OK, "http:///foo"},
    {0x9, "/foo", S_OK, "http:///foo"},
    {0x1, "#frag", S_OK, "http://#frag"},
    {0x9, "#frag", S_OK, "http://#frag"},
    {0x1, "?q", S_OK, "http://?q"},
    {0x9, "?q", S_OK, "http://?q"},
    {0x1, "www.a.com", S_OK, "http://www.a.com"},
    {0x2, "www.a.com", S_OK, "http://www.a.com"},
    {0x1, "http://www.a.com/b/c/d;p?q#f", S_FALSE, ""},
    {0x2, "http://www.a.com/b/c/d;p?q#f", S_FALSE, ""},
    {0x4, "http://www.a.com/b/c/d;p?q#f", S_FALSE, ""},
    {0x6, "http://www.a.com/b/c/d;p?q#f", S_FALSE, ""},
    {0x8, "http://www.a.com/b/c/d;p?q#f", S_FALSE, ""},
    {0x1, "HTTP://WWW.A.com", S_FALSE, ""},
    {0x2, "HTTP://WWW.A.com", S_FALSE, ""},
    {0x4, "HTTP://WWW.A.com", S_FALSE, ""},
    {0x6, "HTTP://WWW.A.com", S_FALSE, ""},
    {0x8, "HTTP://WWW.A.com", S_FALSE, ""},
};

static void test_tables(void)
{
    char text[500];
    DWORD size;
    HRESULT result;

    for (size_t i = 0; i < ARRAYSIZE(canonical); i++) {
        result = UrlCanonicalizeA(canonical[i].url, text, (size = sizeof(text), &size), canonical[i].flags);
        check(!result && !strcmp(text, canonical[i].result) && size == strlen(text), "'%s', flags %#lx: %#lx '%s'",
              canonical[i].url, canonical[i].flags, result, text);
    }
    for (size_t i = 0; i < ARRAYSIZE(combined); i++) {
        result = UrlCombineA(combined[i].base, combined[i].relative, text, (size = sizeof(text), &size), 0);
        check(!result && !strcmp(text, combined[i].result), "'%s' and '%s': %#lx '%s'", combined[i].base,
              combined[i].relative, result, text);
    }
    for (size_t i = 0; i < ARRAYSIZE(parts); i++) {
        result = UrlGetPartA(parts[i].url, text, (size = sizeof(text), &size), parts[i].part, 0);
        check(result == parts[i].result && (result || !strcmp(text, parts[i].text)), "part %lu of '%s': %#lx '%s'",
              parts[i].part, parts[i].url, result, text);
    }
    for (size_t i = 0; i < ARRAYSIZE(files); i++) {
        result = PathCreateFromUrlA(files[i].url, text, (size = sizeof(text), &size), 0);
        check(!result && !strcmp(text, files[i].path), "the path of '%s': %#lx '%s'", files[i].url, result, text);
    }
    for (size_t i = 0; i < ARRAYSIZE(created); i++) {
        result = UrlCreateFromPathA(created[i].path, text, (size = sizeof(text), &size), 0);
        check(!result && !strcmp(text, created[i].url), "the URL of '%s': %#lx '%s'", created[i].path, result, text);
    }
    for (size_t i = 0; i < ARRAYSIZE(applied); i++) {
        result = UrlApplySchemeA(applied[i].url, text, (size = sizeof(text), &size), applied[i].flags);
        check(result == applied[i].result && (result || !strcmp(text, applied[i].text)), "'%s', flags %#lx: %#lx '%s'",
              applied[i].url, applied[i].flags, result, text);
    }
}

static void test_kinds(void)
{
    for (size_t i = 0; i < ARRAYSIZE(kinds); i++) {
        const char *url = kinds[i].url;
        check(!UrlIsA(url, URLIS_URL) == !kinds[i].is_url, "'%s' is a URL", url);
        check(!UrlIsOpaqueA(url) == !kinds[i].is_opaque, "'%s' is opaque", url);
        check(!UrlIsA(url, URLIS_FILEURL) == !kinds[i].is_file, "'%s' is a file", url);
        check(!UrlIsA(url, URLIS_DIRECTORY) == !kinds[i].is_directory, "'%s' is a folder", url);
    }
    check(UrlIsA("http://a/b?c", URLIS_HASQUERY) && !UrlIsA("http://a/b", URLIS_HASQUERY), "queries");
}

static void check_escape(const WCHAR *url, DWORD flags, const WCHAR *expected)
{
    WCHAR text[200];
    DWORD size = ARRAYSIZE(text);
    HRESULT result = UrlEscapeW(url, text, &size, flags);
    check(!result && !lstrcmpW(text, expected), "'%ls', flags %#lx: %#lx '%ls'", url, flags, result, text);
}

static void test_escape(void)
{
    char text[100];
    WCHAR wide[100] = L"a%20b%C3%A4%zz";
    DWORD size = sizeof(text);

    check_escape(L"http://a/b c<d>?e f", 0, L"http://a/b%20c%3Cd%3E?e f");
    check_escape(L"http://a/50%", 0, L"http://a/50%");
    check_escape(L"http://a/50%", URL_ESCAPE_PERCENT, L"http://a/50%25");
    check_escape(L"a/b?c#d", URL_ESCAPE_SEGMENT_ONLY, L"a%2Fb%3Fc%23d");
    check_escape(L"a b<c>", URL_ESCAPE_SPACES_ONLY, L"a%20b<c>");
    check_escape(L"http://a/\x00e4", 0, L"http://a/%E4");
    check_escape(L"http://a/\x00e4\x20ac", URL_ESCAPE_AS_UTF8, L"http://a/%C3%A4%E2%82%AC");
    check(UrlUnescapeA((char *)"a%20b%2Fc%", text, &size, 0) == S_OK && !strcmp(text, "a b/c%"), "'%s'", text);
    check(UrlUnescapeW(wide, NULL, NULL, URL_UNESCAPE_INPLACE | URL_UNESCAPE_AS_UTF8) == S_OK, "in place");
    check(!lstrcmpW(wide, L"a b\x00e4%zz"), "'%ls'", wide);
    size = sizeof(text);
    UrlUnescapeA((char *)"a%20?b%20", text, &size, URL_DONT_UNESCAPE_EXTRA_INFO);
    check(!strcmp(text, "a ?b%20"), "'%s'", text);
}

static void test_sizes(void)
{
    char text[20];
    DWORD size = 3;

    check(UrlCanonicalizeA("http://abc/", text, &size, 0) == E_POINTER && size == 12, "canonicalize wants %lu", size);
    size = 3;
    check(UrlCombineA("http://a/", "bc", text, &size, 0) == E_POINTER && size == 12, "combine wants %lu", size);
    size = 3;
    check(UrlGetPartA("http://abc/", text, &size, URL_PART_SCHEME, 0) == E_POINTER && size == 5, "part: %lu", size);
    size = 3;
    check(PathCreateFromUrlA("file:///c:/abc", text, &size, 0) == E_POINTER && size == 7, "path wants %lu", size);
    check(UrlCanonicalizeA(NULL, text, &size, 0) == E_INVALIDARG, "no URL");
    check(UrlEscapeA("a", NULL, &size, 0) == E_INVALIDARG, "no buffer");
}

static void test_parse(void)
{
    PARSEDURLA parsed = {.cbSize = sizeof(parsed)};

    check(ParseURLA("http://a/b", &parsed) == S_OK, "parsed");
    check(parsed.cchProtocol == 4 && !strcmp(parsed.pszSuffix, "//a/b") && parsed.nScheme == 2, "its parts: %u '%s' %u",
          parsed.cchProtocol, parsed.pszSuffix, parsed.nScheme);
    check(ParseURLA("c:\\x", &parsed) == (HRESULT)0x80041001, "a path");
    parsed.cbSize = 1;
    check(ParseURLA("http://a", &parsed) == E_INVALIDARG, "a wrong size");
    check(!UrlCompareA("http://a/b", "http://a/b/", TRUE), "the same but for a slash");
    check(UrlCompareA("http://a/b", "http://a/b/", FALSE) != 0, "not the same");
}

int main(void)
{
    test_tables();
    test_kinds();
    test_escape();
    test_sizes();
    test_parse();
    return check_summary();
}
