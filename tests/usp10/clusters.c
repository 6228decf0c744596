/* Between characters and places: the clusters of ScriptShape's documentation, ligatures, both directions,
 * justification. */
#include "../check.h"
#include <usp10.h>

#define GLYPHS 8
/* | c1u1 | c2u1 | c3u1 c3u2 c3u3 | c4u1 c4u2 | and | c1g1 | c2g1 c2g2 c2g3 | c3g1 | c4g1 c4g2 c4g3 | */
static const WORD clusters[7] = {0, 1, 4, 4, 4, 5, 5};
static const WORD reversed[7] = {7, 6, 3, 3, 3, 2, 2}; /* the same from right to left */
static const int advances[GLYPHS] = {10, 4, 4, 4, 30, 6, 7, 7}, backward[GLYPHS] = {7, 7, 6, 30, 4, 4, 4, 10};
static SCRIPT_VISATTR attributes[GLYPHS];
static SCRIPT_ANALYSIS latin, hebrew;

static int x_of(int position, BOOL trailing, const SCRIPT_ANALYSIS *analysis)
{
    int x = -12345;
    HRESULT result = ScriptCPtoX(position, trailing, 7, GLYPHS, analysis->fRTL ? reversed : clusters, attributes,
                                 analysis->fRTL ? backward : advances, analysis, &x);
    check_status(result, S_OK, "ScriptCPtoX");
    return x;
}

static void test_to_x(void)
{
    static const int leading[7] = {0, 10, 22, 32, 42, 52, 62}, trailing[7] = {10, 22, 32, 42, 52, 62, 72};
    for (int i = 0; i < 7; i++) {
        check_case(i);
        check_equal_int(x_of(i, FALSE, &latin), leading[i], "leading edge");
        check_equal_int(x_of(i, TRUE, &latin), trailing[i], "trailing edge");
        check_equal_int(x_of(i, FALSE, &hebrew), 72 - leading[i], "leading edge from right to left");
        check_equal_int(x_of(i, TRUE, &hebrew), 72 - trailing[i], "trailing edge from right to left");
    }
    check_equal_int(x_of(7, FALSE, &latin), 72, "after the end");
    check_equal_int(x_of(7, FALSE, &hebrew), 0, "after the end from right to left");
    int x;
    check_status(ScriptCPtoX(0, FALSE, 7, GLYPHS, NULL, attributes, advances, &latin, &x), E_INVALIDARG, "no clusters");
    check_status(ScriptCPtoX(0, FALSE, 7, GLYPHS, clusters, attributes, NULL, &latin, &x), E_INVALIDARG, "no advances");
    check_status(ScriptCPtoX(0, FALSE, 7, GLYPHS, clusters, attributes, advances, NULL, &x), E_INVALIDARG,
                 "no analysis");
    check_status(ScriptCPtoX(0, FALSE, 7, GLYPHS, clusters, attributes, advances, &latin, NULL), E_INVALIDARG,
                 "nowhere to put it");
}

/* Every pixel belongs to a character, its near or its far half. */
static void test_to_position(void)
{
    static const int edges[8] = {0, 10, 22, 32, 42, 52, 62, 72};
    for (int x = 0; x < 72; x++) {
        int position = -2, trailing = -2, expected = 0;
        while (x >= edges[expected + 1]) expected++;
        int half = (x - edges[expected]) * 2 >= edges[expected + 1] - edges[expected];
        check_case(x);
        check_status(ScriptXtoCP(x, 7, GLYPHS, clusters, attributes, advances, &latin, &position, &trailing), S_OK,
                     "ScriptXtoCP");
        check(position == expected && trailing == half, "character %d, trailing %d", position, trailing);
        check_status(ScriptXtoCP(71 - x, 7, GLYPHS, reversed, attributes, backward, &hebrew, &position, &trailing),
                     S_OK, "from right to left");
        check(position == expected && trailing == half, "from right to left: character %d, trailing %d", position,
              trailing);
    }
    int position, trailing;
    check(ScriptXtoCP(-1, 7, GLYPHS, clusters, attributes, advances, &latin, &position, &trailing) == S_OK &&
              position == -1 && trailing,
          "before");
    check(ScriptXtoCP(72, 7, GLYPHS, clusters, attributes, advances, &latin, &position, &trailing) == S_OK &&
              position == 7 && !trailing,
          "after");
    check(ScriptXtoCP(-1, 7, GLYPHS, reversed, attributes, backward, &hebrew, &position, &trailing) == S_OK &&
              position == 7 && !trailing,
          "after, on the left");
    check(ScriptXtoCP(72, 7, GLYPHS, reversed, attributes, backward, &hebrew, &position, &trailing) == S_OK &&
              position == -1 && trailing,
          "before, on the right");
    check_status(ScriptXtoCP(0, 7, GLYPHS, NULL, attributes, advances, &latin, &position, &trailing), E_INVALIDARG,
                 "no clusters");
    check_status(ScriptXtoCP(0, 7, GLYPHS, clusters, attributes, advances, &latin, NULL, &trailing), E_INVALIDARG,
                 "nowhere to put it");
}

/* Where carets stand between clusters only, characters of a cluster are not apart. */
static void test_indivisible(void)
{
    const SCRIPT_PROPERTIES **properties;
    int count, script = 0, position, trailing, x;
    ScriptGetProperties(&properties, &count);
    while (script < count && !properties[script]->fNeedsCaretInfo) script++;
    if (script == count) {
        skip("no script needs carets");
        return;
    }
    SCRIPT_ANALYSIS analysis = latin;
    analysis.eScript = script & 0x3ff;
    for (int i = 2; i < 5; i++) {
        check_case(i);
        check(ScriptCPtoX(i, FALSE, 7, GLYPHS, clusters, attributes, advances, &analysis, &x) == S_OK && x == 22,
              "in front of the cluster: %d", x);
        check(ScriptCPtoX(i, TRUE, 7, GLYPHS, clusters, attributes, advances, &analysis, &x) == S_OK && x == 52,
              "behind it: %d", x);
    }
    for (x = 22; x < 52; x++) {
        check_case(x);
        check(ScriptXtoCP(x, 7, GLYPHS, clusters, attributes, advances, &analysis, &position, &trailing) == S_OK &&
                  position == 2 && trailing == (x < 37 ? 0 : 3),
              "character %d, trailing %d", position, trailing);
    }
}

static void test_widths(void)
{
    static const int natural[7] = {10, 12, 10, 10, 10, 10, 10};
    int widths[7], justified[GLYPHS];
    check_status(ScriptGetLogicalWidths(&latin, 7, GLYPHS, advances, clusters, attributes, widths), S_OK,
                 "ScriptGetLogicalWidths");
    check_equal_bytes(widths, natural, sizeof(widths), "a cluster's width is that of its characters together");
    check_status(ScriptGetLogicalWidths(&hebrew, 7, GLYPHS, backward, reversed, attributes, widths), S_OK,
                 "from right to left");
    check_equal_bytes(widths, natural, sizeof(widths), "the same");
    ABC abc = {1, 60, 11};
    check_status(ScriptApplyLogicalWidth(natural, 7, GLYPHS, clusters, attributes, advances, &latin, &abc, justified),
                 S_OK, "as they are");
    check_equal_bytes(justified, advances, sizeof(justified), "nothing changes");
    check_equal_int(abc.abcB, 60, "neither does the run");
    for (int i = 0; i < 7; i++) {
        int wanted[7], changed = 0, sum = 0;
        memcpy(wanted, natural, sizeof(wanted));
        wanted[i] += 5;
        abc = (ABC){1, 60, 11};
        check_case(i);
        check_status(
            ScriptApplyLogicalWidth(wanted, 7, GLYPHS, clusters, attributes, advances, &latin, &abc, justified), S_OK,
            "one is wider");
        for (int k = 0; k < GLYPHS; k++) changed += justified[k] != advances[k], sum += justified[k];
        check(changed == 1 && sum == 77, "%d glyphs changed, together %d", changed, sum);
        check_equal_int(abc.abcB, 65, "so is the run");
        check_status(
            ScriptApplyLogicalWidth(wanted, 7, GLYPHS, reversed, attributes, backward, &hebrew, NULL, justified), S_OK,
            "from right to left");
        for (int k = changed = sum = 0; k < GLYPHS; k++) changed += justified[k] != backward[k], sum += justified[k];
        check(changed == 1 && sum == 77, "from right to left: %d glyphs changed, together %d", changed, sum);
    }
    check_status(ScriptApplyLogicalWidth(NULL, 7, GLYPHS, clusters, attributes, advances, &latin, NULL, justified),
                 E_INVALIDARG, "no widths");
    check_status(ScriptGetLogicalWidths(NULL, 7, GLYPHS, advances, clusters, attributes, widths), E_INVALIDARG,
                 "no analysis");
}

static void test_justification(void)
{
    static const int given[6] = {10, 4, 10, 4, 10, 10};
    SCRIPT_VISATTR kinds[6];
    int justified[6];
    memset(kinds, 0, sizeof(kinds));
    for (int i = 0; i < 6; i++) {
        kinds[i].fClusterStart = 1;
        kinds[i].uJustification = i == 1 || i == 3 ? SCRIPT_JUSTIFY_BLANK : SCRIPT_JUSTIFY_CHARACTER;
    }
    for (int change = 0; change <= 20; change++) {
        check_case(change);
        check_status(ScriptJustify(kinds, given, 6, change, 2, justified), S_OK, "ScriptJustify");
        check_equal_int(justified[1] + justified[3], 8 + change, "blanks take it all");
        check(justified[1] - justified[3] <= 1 && justified[3] - justified[1] <= 1, "evenly: %d, %d", justified[1],
              justified[3]);
        check(justified[0] == 10 && justified[2] == 10 && justified[4] == 10 && justified[5] == 10, "letters stay");
    }
    kinds[1].uJustification = kinds[3].uJustification = SCRIPT_JUSTIFY_CHARACTER;
    check_status(ScriptJustify(kinds, given, 6, 10, 2, justified), S_OK, "letters alone");
    int sum = 0;
    for (int i = 0; i < 6; i++) sum += justified[i];
    check_equal_int(sum, 58, "share it");
    check_status(ScriptJustify(NULL, given, 6, 10, 2, justified), E_INVALIDARG, "no attributes");
    check_status(ScriptJustify(kinds, NULL, 6, 10, 2, justified), E_INVALIDARG, "no advances");
}

int main(void)
{
    hebrew.fRTL = 1;
    test_to_x();
    test_to_position();
    test_indivisible();
    test_widths();
    test_justification();
    return check_summary();
}
