/* Rich edit controls: text, selection, lines, undo, searching, notifications. */
#include "rich_edit_window.h"

static void check_paragraphs(HWND window)
{
    WCHAR text[64] = L"";
    set_wide(window, L"one\r\ntwo\nthree\rfour");
    check_text(window, L"one\r\ntwo\r\nthree\r\nfour", "all line ends become paragraphs");
    GETTEXTLENGTHEX wanted = {GTL_NUMCHARS, 1200};
    check_equal_int(SendMessageW(window, EM_GETTEXTLENGTHEX, (WPARAM)&wanted, 0), 18, "a paragraph's end is one");
    wanted.flags = GTL_NUMCHARS | GTL_USECRLF;
    check_equal_int(SendMessageW(window, EM_GETTEXTLENGTHEX, (WPARAM)&wanted, 0), 21, "two with GTL_USECRLF");
    wanted.flags = GTL_NUMBYTES | GTL_PRECISE;
    check_equal_int(SendMessageW(window, EM_GETTEXTLENGTHEX, (WPARAM)&wanted, 0), 36, "bytes of UTF-16");
    wanted.flags = GTL_NUMBYTES | GTL_NUMCHARS;
    check_equal_u32(SendMessageW(window, EM_GETTEXTLENGTHEX, (WPARAM)&wanted, 0), E_INVALIDARG, "not both");
    TEXTRANGEW range = {{2, 7}, text};
    check_equal_int(SendMessageW(window, EM_GETTEXTRANGE, 0, (LPARAM)&range), 5, "EM_GETTEXTRANGE");
    check_equal_wide(text, L"e\rtwo", "its text has the inner paragraph ends");
    GETTEXTEX how = {sizeof(text), GT_USECRLF, 1200, NULL, NULL};
    check_equal_int(SendMessageW(window, EM_GETTEXTEX, (WPARAM)&how, (LPARAM)text), 21, "EM_GETTEXTEX");
    check_equal_wide(text, L"one\r\ntwo\r\nthree\r\nfour", "with GT_USECRLF");
    char narrow[8];
    GETTEXTEX small = {sizeof(narrow), GT_DEFAULT, CP_ACP, NULL, NULL};
    check_equal_int(SendMessageW(window, EM_GETTEXTEX, (WPARAM)&small, (LPARAM)narrow), 7, "a small buffer");
    check_equal_string(narrow, "one\rtwo", "is filled and ended");
}

static void check_lines(HWND window)
{
    WCHAR line[64];
    set_wide(window, L"one\r\ntwo\r\n\r\nfour");
    check_equal_int(SendMessageW(window, EM_GETLINECOUNT, 0, 0), 4, "lines");
    check_equal_int(SendMessageW(window, EM_LINEINDEX, 1, 0), 4, "the second line's start");
    check_equal_int(SendMessageW(window, EM_LINEINDEX, 3, 0), 9, "the last line's");
    check_equal_int(SendMessageW(window, EM_LINEINDEX, 4, 0), -1, "no such line");
    check_equal_int(SendMessageW(window, EM_LINELENGTH, 5, 0), 3, "the length of a line");
    check_equal_int(SendMessageW(window, EM_LINELENGTH, 8, 0), 0, "an empty one");
    check_equal_int(SendMessageW(window, EM_EXLINEFROMCHAR, 0, 8), 2, "the line of a character");
    check_equal_int(SendMessageW(window, EM_LINEFROMCHAR, 9, 0), 3, "likewise");
    memset(line, 0x55, sizeof(line));
    *(WORD *)line = 60;
    check_equal_int(SendMessageW(window, EM_GETLINE, 3, (LPARAM)line), 4, "EM_GETLINE");
    check(!memcmp(line, L"four", 8), "its text");
    POINTL first, next;
    SendMessageW(window, EM_POSFROMCHAR, (WPARAM)&first, 0);
    SendMessageW(window, EM_POSFROMCHAR, (WPARAM)&next, 4);
    check(next.y > first.y && next.x == first.x, "the second line lies below");
    SendMessageW(window, EM_POSFROMCHAR, (WPARAM)&next, 2);
    check(next.x > first.x && next.y == first.y, "characters go to the right");
    check_equal_int(SendMessageW(window, EM_CHARFROMPOS, 0, (LPARAM)&next), 2, "and back");
    next.x = -5;
    check_equal_int(SendMessageW(window, EM_CHARFROMPOS, 0, (LPARAM)&next), -1, "a point outside");
}

static void check_wrapping(HWND window)
{
    WCHAR text[1200];
    for (int i = 0; i < 1000; i++) text[i] = i % 7 == 6 ? ' ' : 'x';
    text[1000] = 0;
    set_wide(window, text);
    LRESULT lines = SendMessageW(window, EM_GETLINECOUNT, 0, 0);
    check(lines > 5, "a long paragraph wraps: %ld lines", (long)lines);
    LRESULT second = SendMessageW(window, EM_LINEINDEX, 1, 0);
    check(second % 7 == 0, "after a space: %ld", (long)second);
    SendMessageW(window, EM_SETTARGETDEVICE, 0, 1);
    check_equal_int(SendMessageW(window, EM_GETLINECOUNT, 0, 0), 1, "unless EM_SETTARGETDEVICE says no");
    SendMessageW(window, EM_SETTARGETDEVICE, 0, 0);
    check_equal_int(SendMessageW(window, EM_GETLINECOUNT, 0, 0), lines, "and again");
}

static void check_selecting(HWND window)
{
    DWORD first, last;
    WCHAR text[32];
    set_wide(window, L"hello world");
    check_selection(window, 0, 0, "a new text has the caret in front");
    select_characters(window, 6, 11);
    check_selection(window, 6, 11, "a word");
    check_equal_int(SendMessageW(window, EM_SELECTIONTYPE, 0, 0), SEL_TEXT | SEL_MULTICHAR, "the selection's type");
    check_equal_int(SendMessageW(window, EM_GETSELTEXT, 0, (LPARAM)text), 5, "EM_GETSELTEXT");
    check_equal_wide(text, L"world", "its text");
    SendMessageW(window, EM_GETSEL, (WPARAM)&first, (LPARAM)&last);
    check(first == 6 && last == 11, "EM_GETSEL: %lu %lu", first, last);
    SendMessageW(window, EM_REPLACESEL, TRUE, (LPARAM)L"there");
    check_text(window, L"hello there", "EM_REPLACESEL");
    check_selection(window, 11, 11, "the caret is behind it");
    SendMessageW(window, EM_SETSEL, 0, -1);
    check_selection(window, 0, 12, "everything, with the last paragraph's end");
    SendMessageW(window, EM_SETSEL, 3, 3);
    check_equal_int(SendMessageW(window, EM_SELECTIONTYPE, 0, 0), SEL_EMPTY, "no selection");
}

static void check_undo(HWND window)
{
    set_wide(window, L"");
    check(!SendMessageW(window, EM_CANUNDO, 0, 0), "nothing to undo after WM_SETTEXT");
    type_text(window, "abc");
    check_text(window, L"abc", "typed");
    check(SendMessageW(window, EM_CANUNDO, 0, 0), "can be undone");
    check_equal_int(SendMessageW(window, EM_GETUNDONAME, 0, 0), UID_TYPING, "by its name");
    SendMessageW(window, EM_STOPGROUPTYPING, 0, 0);
    type_text(window, "de");
    SendMessageW(window, WM_CHAR, '\b', 1);
    check_text(window, L"abcd", "backspace");
    check(SendMessageW(window, EM_UNDO, 0, 0), "EM_UNDO");
    check_text(window, L"abcde", "the deleted letter is back");
    SendMessageW(window, EM_UNDO, 0, 0);
    check_text(window, L"abc", "what was typed after EM_STOPGROUPTYPING goes");
    SendMessageW(window, WM_UNDO, 0, 0);
    check_text(window, L"", "then the rest at once");
    check(!SendMessageW(window, EM_CANUNDO, 0, 0), "no more");
    check(SendMessageW(window, EM_CANREDO, 0, 0), "redo");
    SendMessageW(window, EM_REDO, 0, 0);
    SendMessageW(window, EM_REDO, 0, 0);
    check_text(window, L"abcde", "twice");
    SendMessageW(window, EM_EMPTYUNDOBUFFER, 0, 0);
    check(!SendMessageW(window, EM_CANUNDO, 0, 0) && !SendMessageW(window, EM_CANREDO, 0, 0), "the buffer is empty");
    select_characters(window, 0, 0);
    SendMessageW(window, EM_REPLACESEL, FALSE, (LPARAM)L"x");
    check(!SendMessageW(window, EM_CANUNDO, 0, 0), "EM_REPLACESEL without undo");
}

static void check_searching(HWND window)
{
    set_wide(window, L"The cat saw another Cat");
    FINDTEXTEXW find = {{0, -1}, L"cat", {0, 0}};
    check_equal_int(SendMessageW(window, EM_FINDTEXTEXW, FR_DOWN, (LPARAM)&find), 4, "forward");
    check_equal_int(find.chrgText.cpMin, 4, "the range's start");
    check_equal_int(find.chrgText.cpMax, 7, "its end");
    find.chrg.cpMin = 7;
    check_equal_int(SendMessageW(window, EM_FINDTEXTEXW, FR_DOWN, (LPARAM)&find), 20, "any case");
    check_equal_int(SendMessageW(window, EM_FINDTEXTEXW, FR_DOWN | FR_MATCHCASE, (LPARAM)&find), -1, "or this one");
    find.chrg = (CHARRANGE){0, -1};
    find.lpstrText = (WCHAR *)L"other";
    check_equal_int(SendMessageW(window, EM_FINDTEXTEXW, FR_DOWN, (LPARAM)&find), 14, "inside a word");
    check_equal_int(SendMessageW(window, EM_FINDTEXTEXW, FR_DOWN | FR_WHOLEWORD, (LPARAM)&find), -1, "whole words");
    find.chrg = (CHARRANGE){23, 0};
    find.lpstrText = (WCHAR *)L"cat";
    check_equal_int(SendMessageW(window, EM_FINDTEXTEXW, 0, (LPARAM)&find), 20, "backward");
    check_equal_int(SendMessageW(window, EM_FINDWORDBREAK, WB_LEFT, 10), 8, "the start of the word");
    check_equal_int(SendMessageW(window, EM_FINDWORDBREAK, WB_RIGHT, 4), 8, "the next word");
    check_equal_int(SendMessageW(window, EM_FINDWORDBREAK, WB_ISDELIMITER, 3), 1, "a space");
}

static void check_notifications(HWND window)
{
    check_equal_int(SendMessageW(window, EM_SETEVENTMASK, 0, ENM_CHANGE | ENM_SELCHANGE), 0, "no events at first");
    changes = selections = 0;
    set_wide(window, L"a b");
    check(changes >= 1, "EN_CHANGE for WM_SETTEXT: %d", changes);
    changes = 0;
    type_text(window, "x");
    check_equal_int(changes, 1, "EN_CHANGE for a letter");
    selections = 0;
    select_characters(window, 1, 2);
    check_equal_int(selections, 1, "EN_SELCHANGE");
    select_characters(window, 1, 2);
    check_equal_int(selections, 1, "not when nothing changes");
    check_equal_int(SendMessageW(window, EM_GETEVENTMASK, 0, 0), ENM_CHANGE | ENM_SELCHANGE, "EM_GETEVENTMASK");
    SendMessageW(window, EM_SETEVENTMASK, 0, 0);
    changes = 0;
    type_text(window, "y");
    check_equal_int(changes, 0, "no events wanted");
}

static void check_modes(HWND window)
{
    set_wide(window, L"text");
    check(!SendMessageW(window, EM_GETMODIFY, 0, 0), "not modified after WM_SETTEXT");
    type_text(window, "x");
    check(SendMessageW(window, EM_GETMODIFY, 0, 0), "modified by typing");
    SendMessageW(window, EM_SETMODIFY, FALSE, 0);
    check(!SendMessageW(window, EM_GETMODIFY, 0, 0), "EM_SETMODIFY");
    SendMessageW(window, EM_SETREADONLY, TRUE, 0);
    type_text(window, "y");
    check_text(window, L"xtext", "a read-only text stays");
    SendMessageW(window, EM_REPLACESEL, TRUE, (LPARAM)L"z");
    check_text(window, L"xztext", "but not from programs");
    SendMessageW(window, EM_SETREADONLY, FALSE, 0);
    SendMessageW(window, EM_EXLIMITTEXT, 0, 8);
    check_equal_int(SendMessageW(window, EM_GETLIMITTEXT, 0, 0), 8, "the limit");
    type_text(window, "12345");
    check_text(window, L"xz12text", "stops typing");
    SendMessageW(window, EM_EXLIMITTEXT, 0, 0x7fffffff);
    check_equal_int(SendMessageW(window, EM_SETTEXTMODE, TM_PLAINTEXT, 0), E_UNEXPECTED, "the mode of a text");
}

static void check_single_line(void)
{
    HWND window = create_rich_edit(L"RichEdit20W", 0);
    type_text(window, "a\rb");
    check_text(window, L"ab", "Enter does nothing in a single line");
    DestroyWindow(window);
}

static void check_classes(void)
{
    static const WCHAR *const names[] = {L"RichEdit20W", L"RichEdit20A"};
    for (int i = 0; i < 2; i++) {
        check_case(i);
        HWND window = create_rich_edit(names[i], ES_MULTILINE);
        check_equal_int(IsWindowUnicode(window), i == 0, "the class's kind");
        SetWindowTextA(window, "narrow");
        check_text(window, L"narrow", "text by an ANSI function");
        DestroyWindow(window);
    }
    check(LoadLibraryW(L"riched32.dll") != NULL, "riched32.dll");
    DestroyWindow(create_rich_edit(L"RICHEDIT", ES_MULTILINE));
    check(LoadLibraryW(L"msftedit.dll") != NULL, "msftedit.dll");
    DestroyWindow(create_rich_edit(L"RichEdit50W", ES_MULTILINE));
}

static void check_links(HWND window)
{
    CHARFORMAT2W format = {.cbSize = sizeof(format)};
    SendMessageW(window, EM_AUTOURLDETECT, TRUE, 0);
    set_wide(window, L"see http://example.com/x, please");
    select_characters(window, 8, 9);
    SendMessageW(window, EM_GETCHARFORMAT, SCF_SELECTION, (LPARAM)&format);
    check(format.dwEffects & CFE_LINK, "a URL becomes a link");
    select_characters(window, 24, 25);
    SendMessageW(window, EM_GETCHARFORMAT, SCF_SELECTION, (LPARAM)&format);
    check(!(format.dwEffects & CFE_LINK), "the comma behind it does not");
    SendMessageW(window, EM_SETEVENTMASK, 0, ENM_LINK);
    links = 0;
    POINTL point;
    SendMessageW(window, EM_POSFROMCHAR, (WPARAM)&point, 8);
    SendMessageW(window, WM_LBUTTONDOWN, MK_LBUTTON, MAKELPARAM(point.x + 2, point.y + 3));
    SendMessageW(window, WM_LBUTTONUP, 0, MAKELPARAM(point.x + 2, point.y + 3));
    check(links >= 1, "EN_LINK");
    check(link_range.cpMin == 4 && link_range.cpMax == 24, "its range: %ld %ld", link_range.cpMin, link_range.cpMax);
    SendMessageW(window, EM_AUTOURLDETECT, FALSE, 0);
    SendMessageW(window, EM_SETEVENTMASK, 0, 0);
}

int main(void)
{
    HWND window = create_rich_edit(L"RichEdit20W", ES_MULTILINE | ES_AUTOVSCROLL | WS_VSCROLL);
    check_paragraphs(window);
    check_lines(window);
    check_wrapping(window);
    check_selecting(window);
    check_undo(window);
    check_searching(window);
    check_links(window);
    check_notifications(window);
    check_modes(window);
    check_single_line();
    check_classes();
    DestroyWindow(window);
    return check_summary();
}
