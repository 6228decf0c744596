/* What a font's OpenType tables name. */
#include "../check.h"
#include <usp10.h>
#include "ligature_font.h"

#define TAG(a, b, c, d) ((OPENTYPE_TAG)(a) | (OPENTYPE_TAG)(b) << 8 | (OPENTYPE_TAG)(c) << 16 | (OPENTYPE_TAG)(d) << 24)
#define LATIN TAG('l', 'a', 't', 'n')
#define LIGATURES TAG('l', 'i', 'g', 'a')

static HDC dc;

static void test_own_font(void)
{
    OPENTYPE_TAG tags[4] = {0};
    SCRIPT_CACHE cache = NULL;
    int count = -1;
    check_status(ScriptGetFontScriptTags(NULL, &cache, NULL, 4, tags, &count), E_PENDING, "neither DC nor cache");
    check_status(ScriptGetFontScriptTags(dc, &cache, NULL, 4, tags, &count), S_OK, "scripts");
    check(count == 1 && tags[0] == LATIN, "Latin");
    check_status(ScriptGetFontLanguageTags(dc, &cache, NULL, LATIN, 4, tags, &count), S_OK, "languages");
    check_equal_int(count, 1, "the default one");
    check_status(ScriptGetFontFeatureTags(dc, &cache, NULL, LATIN, tags[0], 4, tags, &count), S_OK, "features");
    check(count == 1 && tags[0] == LIGATURES, "ligatures");
    check_status(ScriptGetFontFeatureTags(dc, &cache, NULL, TAG('a', 'r', 'a', 'b'), 0, 4, tags, &count), S_OK,
                 "of a script that is not there");
    check_equal_int(count, 0, "none");
    check_status(ScriptGetFontScriptTags(dc, NULL, NULL, 4, tags, &count), E_INVALIDARG, "no cache");
    check_status(ScriptGetFontScriptTags(dc, &cache, NULL, 4, NULL, &count), E_INVALIDARG, "nowhere to put them");
    check_status(ScriptGetFontScriptTags(dc, &cache, NULL, 4, tags, NULL), E_INVALIDARG, "nowhere to put their number");
    ScriptFreeCache(&cache);
}

/* Fonts for several scripts: a list that is too short says so, each tag comes once. */
static void test_installed_font(void)
{
    OPENTYPE_TAG tags[64], few[1];
    SCRIPT_CACHE cache = NULL;
    int count = -1, some = -1;
    check_status(ScriptGetFontScriptTags(dc, &cache, NULL, 64, tags, &count), S_OK, "scripts");
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < i; k++) check(tags[i] != tags[k], "tags %d and %d are the same", i, k);
    }
    if (count > 1)
        check_status(ScriptGetFontScriptTags(dc, &cache, NULL, 1, few, &some), E_OUTOFMEMORY, "not enough room");
    ScriptFreeCache(&cache);
}

int main(void)
{
    DWORD added;
    dc = CreateCompatibleDC(NULL);
    HANDLE handle = AddFontMemResourceEx((void *)ligature_font, sizeof(ligature_font), NULL, &added);
    check(handle && added == 1, "a font with one table of OpenType's");
    static const char *const names[] = {"Seed", "DejaVu Sans", "Liberation Sans"};
    for (int i = 0; i < 3; i++) {
        HFONT font = CreateFontA(-100, 0, 0, 0, 0, 0, 0, 0, DEFAULT_CHARSET, 0, 0, 0, 0, names[i]);
        HGDIOBJ old = SelectObject(dc, font);
        if (i) test_installed_font();
        else test_own_font();
        SelectObject(dc, old);
        DeleteObject(font);
    }
    RemoveFontMemResourceEx(handle);
    DeleteDC(dc);
    return check_summary();
}
