/* Searching in strings, numbers and trimming, for one type of characters. */

static int NAMED(length_of)(const CHARACTER *text)
{
    int length = 0;
    while (text[length]) length++;
    return length;
}

static bool NAMED(same)(CHARACTER a, CHARACTER b, bool ignore_case)
{
    return a == b || (ignore_case && NAMED(folded)(a) == NAMED(folded)(b));
}

static CHARACTER *NAMED(find)(const CHARACTER *text, CHARACTER wanted, bool ignore_case)
{
    for (; text && *text; text++)
        if (NAMED(same)(*text, wanted, ignore_case)) return (CHARACTER *)text;
    return NULL;
}

static CHARACTER *NAMED(find_last)(const CHARACTER *text, const CHARACTER *end, CHARACTER wanted, bool ignore_case)
{
    const CHARACTER *found = NULL;
    for (; text && (end ? text < end : true) && *text; text++)
        if (NAMED(same)(*text, wanted, ignore_case)) found = text;
    return (CHARACTER *)found;
}

static bool NAMED(begins)(const CHARACTER *text, const CHARACTER *beginning, bool ignore_case)
{
    for (; *beginning; text++, beginning++)
        if (!*text || !NAMED(same)(*text, *beginning, ignore_case)) return false;
    return true;
}

static CHARACTER *NAMED(find_text)(const CHARACTER *text, const CHARACTER *wanted, bool ignore_case)
{
    if (!text || !wanted || !*wanted) return NULL;
    for (; *text; text++)
        if (NAMED(begins)(text, wanted, ignore_case)) return (CHARACTER *)text;
    return NULL;
}

/* The word is what the export takes: a WORD even in the narrow version. */
CHARACTER * WINAPI NAMED(StrChr)(const CHARACTER *text, WORD wanted)
{
    return NAMED(find)(text, (CHARACTER)wanted, false);
}

CHARACTER * WINAPI NAMED(StrChrI)(const CHARACTER *text, WORD wanted)
{
    return NAMED(find)(text, (CHARACTER)wanted, true);
}

CHARACTER * WINAPI NAMED(StrRChr)(const CHARACTER *text, const CHARACTER *end, WORD wanted)
{
    return NAMED(find_last)(text, end, (CHARACTER)wanted, false);
}

CHARACTER * WINAPI NAMED(StrRChrI)(const CHARACTER *text, const CHARACTER *end, WORD wanted)
{
    return NAMED(find_last)(text, end, (CHARACTER)wanted, true);
}

CHARACTER * WINAPI NAMED(StrStr)(const CHARACTER *text, const CHARACTER *wanted)
{
    return NAMED(find_text)(text, wanted, false);
}

CHARACTER * WINAPI NAMED(StrStrI)(const CHARACTER *text, const CHARACTER *wanted)
{
    return NAMED(find_text)(text, wanted, true);
}

/* The last occurrence that begins before `end`. */
CHARACTER * WINAPI NAMED(StrRStrI)(const CHARACTER *text, const CHARACTER *end, const CHARACTER *wanted)
{
    const CHARACTER *found = NULL;
    if (!text || !wanted || !*wanted) return NULL;
    for (; (end ? text < end : true) && *text; text++)
        if (NAMED(begins)(text, wanted, true)) found = text;
    return (CHARACTER *)found;
}

static int NAMED(span)(const CHARACTER *text, const CHARACTER *set, bool inside, bool ignore_case)
{
    int length = 0;
    if (!text || !set) return 0;
    while (text[length] && (NAMED(find)(set, text[length], ignore_case) != NULL) == inside) length++;
    return length;
}

int WINAPI NAMED(StrSpn)(const CHARACTER *text, const CHARACTER *set)
{
    return NAMED(span)(text, set, true, false);
}

int WINAPI NAMED(StrCSpn)(const CHARACTER *text, const CHARACTER *set)
{
    return NAMED(span)(text, set, false, false);
}

int WINAPI NAMED(StrCSpnI)(const CHARACTER *text, const CHARACTER *set)
{
    return NAMED(span)(text, set, false, true);
}

CHARACTER * WINAPI NAMED(StrPBrk)(const CHARACTER *text, const CHARACTER *set)
{
    int length = NAMED(span)(text, set, false, false);
    return text && set && text[length] ? (CHARACTER *)text + length : NULL;
}

CHARACTER * WINAPI NAMED(StrDup)(const CHARACTER *text)
{
    size_t size = text ? ((size_t)NAMED(length_of)(text) + 1) * sizeof(*text) : 0;
    CHARACTER *copy = text ? LocalAlloc(0, size) : NULL; /* the caller frees it with LocalFree */
    return copy ? memcpy(copy, text, size) : NULL;
}

WINBOOL WINAPI NAMED(StrTrim)(CHARACTER *text, const CHARACTER *set)
{
    if (!text || !set || !*text) return FALSE;
    int length = NAMED(length_of)(text), start = NAMED(span)(text, set, true, false), end = length;
    while (end > start && NAMED(find)(set, text[end - 1], false)) end--;
    memmove(text, text + start, (size_t)(end - start) * sizeof(*text));
    text[end - start] = 0;
    return end - start < length;
}

WINBOOL WINAPI NAMED(StrToInt64Ex)(const CHARACTER *text, STIF_FLAGS flags, LONGLONG *result)
{
    ULONGLONG number = 0;
    bool negative = false, found = false;
    if (!result) return FALSE;
    *result = 0;
    if (!text) return FALSE;
    while (*text == ' ' || (*text >= '\t' && *text <= '\r')) text++;
    if (*text == '-' || *text == '+') negative = *text++ == '-';
    if ((flags & STIF_SUPPORT_HEX) && text[0] == '0' && (text[1] | 32) == 'x') {
        negative = false;
        for (text += 2;; text++, found = true) {
            if (*text >= '0' && *text <= '9') number = 16 * number + (ULONGLONG)(*text - '0');
            else if ((*text | 32) >= 'a' && (*text | 32) <= 'f')
                number = 16 * number + (ULONGLONG)((*text | 32) - 'a' + 10);
            else break;
        }
    } else {
        for (; *text >= '0' && *text <= '9'; text++, found = true) number = 10 * number + (ULONGLONG)(*text - '0');
    }
    *result = (LONGLONG)(negative ? 0 - number : number);
    return found;
}

WINBOOL WINAPI NAMED(StrToIntEx)(const CHARACTER *text, STIF_FLAGS flags, int *result)
{
    LONGLONG number = 0;
    WINBOOL found = NAMED(StrToInt64Ex)(text, flags, &number);
    if (result) *result = (int)number;
    return result && found;
}

int WINAPI NAMED(StrToInt)(const CHARACTER *text)
{
    LONGLONG number = 0;
    NAMED(StrToInt64Ex)(text, STIF_DEFAULT, &number);
    return (int)number;
}

/* Appends at most `count` characters of `from`. */
CHARACTER * WINAPI NAMED(StrNCat)(CHARACTER *to, const CHARACTER *from, int count)
{
    if (!to || !from) return to;
    CHARACTER *end = to + NAMED(length_of)(to);
    for (int i = 0; i < count - 1 && *from; i++) *end++ = *from++;
    *end = 0;
    return to;
}

CHARACTER * WINAPI NAMED(StrCatBuff)(CHARACTER *to, const CHARACTER *from, int size)
{
    if (!to || !from) return to;
    int length = NAMED(length_of)(to);
    while (length < size - 1 && *from) to[length++] = *from++;
    if (length < size) to[length] = 0;
    return to;
}

/* --- the user's sorting: StrCmp, StrCmpI, StrCmpN, StrCmpNI; the C locale: StrCmpC, ... --- */

static int NAMED(bounded)(const CHARACTER *text, int limit)
{
    int length = 0;
    while (length < limit && text[length]) length++;
    return length;
}

static int NAMED(compare)(const CHARACTER *a, const CHARACTER *b, int limit, DWORD flags)
{
    if (!a || !b) return a ? 1 : b ? -1 : 0;
    return NAMED(CompareString)(LOCALE_USER_DEFAULT, flags, a, NAMED(bounded)(a, limit), b, NAMED(bounded)(b, limit)) -
           CSTR_EQUAL;
}

int WINAPI NAMED(StrCmpN)(const CHARACTER *a, const CHARACTER *b, int count)
{
    return NAMED(compare)(a, b, count, 0);
}

int WINAPI NAMED(StrCmpNI)(const CHARACTER *a, const CHARACTER *b, int count)
{
    return NAMED(compare)(a, b, count, NORM_IGNORECASE);
}

static int NAMED(compare_plainly)(const CHARACTER *a, const CHARACTER *b, int limit, bool ignore_case)
{
    for (int i = 0; i < limit; i++) {
        int x = (UNSIGNED_CHARACTER)a[i], y = (UNSIGNED_CHARACTER)b[i];
        if (ignore_case && x >= 'A' && x <= 'Z') x |= 32;
        if (ignore_case && y >= 'A' && y <= 'Z') y |= 32;
        if (x != y || !x) return x - y;
    }
    return 0;
}

int WINAPI NAMED(StrCmpC)(const CHARACTER *a, const CHARACTER *b)
{
    return NAMED(compare_plainly)(a, b, 0x7fffffff, false);
}

int WINAPI NAMED(StrCmpIC)(const CHARACTER *a, const CHARACTER *b)
{
    return NAMED(compare_plainly)(a, b, 0x7fffffff, true);
}

int WINAPI NAMED(StrCmpNC)(const CHARACTER *a, const CHARACTER *b, int count)
{
    return NAMED(compare_plainly)(a, b, count, false);
}

int WINAPI NAMED(StrCmpNIC)(const CHARACTER *a, const CHARACTER *b, int count)
{
    return NAMED(compare_plainly)(a, b, count, true);
}

WINBOOL WINAPI NAMED(ChrCmpI)(WORD a, WORD b)
{
    return !NAMED(same)((CHARACTER)a, (CHARACTER)b, true);
}

WINBOOL WINAPI NAMED(StrIsIntlEqual)(WINBOOL case_sensitive, const CHARACTER *a, const CHARACTER *b, int count)
{
    return !NAMED(compare)(a, b, count, case_sensitive ? 0 : NORM_IGNORECASE);
}

WINBOOL WINAPI NAMED(IntlStrEqWorker)(WINBOOL case_sensitive, const CHARACTER *a, const CHARACTER *b, int count)
{
    return NAMED(StrIsIntlEqual)(case_sensitive, a, b, count);
}
