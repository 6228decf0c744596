/* Which face a LOGFONT means: by family name, else a stand-in with the proportions of the font that Windows has, else
 * by kind. */
#include "gdi_text.h"

/* --- stand-ins for Windows' own fonts --- */

/* Proportions in thousandths of the em; 0: as the face has them. width: by what glyphs are stretched. minimum_em:
 * bitmap fonts, whose smallest size this is and which ignore lfWidth. */
struct font_alias {
    const WCHAR *name, *shown; /* shown: what GetTextFace says, NULL: the name */
    const char *families[4];   /* the first that is installed */
    USHORT width, ascent, descent, average, minimum_em;
    BYTE pitch_and_family;
    BYTE weight;               /* hundreds, 0: as wanted */
    BYTE symbols;
};

#define ROMAN  (VARIABLE_PITCH | FF_ROMAN)
#define SWISS  (VARIABLE_PITCH | FF_SWISS)
#define MODERN (FIXED_PITCH | FF_MODERN)
#define SCRIPT (VARIABLE_PITCH | FF_SCRIPT)

#define LIKE_ARIAL   {"Arial", "Liberation Sans", "Arimo", "DejaVu Sans"}
#define LIKE_TIMES   {"Times New Roman", "Liberation Serif", "Tinos", "DejaVu Serif"}
#define LIKE_COURIER {"Courier New", "Liberation Mono", "Cousine", "DejaVu Sans Mono"}
#define LIKE_VERDANA {"Verdana", "DejaVu Sans", "Bitstream Vera Sans", "Liberation Sans"}
#define LIKE_SHELL   {"Microsoft Sans Serif", "Liberation Sans", "Arimo", "DejaVu Sans"}

static const struct font_alias aliases[] = {
    {L"Arial", NULL, LIKE_ARIAL, 1000, 0, 0, 441, 0, SWISS, 0, 0},
    {L"Helvetica", L"Arial", LIKE_ARIAL, 1000, 0, 0, 441, 0, SWISS, 0, 0},
    {L"Times New Roman", NULL, LIKE_TIMES, 1000, 0, 0, 401, 0, ROMAN, 0, 0},
    {L"Times", L"Times New Roman", LIKE_TIMES, 1000, 0, 0, 401, 0, ROMAN, 0, 0},
    {L"Courier New", NULL, LIKE_COURIER, 1000, 0, 0, 600, 0, MODERN, 0, 0},
    {L"MS Shell Dlg", L"Microsoft Sans Serif", LIKE_SHELL, 1000, 980, 220, 460, 0, SWISS, 0, 0},
    {L"Microsoft Sans Serif", NULL, LIKE_SHELL, 1000, 980, 220, 460, 0, SWISS, 0, 0},
    {L"MS Sans Serif", NULL, LIKE_ARIAL, 1000, 985, 230, 480, 11, SWISS, 0, 0},
    {L"Helv", L"MS Sans Serif", LIKE_ARIAL, 1000, 985, 230, 480, 11, SWISS, 0, 0},
    {L"MS Serif", NULL, LIKE_TIMES, 1000, 920, 260, 450, 8, ROMAN, 0, 0},
    {L"Tms Rmn", L"MS Serif", LIKE_TIMES, 1000, 920, 260, 450, 8, ROMAN, 0, 0},
    {L"Small Fonts", NULL, LIKE_ARIAL, 1000, 900, 200, 480, 3, SWISS, 0, 0},
    {L"System", NULL, LIKE_ARIAL, 1000, 1000, 231, 538, 13, SWISS, 7, 0},
    {L"Fixedsys", NULL, LIKE_COURIER, 1000, 923, 231, 600, 13, MODERN, 0, 0},
    {L"Terminal", NULL, LIKE_COURIER, 1080, 833, 167, 660, 12, MODERN, 0, 0},
    {L"Courier", NULL, LIKE_COURIER, 1000, 846, 154, 600, 13, MODERN, 0, 0},
    {L"MS Shell Dlg 2",
     L"Tahoma",
     {"Tahoma", "DejaVu Sans", "Liberation Sans", NULL},
     876,
     1000,
     207,
     444,
     0,
     SWISS,
     0,
     0},
    {L"Tahoma",
     NULL,
     {"DejaVu Sans", "Bitstream Vera Sans", "Liberation Sans", NULL},
     876,
     1000,
     207,
     444,
     0,
     SWISS,
     0,
     0},
    {L"Verdana", NULL, LIKE_VERDANA, 1000, 1005, 210, 508, 0, SWISS, 0, 0},
    {L"Segoe UI",
     NULL,
     {"DejaVu Sans", "Bitstream Vera Sans", "Liberation Sans", NULL},
     900,
     1000,
     250,
     520,
     0,
     SWISS,
     0,
     0},
    {L"Trebuchet MS", NULL, {"DejaVu Sans", "Liberation Sans", NULL, NULL}, 880, 939, 222, 454, 0, SWISS, 0, 0},
    {L"Comic Sans MS", NULL, {"DejaVu Sans", "Liberation Sans", NULL, NULL}, 920, 1102, 292, 471, 0, SCRIPT, 0, 0},
    {L"Arial Black", NULL, LIKE_ARIAL, 1080, 1100, 310, 551, 0, SWISS, 7, 0},
    {L"Arial Narrow", NULL, {"Liberation Sans Narrow", "Liberation Sans", NULL, NULL}, 820, 0, 0, 362, 0, SWISS, 0, 0},
    {L"Calibri", NULL, {"Carlito", "Liberation Sans", "DejaVu Sans", NULL}, 920, 952, 269, 490, 0, SWISS, 0, 0},
    {L"Cambria", NULL, {"Caladea", "Liberation Serif", "DejaVu Serif", NULL}, 1000, 950, 222, 500, 0, ROMAN, 0, 0},
    {L"Georgia", NULL, {"Gelasio", "DejaVu Serif", "Liberation Serif", NULL}, 900, 917, 219, 441, 0, ROMAN, 0, 0},
    {L"Consolas",
     NULL,
     {"Inconsolata", "Liberation Mono", "DejaVu Sans Mono", NULL},
     916,
     920,
     251,
     550,
     0,
     MODERN,
     0,
     0},
    {L"Lucida Console",
     NULL,
     {"DejaVu Sans Mono", "Liberation Mono", NULL, NULL},
     1000,
     789,
     211,
     602,
     0,
     MODERN,
     0,
     0},
    {L"Symbol",
     NULL,
     {"Standard Symbols PS", "OpenSymbol", "DejaVu Sans", "DejaVu Serif"},
     1000,
     1005,
     220,
     600,
     0,
     ROMAN,
     0,
     SYMBOLS_GREEK},
    {L"Wingdings",
     NULL,
     {"DejaVu Sans", "OpenSymbol", NULL, NULL},
     1000,
     899,
     211,
     893,
     0,
     VARIABLE_PITCH,
     0,
     SYMBOLS_PICTURES},
    {L"Lucida Sans Unicode", NULL, {"DejaVu Sans", "Liberation Sans", NULL, NULL}, 960, 1097, 440, 519, 0, SWISS, 0, 0},
};

const WCHAR *font_alias_name(UINT index)
{
    return index >= ARRAYSIZE(aliases) ? NULL : aliases[index].shown ? L"" : aliases[index].name;
}

/* Sizes at which what is drawn by hand differs from the proportions. */
static const struct { const WCHAR *name; LONG em; struct cell cell; } bitmap_cells[] = {
    {L"MS Sans Serif", 11, {11, 2, 5}},  {L"MS Sans Serif", 13, {13, 3, 7}},  {L"MS Sans Serif", 16, {16, 4, 8}},
    {L"MS Sans Serif", 19, {19, 5, 10}}, {L"MS Sans Serif", 24, {23, 6, 12}}, {L"MS Sans Serif", 32, {29, 8, 15}},
    {L"Helv", 11, {11, 2, 5}},           {L"Helv", 13, {13, 3, 7}},           {L"Helv", 16, {16, 4, 8}},
    {L"Fixedsys", 13, {12, 3, 8}},       {L"Fixedsys", 14, {12, 3, 8}},       {L"Segoe UI", 12, {12, 3, 6}},
};

static LONG thousandths(LONG em, LONG part) { return (em * part + 500) / 1000; }

BOOL font_alias_cell(const struct font_alias *alias, LONG em, struct cell *cell)
{
    for (UINT i = 0; i < ARRAYSIZE(bitmap_cells); i++) {
        if (bitmap_cells[i].em != em || wcscmp(bitmap_cells[i].name, alias->name)) continue;
        *cell = bitmap_cells[i].cell;
        return TRUE;
    }
    *cell =
        (struct cell){thousandths(em, alias->ascent), thousandths(em, alias->descent), thousandths(em, alias->average)};
    return alias->ascent != 0;
}

LONG font_alias_em(const struct font_alias *alias, LONG cell_height)
{
    struct cell cell;
    if (!alias->ascent) return 0;
    LONG em = cell_height * 1000 / (alias->ascent + alias->descent) + 1;
    while (em > 1 && font_alias_cell(alias, em, &cell) && cell.ascent + cell.descent > cell_height) em--;
    return em;
}

double font_alias_width(const struct font_alias *alias) { return alias->width / 1000.0; }
enum font_symbols font_alias_symbols(const struct font_alias *alias) { return alias->symbols; }
LONG font_alias_minimum_em(const struct font_alias *alias) { return alias->minimum_em; }
BYTE font_alias_pitch_and_family(const struct font_alias *alias) { return alias->pitch_and_family; }

/* --- character sets --- */

static const struct { BYTE charset, bit; USHORT code_page; } charsets[] = {
    {ANSI_CHARSET, 0, 1252},   {EASTEUROPE_CHARSET, 1, 1250},   {RUSSIAN_CHARSET, 2, 1251},
    {GREEK_CHARSET, 3, 1253},  {TURKISH_CHARSET, 4, 1254},      {HEBREW_CHARSET, 5, 1255},
    {ARABIC_CHARSET, 6, 1256}, {BALTIC_CHARSET, 7, 1257},       {VIETNAMESE_CHARSET, 8, 1258},
    {THAI_CHARSET, 16, 874},   {SHIFTJIS_CHARSET, 17, 932},     {GB2312_CHARSET, 18, 936},
    {HANGUL_CHARSET, 19, 949}, {CHINESEBIG5_CHARSET, 20, 950},  {JOHAB_CHARSET, 21, 1361},
    {MAC_CHARSET, 29, 10000},  {SYMBOL_CHARSET, 31, CP_SYMBOL},
};

UINT font_charset_code_page(BYTE charset)
{
    for (UINT i = 0; i < ARRAYSIZE(charsets); i++) {
        if (charsets[i].charset == charset) return charsets[i].code_page;
    }
    return charset == OEM_CHARSET ? GetOEMCP() : GetACP();
}

BYTE font_code_page_charset(UINT code_page)
{
    for (UINT i = 0; i < ARRAYSIZE(charsets); i++) {
        if (charsets[i].code_page == code_page) return charsets[i].charset;
    }
    return DEFAULT_CHARSET;
}

BYTE font_charset_of_bit(UINT bit)
{
    for (UINT i = 0; i < ARRAYSIZE(charsets); i++) {
        if (charsets[i].bit == bit) return charsets[i].charset;
    }
    return DEFAULT_CHARSET;
}

DWORD font_charset_bits(BYTE charset)
{
    for (UINT i = 0; i < ARRAYSIZE(charsets); i++) {
        if (charsets[i].charset == charset) return 1u << charsets[i].bit;
    }
    return 0;
}

static BOOL face_has_charset(const struct typeface *face, BYTE charset)
{
    for (UINT i = 0; i < ARRAYSIZE(charsets); i++) {
        if (charsets[i].charset == charset) return face->info.code_pages[0] >> charsets[i].bit & 1;
    }
    return TRUE;
}

/* --- faces --- */

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

static BOOL same_name(const char *a, const char *b)
{
    while (*a && lower(*a) == lower(*b)) a++, b++;
    return *a == *b;
}

static LONG wanted_weight(const LOGFONTW *wanted)
{
    return wanted->lfWeight <= FW_DONTCARE ? FW_NORMAL : min(wanted->lfWeight, FW_BLACK);
}

/* How badly a face of the right family suits. */
static LONG style_penalty(const struct typeface *face, LONG weight, BOOL italic)
{
    LONG distance = face->info.weight > weight ? face->info.weight - weight : weight - face->info.weight;
    return distance * 2 + (distance && face->info.weight > FW_MEDIUM && weight < FW_SEMIBOLD) +
           (!face->info.is_italic == !italic ? 0
            : italic                         ? 1000
                                             : 3000);
}

/* by_full_name: families with more than four styles. */
static struct typeface *find_face(const char *name, LONG weight, BOOL italic, BOOL by_full_name)
{
    struct typeface *best = NULL;
    LONG best_penalty = MAXLONG;
    for (UINT i = 0; i < typeface_count(); i++) {
        struct typeface *face = typeface_get(i);
        if (face->info.is_gone || !same_name(by_full_name ? face->info.full_name : face->info.family, name)) continue;
        LONG penalty = style_penalty(face, weight, italic);
        if (penalty >= best_penalty || !typeface_metrics(face)) continue;
        best = face;
        best_penalty = penalty;
    }
    return best;
}

/* Any face for a character set: of the wanted pitch, upright before slanted. */
static struct typeface *find_for_charset(BYTE charset, const LOGFONTW *wanted)
{
    struct typeface *best = NULL;
    LONG best_penalty = MAXLONG;
    for (UINT i = 0; i < typeface_count(); i++) {
        struct typeface *face = typeface_get(i);
        if (face->info.is_gone || !face_has_charset(face, charset)) continue;
        BOOL is_fixed = (wanted->lfPitchAndFamily & 3) == FIXED_PITCH;
        LONG penalty = style_penalty(face, wanted_weight(wanted), wanted->lfItalic) +
                       (!face->info.is_fixed == !is_fixed ? 0 : 500);
        if (penalty >= best_penalty || !typeface_metrics(face)) continue;
        best = face;
        best_penalty = penalty;
    }
    return best;
}

static const struct font_alias *find_alias(const WCHAR *name)
{
    for (UINT i = 0; i < ARRAYSIZE(aliases); i++) {
        if (!_wcsicmp(aliases[i].name, name)) return &aliases[i];
    }
    return NULL;
}

static BOOL choose_alias(const WCHAR *name, const LOGFONTW *wanted, struct font_choice *choice)
{
    const struct font_alias *alias = find_alias(name);
    LONG weight = wanted_weight(wanted);
    if (alias && alias->weight) weight = alias->weight * 100;
    for (UINT i = 0; alias && i < ARRAYSIZE(alias->families) && alias->families[i]; i++) {
        choice->face = find_face(alias->families[i], weight, wanted->lfItalic, FALSE);
        if (!choice->face) continue;
        const WCHAR *shown = alias->shown ? alias->shown : alias->name;
        choice->alias =
            i || !_wcsicmp(alias->name, shown) ? alias : NULL; /* a link to the real one keeps its proportions */
        choice->make_bold = weight - choice->face->info.weight > 150;
        for (int c = 0; shown[c]; c++) choice->name[c] = shown[c];
        return TRUE;
    }
    return FALSE;
}

static BOOL choose_named(const LOGFONTW *wanted, struct font_choice *choice)
{
    const WCHAR *name = wanted->lfFaceName + (wanted->lfFaceName[0] == '@'); /* for vertical text */
    char narrow[LF_FACESIZE * 3 + 1];
    if (!name[0] || !WideCharToMultiByte(CP_UTF8, 0, name, -1, narrow, sizeof(narrow), NULL, NULL)) return FALSE;
    for (int by_full_name = 0; by_full_name < 2; by_full_name++) {
        choice->face = find_face(narrow, wanted_weight(wanted), wanted->lfItalic, by_full_name);
        if (!choice->face) {
            if (!by_full_name && choose_alias(name, wanted, choice)) return TRUE;
            continue;
        }
        choice->make_bold = wanted_weight(wanted) - choice->face->info.weight > 150;
        typeface_family(choice->face, choice->name);
        return TRUE;
    }
    return FALSE;
}

static BOOL choose_by_kind(const LOGFONTW *wanted, struct font_choice *choice)
{
    BOOL is_fixed = (wanted->lfPitchAndFamily & 3) == FIXED_PITCH || (wanted->lfPitchAndFamily & 0xf0) == FF_MODERN;
    const WCHAR *name = is_fixed                                        ? L"Courier New"
                        : (wanted->lfPitchAndFamily & 0xf0) == FF_ROMAN ? L"Times New Roman"
                                                                        : L"Arial";
    if (choose_alias(name, wanted, choice)) return TRUE;
    choice->face = find_for_charset(ANSI_CHARSET, wanted);
    if (!choice->face) choice->face = typeface_get(FONT_FACE_MARLETT);
    if (choice->face) typeface_family(choice->face, choice->name);
    return choice->face != NULL;
}

static BYTE charset_of(const struct typeface *face, BYTE wanted)
{
    if (face->info.is_symbol) return SYMBOL_CHARSET;
    if (wanted == OEM_CHARSET) return OEM_CHARSET;
    if (wanted == DEFAULT_CHARSET) wanted = font_code_page_charset(GetACP());
    return wanted != DEFAULT_CHARSET && wanted != SYMBOL_CHARSET && face_has_charset(face, wanted) ? wanted
                                                                                                   : ANSI_CHARSET;
}

BOOL font_choose(const LOGFONTW *wanted, struct font_choice *choice)
{
    memset(choice, 0, sizeof(*choice));
    if (!choose_named(wanted, choice) && !choose_by_kind(wanted, choice)) return FALSE;
    BYTE charset = wanted->lfCharSet;
    if (charset != DEFAULT_CHARSET && charset != ANSI_CHARSET && charset != SYMBOL_CHARSET &&
        !face_has_charset(choice->face, charset)) {
        struct typeface *other =
            find_for_charset(charset, wanted); /* the character set counts for more than the name */
        if (other) {
            memset(choice, 0, sizeof(*choice));
            choice->face = other;
            choice->make_bold = wanted_weight(wanted) - other->info.weight > 150;
            typeface_family(other, choice->name);
        }
    }
    choice->make_italic = wanted->lfItalic && !choice->face->info.is_italic;
    choice->charset = choice->alias && choice->alias->symbols ? SYMBOL_CHARSET : charset_of(choice->face, charset);
    return TRUE;
}
