/* Between characters and places: carets, widths of characters, justification. */
#include "uniscribe.h"

struct cluster cluster_at(int character, int characters, int glyphs, const WORD *clusters, const int *advances,
                          BOOL is_right_to_left)
{
    int first = character, end = character + 1;
    while (first > 0 && clusters[first - 1] == clusters[character]) first--;
    while (end < characters && clusters[end] == clusters[character]) end++;
    int from = clusters[character], to = glyphs; /* glyphs, `to` exclusive */
    if (is_right_to_left) {
        to = from + 1;
        from = end < characters ? clusters[end] + 1 : 0;
    } else if (end < characters) {
        to = clusters[end];
    }
    from = max(min(from, glyphs), 0);
    to = max(min(to, glyphs), from);
    struct cluster cluster = {first, end - first, from, to - from, 0};
    for (int i = from; advances && i < to; i++) cluster.width += advances[i];
    return cluster;
}

static BOOL runs_left(const SCRIPT_ANALYSIS *analysis) { return analysis->fRTL && !analysis->fLogicalOrder; }

/* Carets stand only between clusters of scripts that say so. */
static BOOL is_indivisible(const SCRIPT_ANALYSIS *analysis)
{
    return script_properties(analysis->eScript)->fNeedsCaretInfo;
}

static int sum_of(const int *values, int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++) sum += values[i];
    return sum;
}

/* Where a caret stands that is `done` characters into the cluster, from where the run's reading begins. */
static int caret_in(const struct cluster *cluster, int done, const SCRIPT_ANALYSIS *analysis)
{
    return is_indivisible(analysis) && done < cluster->characters ? 0 : cluster->width * done / cluster->characters;
}

HRESULT WINAPI ScriptCPtoX(int position, BOOL is_trailing, int characters, int glyphs, const WORD *clusters,
                           const SCRIPT_VISATTR *attributes, const int *advances, const SCRIPT_ANALYSIS *analysis,
                           int *x)
{
    (void)attributes;
    if (!clusters || !advances || !analysis || !x || characters < 0 || glyphs < 0) return E_INVALIDARG;
    int edge = position + !!is_trailing;
    if (position < 0 || edge > characters || characters == 0) {
        BOOL is_end = position >= 0 && characters > 0;
        *x = is_end != (BOOL)analysis->fRTL ? sum_of(advances, glyphs) : 0;
        return S_OK;
    }
    if (position == characters) {
        *x = analysis->fRTL ? 0 : sum_of(advances, glyphs);
        return S_OK;
    }
    struct cluster cluster = cluster_at(position, characters, glyphs, clusters, advances, runs_left(analysis));
    int done = is_trailing && is_indivisible(analysis) ? cluster.characters : edge - cluster.first,
        end = cluster.first_glyph + cluster.glyphs;
    int before = runs_left(analysis) ? sum_of(advances + end, glyphs - end) : sum_of(advances, cluster.first_glyph);
    int read = before + caret_in(&cluster, done, analysis);
    *x = analysis->fRTL ? sum_of(advances, glyphs) - read : read;
    return S_OK;
}

HRESULT WINAPI ScriptXtoCP(int x, int characters, int glyphs, const WORD *clusters, const SCRIPT_VISATTR *attributes,
                           const int *advances, const SCRIPT_ANALYSIS *analysis, int *position, int *trailing)
{
    (void)attributes;
    if (!clusters || !advances || !analysis || !position || !trailing || characters < 0 || glyphs < 0)
        return E_INVALIDARG;
    int width = sum_of(advances, glyphs);
    BOOL is_before = analysis->fRTL ? x >= width : x < 0, is_after = analysis->fRTL ? x < 0 : x >= width;
    *position = is_before ? -1 : characters;
    *trailing = is_before;
    if (is_before || is_after) return S_OK;
    int into = analysis->fRTL ? width - 1 - x : x; /* from where reading begins */
    for (int i = 0; i < characters;) {
        struct cluster cluster = cluster_at(i, characters, glyphs, clusters, advances, runs_left(analysis));
        i = cluster.first + cluster.characters;
        if (into >= cluster.width) {
            into -= cluster.width;
            continue;
        }
        int parts = is_indivisible(analysis) ? 1 : cluster.characters, part = into * parts / cluster.width;
        BOOL is_second_half = (into - cluster.width * part / parts) * 2 >= cluster.width / parts;
        *position = cluster.first + part;
        *trailing = is_second_half ? cluster.characters / parts : 0;
        return S_OK;
    }
    return S_OK;
}

HRESULT WINAPI ScriptGetLogicalWidths(const SCRIPT_ANALYSIS *analysis, int characters, int glyphs, const int *advances,
                                      const WORD *clusters, const SCRIPT_VISATTR *attributes, int *widths)
{
    (void)attributes;
    if (!analysis || !advances || !clusters || !widths || characters < 0 || glyphs < 0) return E_INVALIDARG;
    for (int i = 0; i < characters;) {
        struct cluster cluster = cluster_at(i, characters, glyphs, clusters, advances, runs_left(analysis));
        for (int k = 0; k < cluster.characters; k++)
            widths[i++] = cluster.width * (k + 1) / cluster.characters - cluster.width * k / cluster.characters;
    }
    return S_OK;
}

HRESULT WINAPI ScriptApplyLogicalWidth(const int *widths, int characters, int glyphs, const WORD *clusters,
                                       const SCRIPT_VISATTR *attributes, const int *advances,
                                       const SCRIPT_ANALYSIS *analysis, ABC *abc, int *justified)
{
    if (!widths || !clusters || !attributes || !advances || !analysis || !justified || characters < 0 || glyphs < 0)
        return E_INVALIDARG;
    int change = 0;
    memcpy(justified, advances, (SIZE_T)glyphs * sizeof(*justified));
    for (int i = 0; i < characters;) {
        struct cluster cluster = cluster_at(i, characters, glyphs, clusters, advances, runs_left(analysis));
        int more = sum_of(widths + cluster.first, cluster.characters) - cluster.width;
        i = cluster.first + cluster.characters;
        if (!cluster.glyphs) continue;
        justified[runs_left(analysis) ? cluster.first_glyph : cluster.first_glyph + cluster.glyphs - 1] += more;
        change += more;
    }
    if (abc) abc->abcB += (UINT)change;
    return S_OK;
}

/* --- justification --- */

enum { FOR_BLANKS, FOR_CHARACTERS, FOR_ALL, CHOICES };

static BOOL takes_part(const SCRIPT_VISATTR *attributes, int choice)
{
    UINT kind = attributes->uJustification;
    if (choice == FOR_BLANKS) return kind == SCRIPT_JUSTIFY_BLANK || kind == SCRIPT_JUSTIFY_ARABIC_BLANK;
    if (choice == FOR_CHARACTERS) return kind == SCRIPT_JUSTIFY_CHARACTER;
    return attributes->fClusterStart && !attributes->fZeroWidth;
}

HRESULT WINAPI ScriptJustify(const SCRIPT_VISATTR *attributes, const int *advances, int glyphs, int change,
                             int minimum_kashida, int *justified)
{
    (void)minimum_kashida; /* glyphs are not added: what kashidas would fill goes between words */
    if (!attributes || !advances || !justified || glyphs < 0) return E_INVALIDARG;
    memcpy(justified, advances, (SIZE_T)glyphs * sizeof(*justified));
    for (int choice = FOR_BLANKS; choice < CHOICES; choice++) {
        int places = 0, done = 0;
        for (int i = 0; i + 1 < glyphs; i++)
            places += takes_part(&attributes[i], choice); /* room after the last one is of no use */
        if (!places) continue;
        for (int i = 0; i + 1 < glyphs; i++) {
            if (!takes_part(&attributes[i], choice)) continue;
            int part = (int)((LONGLONG)change * (done + 1) / places - (LONGLONG)change * done / places);
            justified[i] = max(justified[i] + part, 0);
            done++;
        }
        return S_OK;
    }
    if (glyphs) justified[glyphs - 1] = max(justified[glyphs - 1] + change, 0);
    return S_OK;
}
