/* Rich edit controls: character and paragraph formats, RTF in and out. */
#include "rich_edit_window.h"

struct memory { const char *data; size_t size, done; };

static DWORD CALLBACK feed(DWORD_PTR cookie, BYTE *buffer, LONG size, LONG *done)
{
    struct memory *memory = (struct memory *)cookie;
    size_t part = memory->size - memory->done < (size_t)size ? memory->size - memory->done : (size_t)size;
    if (part > 100) part = 100; /* in small pieces */
    memcpy(buffer, memory->data + memory->done, part);
    memory->done += part;
    *done = (LONG)part;
    return 0;
}

static char written[20000];
static size_t written_size;

static DWORD CALLBACK keep(DWORD_PTR cookie, BYTE *buffer, LONG size, LONG *done)
{
    (void)cookie;
    if (written_size + (size_t)size < sizeof(written)) memcpy(written + written_size, buffer, (size_t)size);
    written_size += (size_t)size;
    *done = size;
    return 0;
}

static DWORD read_rtf(HWND window, const char *text)
{
    struct memory memory = {text, strlen(text), 0};
    EDITSTREAM stream = {(DWORD_PTR)&memory, 0, feed};
    SendMessageW(window, EM_STREAMIN, SF_RTF, (LPARAM)&stream);
    return stream.dwError;
}

static CHARFORMAT2W format_at(HWND window, LONG first, LONG last)
{
    CHARFORMAT2W format = {.cbSize = sizeof(format)};
    select_characters(window, first, last);
    SendMessageW(window, EM_GETCHARFORMAT, SCF_SELECTION, (LPARAM)&format);
    return format;
}

static PARAFORMAT2 paragraph_at(HWND window, LONG position)
{
    PARAFORMAT2 format = {.cbSize = sizeof(format)};
    select_characters(window, position, position);
    SendMessageW(window, EM_GETPARAFORMAT, 0, (LPARAM)&format);
    return format;
}

#define SAMPLE \
    "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}{\\f1\\fmodern Courier New;}}\r\n" \
    "{\\colortbl ;\\red255\\green0\\blue0;}{\\*\\generator Something;}\r\n" \
    "\\pard\\fs20 plain {\\b bold {\\i both}} \\cf1 red\\cf0\\par\r\n" \
    "\\pard\\qc\\f1\\fs32 centred\\par\r\n" \
    "\\pard\\li360\\fi-360 m\\'fcller \\u8364? \\{x\\}\\line next\\tab end}"

static void check_reading(HWND window)
{
    check_equal_u32(read_rtf(window, SAMPLE), 0, "EM_STREAMIN");
    check_text(window, L"plain bold both red\r\ncentred\r\nm\x00fcller \x20ac {x}\vnext\tend", "the text of the RTF");
    CHARFORMAT2W format = format_at(window, 1, 2);
    check_equal_int(format.yHeight, 200, "10 points");
    check(!(format.dwEffects & (CFE_BOLD | CFE_ITALIC)), "plain");
    check_equal_wide(format.szFaceName, L"Arial", "the font");
    format = format_at(window, 7, 8);
    check((format.dwEffects & (CFE_BOLD | CFE_ITALIC)) == CFE_BOLD, "bold");
    format = format_at(window, 12, 13);
    check((format.dwEffects & (CFE_BOLD | CFE_ITALIC)) == (CFE_BOLD | CFE_ITALIC), "bold and italic");
    format = format_at(window, 17, 18);
    check(format.crTextColor == RGB(255, 0, 0) && !(format.dwEffects & CFE_AUTOCOLOR), "red");
    format = format_at(window, 6, 13);
    check(format.dwMask & CFM_BOLD && !(format.dwMask & CFM_ITALIC), "the mask says what is common");
    format = format_at(window, 21, 22);
    check_equal_int(format.yHeight, 320, "16 points");
    check_equal_wide(format.szFaceName, L"Courier New", "another font");
    check_equal_int(paragraph_at(window, 2).wAlignment, PFA_LEFT, "left");
    check_equal_int(paragraph_at(window, 22).wAlignment, PFA_CENTER, "centred");
    PARAFORMAT2 paragraph = paragraph_at(window, 30);
    check_equal_int(paragraph.dxStartIndent, 0, "the first line begins at the edge");
    check_equal_int(paragraph.dxOffset, 360, "the others further in");
}

static void check_writing(HWND window)
{
    EDITSTREAM stream = {0, 0, keep};
    written_size = 0;
    read_rtf(window, SAMPLE);
    LRESULT size = SendMessageW(window, EM_STREAMOUT, SF_RTF, (LPARAM)&stream);
    check(size > 0 && (size_t)size == written_size, "EM_STREAMOUT: %ld", (long)size);
    check(!memcmp(written, "{\\rtf1", 6), "it begins as RTF does");
    written[written_size] = 0;
    check(strstr(written, "\\b ") || strstr(written, "\\b\\"), "bold is written");
    check(strstr(written, "\\red255\\green0\\blue0;") != NULL, "and the colour");
    set_wide(window, L"");
    read_rtf(window, written);
    WCHAR text[200];
    SendMessageW(window, WM_GETTEXT, 200, (LPARAM)text);
    check_equal_wide(text, L"plain bold both red\r\ncentred\r\nm\x00fcller \x20ac {x}\vnext\tend",
                     "read again");
    CHARFORMAT2W format = format_at(window, 12, 13);
    check((format.dwEffects & (CFE_BOLD | CFE_ITALIC)) == (CFE_BOLD | CFE_ITALIC), "the effects are back");
    check_equal_int(paragraph_at(window, 22).wAlignment, PFA_CENTER, "and the alignment");
    check_equal_int(paragraph_at(window, 30).dxOffset, 360, "and the indents");
    written_size = 0;
    select_characters(window, 6, 10);
    SendMessageW(window, EM_STREAMOUT, SF_TEXT | SFF_SELECTION, (LPARAM)&stream);
    check(written_size == 4 && !memcmp(written, "bold", 4), "a selection as text");
    written_size = 0;
    SendMessageW(window, EM_STREAMOUT, SF_TEXT | SF_UNICODE | SFF_SELECTION, (LPARAM)&stream);
    check(written_size == 8 && !memcmp(written, L"bold", 8), "as Unicode");
}

static void check_bad_rtf(HWND window)
{
    static const char *const bad[] = {"{\\rtf1",
                                      "{\\rtf1 open {\\b bold",
                                      "{\\rtf1 }}}}} more",
                                      "{\\rtf1\\'",
                                      "{\\rtf1\\'z",
                                      "{\\rtf1\\u",
                                      "{\\rtf1\\bin99999 x}",
                                      "{\\rtf1{\\pict\\pngblip zz12}}",
                                      "{\\rtf1{\\fonttbl{\\f99999999999999 X;}}\\f7 a}",
                                      "{\\rtf1\\fs-5\\li-2147483648 a}",
                                      "{\\rtf1{\\pict\\dibitmap0 2800000001000000ffffff7f0100200000000000}}"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        check_case((int)i);
        check_equal_u32(read_rtf(window, bad[i]), 0, "damaged RTF shows what it has");
    }
    check(read_rtf(window, "no RTF at all") != 0, "what is no RTF is an error");
    set_wide(window, L"still works");
    check_text(window, L"still works", "the control lives on");
}

static void check_char_formats(HWND window)
{
    CHARFORMAT2W format = {
        .cbSize = sizeof(format), .dwMask = CFM_BOLD | CFM_SIZE, .dwEffects = CFE_BOLD, .yHeight = 480};
    set_wide(window, L"some words here");
    select_characters(window, 5, 10);
    check(SendMessageW(window, EM_SETCHARFORMAT, SCF_SELECTION, (LPARAM)&format), "EM_SETCHARFORMAT");
    CHARFORMAT2W found = format_at(window, 6, 7);
    check(found.dwEffects & CFE_BOLD && found.yHeight == 480 && found.wWeight == FW_BOLD, "the selection");
    found = format_at(window, 0, 1);
    check(!(found.dwEffects & CFE_BOLD), "nothing else");
    check(SendMessageW(window, EM_UNDO, 0, 0), "formats can be undone");
    found = format_at(window, 6, 7);
    check(!(found.dwEffects & CFE_BOLD), "undone");
    CHARFORMATA narrow = {.cbSize = sizeof(narrow), .dwMask = CFM_FACE | CFM_COLOR, .crTextColor = RGB(0, 0, 255)};
    strcpy(narrow.szFaceName, "Courier New");
    check(SendMessageW(window, EM_SETCHARFORMAT, SCF_ALL, (LPARAM)&narrow), "CHARFORMATA");
    found = format_at(window, 3, 4);
    check_equal_wide(found.szFaceName, L"Courier New", "all of it");
    check_equal_u32(found.crTextColor, RGB(0, 0, 255), "its colour");
    format.cbSize = 7;
    check(!SendMessageW(window, EM_SETCHARFORMAT, SCF_ALL, (LPARAM)&format), "a size that is none");
    format.cbSize = sizeof(format);
    format.dwMask = CFM_ITALIC;
    format.dwEffects = CFE_ITALIC;
    select_characters(window, 15, 15);
    SendMessageW(window, EM_SETCHARFORMAT, SCF_SELECTION, (LPARAM)&format);
    type_text(window, "!");
    found = format_at(window, 15, 16);
    check(found.dwEffects & CFE_ITALIC, "without a selection: what is typed next");
}

static void check_paragraph_formats(HWND window)
{
    PARAFORMAT2 format = {.cbSize = sizeof(format), .dwMask = PFM_ALIGNMENT | PFM_NUMBERING | PFM_TABSTOPS,
                          .wAlignment = PFA_RIGHT, .wNumbering = PFN_BULLET, .cTabCount = 2, .rgxTabs = {500, 900}};
    set_wide(window, L"one\r\ntwo\r\nthree");
    select_characters(window, 5, 9);
    check(SendMessageW(window, EM_SETPARAFORMAT, 0, (LPARAM)&format), "EM_SETPARAFORMAT");
    check_equal_int(paragraph_at(window, 0).wAlignment, PFA_LEFT, "the first paragraph");
    PARAFORMAT2 found = paragraph_at(window, 4);
    check(found.wAlignment == PFA_RIGHT && found.wNumbering == PFN_BULLET, "the second");
    check(found.cTabCount == 2 && found.rgxTabs[1] == 900, "its tabs");
    check_equal_int(paragraph_at(window, 9).wAlignment, PFA_RIGHT, "the third, which the selection touches");
    select_characters(window, 0, 12);
    found = (PARAFORMAT2){.cbSize = sizeof(found)};
    SendMessageW(window, EM_GETPARAFORMAT, 0, (LPARAM)&found);
    check(!(found.dwMask & PFM_ALIGNMENT), "the mask leaves out what differs");
    POINTL left, right;
    SendMessageW(window, EM_POSFROMCHAR, (WPARAM)&left, 0);
    SendMessageW(window, EM_POSFROMCHAR, (WPARAM)&right, 4);
    check(right.x > left.x + 100, "the second stands at the right");
}

int main(void)
{
    HWND window = create_rich_edit(L"RichEdit20W", ES_MULTILINE | ES_AUTOVSCROLL);
    check_reading(window);
    check_writing(window);
    check_bad_rtf(window);
    check_char_formats(window);
    check_paragraph_formats(window);
    DestroyWindow(window);
    return check_summary();
}
