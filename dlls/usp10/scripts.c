/* The table of scripts, and what becomes of European digits. */
#include "uniscribe.h"

/* Digits of languages that have their own. The first of each set is what its scripts are called by. */
static const struct { LANGID language; WCHAR zero; BYTE shaping; } digits[DIGIT_SCRIPTS] = {
    {LANG_ARABIC, 0x660, SCRIPT_ARABIC},
    {LANG_PERSIAN, 0x6f0, SCRIPT_ARABIC},
    {LANG_HINDI, 0x966, SCRIPT_DEVANAGARI},
    {LANG_BENGALI, 0x9e6, SCRIPT_BENGALI},
    {LANG_PUNJABI, 0xa66, SCRIPT_GURMUKHI},
    {LANG_GUJARATI, 0xae6, SCRIPT_GUJARATI},
    {LANG_ORIYA, 0xb66, SCRIPT_ORIYA},
    {LANG_TAMIL, 0xbe6, SCRIPT_TAMIL},
    {LANG_TELUGU, 0xc66, SCRIPT_TELUGU},
    {LANG_KANNADA, 0xce6, SCRIPT_KANNADA},
    {LANG_MALAYALAM, 0xd66, SCRIPT_MALAYALAM},
    {LANG_THAI, 0xe50, SCRIPT_THAI},
    {LANG_LAO, 0xed0, SCRIPT_LAO},
    {LANG_TIBETAN, 0xf20, SCRIPT_TIBETAN},
    {LANG_KHMER, 0x17e0, SCRIPT_KHMER},
    {LANG_MONGOLIAN, 0x1810, SCRIPT_MONGOLIAN},
};

static const struct { BYTE language, like; } same_digits[] = {
    {LANG_URDU, LANG_PERSIAN},   {LANG_MARATHI, LANG_HINDI},  {LANG_NEPALI, LANG_HINDI},
    {LANG_KONKANI, LANG_HINDI},  {LANG_SANSKRIT, LANG_HINDI}, {LANG_ASSAMESE, LANG_BENGALI},
    {LANG_PASHTO, LANG_PERSIAN}, {LANG_SINDHI, LANG_PERSIAN},
};

static SCRIPT_PROPERTIES properties[ALL_SCRIPTS];
static const SCRIPT_PROPERTIES *pointers[ALL_SCRIPTS];
static RTL_RUN_ONCE once = RTL_RUN_ONCE_INIT;

static DWORD WINAPI fill(RTL_RUN_ONCE *run_once, void *parameter, void **context)
{
    (void)run_once, (void)parameter, (void)context;
    for (UINT i = 0; i < ALL_SCRIPTS; i++) {
        const struct text_script_info *info = gdi_text_script(script_shaping(i));
        SCRIPT_PROPERTIES *entry = &properties[i];
        BOOL are_digits = i >= SCRIPT_COUNT;
        entry->langid = are_digits ? digits[i - SCRIPT_COUNT].language : info->language;
        entry->fNumeric = are_digits || i == SCRIPT_NUMBERS;
        entry->fComplex = info->is_complex || i == SCRIPT_CONTROLS;
        entry->fNeedsWordBreaking = !are_digits && info->needs_word_breaks;
        entry->fNeedsCaretInfo = !are_digits && info->is_clustered;
        entry->fNeedsCharacterJustify = !are_digits && info->needs_word_breaks;
        entry->fClusterSizeVaries = !are_digits && info->is_clustered;
        entry->fRejectInvalid = !are_digits && (info->is_clustered || i == SCRIPT_ARABIC);
        entry->bCharSet = info->charset;
        entry->fAmbiguousCharSet =
            info->charset == DEFAULT_CHARSET || i == SCRIPT_LATIN || i == SCRIPT_NUMBERS || i == SCRIPT_HAN;
        entry->fControl = i == SCRIPT_CONTROLS;
        pointers[i] = entry;
    }
    return TRUE;
}

const SCRIPT_PROPERTIES *script_properties(UINT script)
{
    RtlRunOnceExecuteOnce(&once, fill, NULL, NULL);
    return &properties[script < ALL_SCRIPTS ? script : SCRIPT_NONE];
}

HRESULT WINAPI ScriptGetProperties(const SCRIPT_PROPERTIES ***result, int *count)
{
    if (!result && !count) return E_INVALIDARG;
    script_properties(0);
    if (result) *result = pointers;
    if (count) *count = ALL_SCRIPTS;
    return S_OK;
}

UINT script_shaping(UINT script)
{
    return script < SCRIPT_COUNT ? script : script < ALL_SCRIPTS ? digits[script - SCRIPT_COUNT].shaping : SCRIPT_NONE;
}
WCHAR script_digit_zero(UINT script)
{
    return script >= SCRIPT_COUNT && script < ALL_SCRIPTS ? digits[script - SCRIPT_COUNT].zero : '0';
}

UINT script_of_digits(LANGID language)
{
    BYTE primary = (BYTE)PRIMARYLANGID(language);
    for (UINT i = 0; i < ARRAYSIZE(same_digits); i++) {
        if (same_digits[i].language == primary) primary = same_digits[i].like;
    }
    for (UINT i = 0; i < DIGIT_SCRIPTS; i++) {
        if (digits[i].language == primary) return SCRIPT_COUNT + i;
    }
    return SCRIPT_NUMBERS;
}

/* --- digit substitution --- */

HRESULT WINAPI ScriptRecordDigitSubstitution(LCID locale, SCRIPT_DIGITSUBSTITUTE *result)
{
    DWORD shape = SCRIPT_DIGITSUBSTITUTE_NONE;
    if (!result) return E_POINTER;
    locale = ConvertDefaultLocale(locale);
    if (!IsValidLocale(locale, LCID_INSTALLED)) return E_INVALIDARG;
    GetLocaleInfoW(locale, LOCALE_IDIGITSUBSTITUTION | LOCALE_RETURN_NUMBER, (WCHAR *)&shape,
                   sizeof(shape) / sizeof(WCHAR));
    memset(result, 0, sizeof(*result));
    result->NationalDigitLanguage = result->TraditionalDigitLanguage = PRIMARYLANGID(LANGIDFROMLCID(locale));
    result->DigitSubstitute = shape; /* 0: context, 1: none, 2: national, the same numbers */
    return S_OK;
}

HRESULT WINAPI ScriptApplyDigitSubstitution(const SCRIPT_DIGITSUBSTITUTE *given, SCRIPT_CONTROL *control,
                                            SCRIPT_STATE *state)
{
    SCRIPT_DIGITSUBSTITUTE own;
    if (!control || !state) return E_POINTER;
    if (!given) {
        HRESULT result = ScriptRecordDigitSubstitution(LOCALE_USER_DEFAULT, &own);
        if (result) return result;
        given = &own;
    }
    DWORD kind = given->DigitSubstitute;
    if (kind > SCRIPT_DIGITSUBSTITUTE_TRADITIONAL) return E_INVALIDARG;
    LANGID language = LANG_ENGLISH;
    if (kind == SCRIPT_DIGITSUBSTITUTE_NATIONAL) language = (LANGID)given->NationalDigitLanguage;
    else if (kind != SCRIPT_DIGITSUBSTITUTE_NONE) language = (LANGID)given->TraditionalDigitLanguage;
    control->uDefaultLanguage = language;
    control->fContextDigits = kind == SCRIPT_DIGITSUBSTITUTE_CONTEXT;
    state->fDigitSubstitute = kind != SCRIPT_DIGITSUBSTITUTE_NONE;
    return S_OK;
}
