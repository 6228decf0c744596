/* The Unicode bidirectional algorithm (UAX #9): levels of characters, with isolates and paired brackets. Rules are
 * called by their names there. */
#include "gdi_text.h"

enum bidi_class {
    L = 1,
    R,
    EN,
    ES,
    ET,
    AN,
    CS,
    B,
    S,
    WS,
    ON,
    AL,
    NSM,
    BN,
    EMBED_L,
    EMBED_R,
    FORCE_L,
    FORCE_R,
    POP,
    ISOLATE_L,
    ISOLATE_R,
    ISOLATE_FIRST,
    POP_ISOLATE
};

/* --- classes --- */

static BYTE surrogate_class(WCHAR high)
{
    if ((high >= 0xd802 && high <= 0xd803) || (high >= 0xd83a && high <= 0xd83b))
        return R; /* the scripts that run to the left lie there */
    return high >= 0xd83c && high <= 0xd83e ? ON : L;                                       /* pictures */
}

static BOOL is_arabic(WCHAR c)
{
    return (c >= 0x600 && c < 0x7c0) || (c >= 0x860 && c < 0x900) || (c >= 0xfb50 && c < 0xfe00) ||
           (c >= 0xfe70 && c < 0xff00);
}

static BYTE class_of(WCHAR c, WORD type, WORD kind)
{
    static const BYTE controls[] = {EMBED_L, EMBED_R, POP, FORCE_L, FORCE_R};                /* U+202A ... U+202E */
    static const BYTE isolates[] = {ISOLATE_L, ISOLATE_R, ISOLATE_FIRST, POP_ISOLATE};       /* U+2066 ... U+2069 */
    if (c >= 0x202a && c <= 0x202e) return controls[c - 0x202a];
    if (c >= 0x2066 && c <= 0x2069) return isolates[c - 0x2066];
    if (c == 0x61c) return AL;
    if (c == 0x200b || c == 0x200c || c == 0x200d || (c >= 0x2060 && c <= 0x2064) || (c >= 0x206a && c <= 0x206f) ||
        c == 0xfeff || c == 0xad)
        return BN;
    if (type == C2_RIGHTTOLEFT) return is_arabic(c) ? AL : R;
    if (kind & C3_NONSPACING && type != C2_LEFTTORIGHT) return NSM;
    if (type == C2_NOTAPPLICABLE) return c < 0x20 || (c >= 0x7f && c < 0xa0) ? BN : ON;
    return (BYTE)type; /* numbered as above */
}

static BOOL read_classes(BYTE *classes, const WCHAR *text, UINT count)
{
    WORD types[64], kinds[64];
    for (UINT done = 0; done < count;) {
        UINT part = min(count - done, ARRAYSIZE(types));
        if (!GetStringTypeW(CT_CTYPE2, text + done, (int)part, types) ||
            !GetStringTypeW(CT_CTYPE3, text + done, (int)part, kinds))
            return FALSE;
        for (UINT i = 0; i < part; i++) {
            WCHAR c = text[done + i];
            BYTE *class = &classes[done + i];
            if ((c & 0xfc00) == 0xd800) *class = surrogate_class(c);
            else if ((c & 0xfc00) == 0xdc00) *class = done + i ? class[-1] : L;
            else *class = class_of(c, types[i], kinds[i]);
        }
        done += part;
    }
    return TRUE;
}

static BOOL begins_isolate(BYTE class) { return class >= ISOLATE_L && class <= ISOLATE_FIRST; }

static const WCHAR brackets_apart[][2] = {{'[', ']'},       {'{', '}'},       {0x298d, 0x2990},
                                          {0x298f, 0x298e}, {0xff3b, 0xff3d}, {0xff5b, 0xff5d}};
/* Opening brackets whose closing ones come next in Unicode. */
static const WCHAR brackets[] = {
    0x28,   0xf3a,  0xf3c,  0x169b, 0x2045, 0x207d, 0x208d, 0x2308, 0x230a, 0x2329, 0x2768, 0x276a,
    0x276c, 0x276e, 0x2770, 0x2772, 0x2774, 0x27c5, 0x27e6, 0x27e8, 0x27ea, 0x27ec, 0x27ee, 0x2983,
    0x2985, 0x2987, 0x2989, 0x298b, 0x2991, 0x2993, 0x2995, 0x2997, 0x29d8, 0x29da, 0x29fc, 0x2e22,
    0x2e24, 0x2e26, 0x2e28, 0x2e55, 0x2e57, 0x2e59, 0x2e5b, 0x3008, 0x300a, 0x300c, 0x300e, 0x3010,
    0x3014, 0x3016, 0x3018, 0x301a, 0xfe59, 0xfe5b, 0xfe5d, 0xff08, 0xff5f, 0xff62,
};

/* The opening bracket of a pair that the character is part of, whichever it is; 0: none. Two pairs are the same for
 * Unicode. */
static WCHAR bracket_of(WCHAR c, BOOL *is_opening)
{
    WCHAR opening = 0;
    for (UINT i = 0; i < ARRAYSIZE(brackets_apart); i++) {
        if (c != brackets_apart[i][0] && c != brackets_apart[i][1]) continue;
        opening = brackets_apart[i][0];
        *is_opening = c == opening;
    }
    for (UINT i = 0; !opening && i < ARRAYSIZE(brackets); i++) {
        if (c != brackets[i] && c != brackets[i] + 1) continue;
        opening = brackets[i];
        *is_opening = c == opening;
    }
    return opening == 0x2329 ? 0x3008 : opening;
}

/* --- one paragraph --- */

struct bidi {
    const WCHAR *text;
    UINT count;
    BYTE base;
    BYTE *classes;  /* as the rules change them */
    BYTE *original;
    BYTE *levels;
    UINT *matches;  /* of an isolate's beginning its end and the other way round; `count`: none (BD9) */
    UINT *sequence; /* the isolating run sequence in work */
    UINT length;
    BYTE level, before, after; /* its level, sos and eos */
};

static void match_isolates(struct bidi *bidi)
{
    UINT open = bidi->count; /* beginnings that wait are chained through their own entries */
    for (UINT i = 0; i < bidi->count; i++) {
        bidi->matches[i] = bidi->count;
        if (begins_isolate(bidi->classes[i])) {
            bidi->matches[i] = open;
            open = i;
        } else if (bidi->classes[i] == POP_ISOLATE && open < bidi->count) {
            UINT outer = bidi->matches[open];
            bidi->matches[open] = i;
            bidi->matches[i] = open;
            open = outer;
        }
    }
    while (open < bidi->count) {
        UINT outer = bidi->matches[open];
        bidi->matches[open] = bidi->count;
        open = outer;
    }
}

/* P2, P3: what the first strong character says; isolates are skipped. */
static BYTE first_strong(const struct bidi *bidi, UINT first, UINT end)
{
    for (UINT i = first; i < end; i++) {
        BYTE class = bidi->classes[i];
        if (class == L) return 0;
        if (class == R || class == AL) return 1;
        if (begins_isolate(class)) i = bidi->matches[i];
    }
    return 0;
}

#define DEEPEST 125

struct embedding { BYTE level, forced; BOOLEAN is_isolate; };

/* X1 to X8. */
static void explicit_levels(struct bidi *bidi)
{
    struct embedding stack[DEEPEST + 2] = {{bidi->base, 0, FALSE}}, *top = stack;
    UINT lost_isolates = 0, lost_embeddings = 0, isolates = 0;
    for (UINT i = 0; i < bidi->count; i++) {
        BYTE class = bidi->classes[i];
        BOOL isolates_here = begins_isolate(class);
        if (class == POP_ISOLATE) {
            if (lost_isolates) {
                lost_isolates--;
            } else if (isolates) {
                lost_embeddings = 0;
                while (!top->is_isolate) top--;
                top--;
                isolates--;
            }
        }
        bidi->levels[i] = top->level;
        if (class == POP) {
            if (lost_isolates) continue;
            if (lost_embeddings) lost_embeddings--;
            else if (top > stack && !top->is_isolate) top--;
            bidi->levels[i] = top->level;
            continue;
        }
        if (top->forced && class != BN && class != B && (class < EMBED_L || class > FORCE_R))
            bidi->classes[i] = top->forced;
        if (class == ISOLATE_FIRST) class = first_strong(bidi, i + 1, bidi->matches[i]) ? ISOLATE_R : ISOLATE_L;
        if (!isolates_here && (class < EMBED_L || class > FORCE_R)) continue;
        BOOL right = class == EMBED_R || class == FORCE_R || class == ISOLATE_R;
        BYTE next = (BYTE)(right ? (top->level + 1) | 1 : (top->level + 2) & ~1);
        if (next > DEEPEST || lost_isolates || lost_embeddings) {
            if (isolates_here) lost_isolates++;
            else if (!lost_isolates) lost_embeddings++;
            continue;
        }
        if (isolates_here) isolates++;
        *++top = (struct embedding){next, class == FORCE_L ? L : class == FORCE_R ? R : 0, isolates_here};
    }
}

static BOOL is_removed(BYTE original) { return original == BN || (original >= EMBED_L && original <= POP); } /* X9 */

static BYTE *class_at(const struct bidi *bidi, UINT place) { return &bidi->classes[bidi->sequence[place]]; }

/* W1 to W7. */
static void resolve_weak(struct bidi *bidi)
{
    BYTE previous = bidi->before, strong = bidi->before;
    for (UINT i = 0; i < bidi->length; i++) {
        BYTE *class = class_at(bidi, i);
        if (*class == NSM) *class = begins_isolate(previous) || previous == POP_ISOLATE ? ON : previous;
        previous = *class;
        if (*class == L || *class == R || *class == AL) strong = *class;
        if (*class == EN && strong == AL) *class = AN;
    }
    for (UINT i = 0; i < bidi->length; i++) {
        if (*class_at(bidi, i) == AL) *class_at(bidi, i) = R;
    }
    for (UINT i = 1; i + 1 < bidi->length; i++) {
        BYTE left = *class_at(bidi, i - 1), right = *class_at(bidi, i + 1), *class = class_at(bidi, i);
        if (*class == ES && left == EN && right == EN) *class = EN;
        else if (*class == CS && left == right && (left == EN || left == AN)) *class = left;
    }
    for (UINT i = 0, end; i < bidi->length; i = end) {
        end = i + 1;
        if (*class_at(bidi, i) != ET) continue;
        while (end < bidi->length && *class_at(bidi, end) == ET) end++;
        BOOL touches = (i && *class_at(bidi, i - 1) == EN) || (end < bidi->length && *class_at(bidi, end) == EN);
        for (UINT k = i; touches && k < end; k++) *class_at(bidi, k) = EN;
    }
    strong = bidi->before;
    for (UINT i = 0; i < bidi->length; i++) {
        BYTE *class = class_at(bidi, i);
        if (*class == ES || *class == CS || *class == ET) *class = ON;
        if (*class == L || *class == R) strong = *class;
        if (*class == EN && strong == L) *class = L;
    }
}

static BYTE strong_of(BYTE class) { return class == EN || class == AN ? R : class == L || class == R ? class : 0; }

#define OPEN_BRACKETS 63

/* N0 for one pair, which stands at these places. */
static void resolve_pair(struct bidi *bidi, UINT opening, UINT closing)
{
    BYTE embedding = bidi->level & 1 ? R : L, found = 0;
    for (UINT i = opening + 1; i < closing && found != embedding; i++) {
        BYTE strong = strong_of(*class_at(bidi, i));
        if (strong) found = strong;
    }
    if (!found) return;
    if (found != embedding) {
        BYTE context = 0;
        for (UINT i = opening; i-- > 0 && !context;) context = strong_of(*class_at(bidi, i));
        if (!context) context = bidi->before;
        if (context != found) found = embedding;
    }
    UINT places[2] = {opening, closing};
    for (UINT k = 0; k < 2; k++) {
        *class_at(bidi, places[k]) = found;
        for (UINT i = places[k] + 1; i < bidi->length && bidi->original[bidi->sequence[i]] == NSM; i++)
            *class_at(bidi, i) = found;
    }
}

/* BD16, then N0 in the order in which the pairs open: `closing_of` has a place for each opening one. */
static void resolve_brackets(struct bidi *bidi, UINT *closing_of)
{
    struct { WCHAR bracket; UINT place; } stack[OPEN_BRACKETS];
    UINT depth = 0;
    BOOL found = FALSE;
    memset(closing_of, 0, bidi->length * sizeof(*closing_of));
    for (UINT i = 0; i < bidi->length; i++) {
        BOOL is_opening;
        WCHAR bracket = *class_at(bidi, i) == ON ? bracket_of(bidi->text[bidi->sequence[i]], &is_opening) : 0;
        if (!bracket) continue;
        if (is_opening) {
            if (depth == OPEN_BRACKETS) break;
            stack[depth].bracket = bracket;
            stack[depth++].place = i;
            continue;
        }
        UINT at = depth;
        while (at > 0 && stack[at - 1].bracket != bracket) at--;
        if (!at) continue;
        depth = at - 1;
        closing_of[stack[depth].place] = i;
        found = TRUE;
    }
    for (UINT i = 0; found && i < bidi->length; i++) {
        if (closing_of[i]) resolve_pair(bidi, i, closing_of[i]);
    }
}

/* N1, N2. */
static void resolve_neutral(struct bidi *bidi)
{
    BYTE left = bidi->before, embedding = bidi->level & 1 ? R : L;
    for (UINT i = 0, end; i < bidi->length; i = end) {
        BYTE strong = strong_of(*class_at(bidi, i));
        end = i + 1;
        if (strong) {
            left = strong;
            continue;
        }
        while (end < bidi->length && !strong_of(*class_at(bidi, end))) end++;
        BYTE right = end < bidi->length ? strong_of(*class_at(bidi, end)) : bidi->after;
        for (UINT k = i; k < end; k++) *class_at(bidi, k) = left == right ? left : embedding;
    }
}

static void resolve_sequence(struct bidi *bidi, UINT *room)
{
    resolve_weak(bidi);
    resolve_brackets(bidi, room);
    resolve_neutral(bidi);
    for (UINT i = 0; i < bidi->length; i++) { /* I1, I2; the classes remember who is done */
        BYTE class = *class_at(bidi, i), *level = &bidi->levels[bidi->sequence[i]];
        *level = (BYTE)(bidi->level + (bidi->level & 1 ? class != R : class == R ? 1 : class == L ? 0 : 2));
    }
}

/* --- isolating run sequences (BD13, X10) --- */

struct runs { UINT *characters, count; const BYTE *levels; }; /* those that X9 leaves, and their explicit levels */

static UINT run_end(const struct runs *runs, UINT place)
{
    BYTE level = runs->levels[runs->characters[place]];
    while (place < runs->count && runs->levels[runs->characters[place]] == level) place++;
    return place;
}

static UINT place_of(const struct runs *runs, UINT character)
{
    UINT low = 0, high = runs->count;
    while (low < high) {
        UINT middle = (low + high) / 2;
        if (runs->characters[middle] < character) low = middle + 1;
        else high = middle;
    }
    return low;
}

static BYTE direction_between(BYTE level, BYTE other) { return max(level, other) & 1 ? R : L; }

/* The sequence that begins with the run at this place. */
static void collect_sequence(struct bidi *bidi, const struct runs *runs, UINT place)
{
    bidi->level = runs->levels[runs->characters[place]];
    bidi->before = direction_between(bidi->level, place ? runs->levels[runs->characters[place - 1]] : bidi->base);
    for (bidi->length = 0;;) {
        UINT end = run_end(runs, place);
        for (; place < end; place++) bidi->sequence[bidi->length++] = runs->characters[place];
        UINT last = runs->characters[end - 1];
        BOOL goes_on = begins_isolate(bidi->original[last]);
        if (goes_on && bidi->matches[last] < bidi->count) {
            place = place_of(runs, bidi->matches[last]);
            continue;
        }
        bidi->after = direction_between(bidi->level, !goes_on && end < runs->count ? runs->levels[runs->characters[end]]
                                                                                   : bidi->base);
        return;
    }
}

static void resolve_sequences(struct bidi *bidi, const struct runs *runs, UINT *room)
{
    for (UINT place = 0, end; place < runs->count; place = end) {
        UINT first = runs->characters[place];
        end = run_end(runs, place);
        if (bidi->original[first] == POP_ISOLATE && bidi->matches[first] < bidi->count)
            continue; /* has been part of another one */
        collect_sequence(bidi, runs, place);
        resolve_sequence(bidi, room);
    }
}

/* What X9 took out goes with what is before it. L1: spaces at the end, and separators with the spaces before them, lie
 * as the paragraph does. */
static void finish_levels(struct bidi *bidi)
{
    BOOL resets = TRUE;
    for (UINT i = 0; i < bidi->count; i++) {
        if (is_removed(bidi->original[i])) bidi->levels[i] = i ? bidi->levels[i - 1] : bidi->base;
    }
    for (UINT i = bidi->count; i-- > 0;) {
        BYTE class = bidi->original[i];
        if (class == S || class == B) resets = TRUE;
        else if (class != WS && !is_removed(class) && !begins_isolate(class) && class != POP_ISOLATE) resets = FALSE;
        if (resets) bidi->levels[i] = bidi->base;
    }
}

/* room: for 4 * count numbers. */
static void paragraph_levels(struct bidi *bidi, int base_level, BYTE *explicit, UINT *room)
{
    struct runs runs = {room + 2 * bidi->count, 0, explicit};
    bidi->matches = room;
    bidi->sequence = room + bidi->count;
    match_isolates(bidi);
    bidi->base = base_level < 0 ? first_strong(bidi, 0, bidi->count) : (BYTE)base_level;
    explicit_levels(bidi);
    memcpy(explicit, bidi->levels, bidi->count);
    for (UINT i = 0; i < bidi->count; i++) {
        if (!is_removed(bidi->original[i])) runs.characters[runs.count++] = i;
    }
    resolve_sequences(bidi, &runs, room + 3 * bidi->count);
    finish_levels(bidi);
}

BOOL text_find_levels(const WCHAR *text, UINT count, int base_level, BOOL is_override, BYTE *levels)
{
    if (is_override) {
        memset(levels, base_level > 0, count);
        return TRUE;
    }
    UINT *room = count < MAXLONG / 32 ? heap_allocate((SIZE_T)count * (4 * sizeof(UINT) + 3)) : NULL;
    if (!room) return FALSE;
    BYTE *classes = (BYTE *)(room + 4 * count), *original = classes + count, *explicit = original + count;
    BOOL done = read_classes(classes, text, count);
    memcpy(original, classes, count);
    for (UINT first = 0, end; done && first < count; first = end) { /* P1 */
        for (end = first; end < count && original[end] != B;) end++;
        if (end < count) end++;
        struct bidi bidi = {.text = text + first,
                            .count = end - first,
                            .classes = classes + first,
                            .original = original + first,
                            .levels = levels + first};
        paragraph_levels(&bidi, base_level, explicit + first, room);
    }
    heap_free(room);
    return done;
}
