/* A rich edit control. The document (document.c) knows nothing of windows; layout.c makes lines of it, paint.c draws
 * them; edit.c changes the document with undo; input.c and messages.c are what programs and people see. */
#ifndef RICH_EDIT_H
#define RICH_EDIT_H

#include <stdbool.h>
#include <stdint.h>
#include <windows.h>
#include <commctrl.h>
#include <richedit.h>
#include "rtf.h"

/* A document is text with a style for each character. Paragraphs end with '\r', lines within one with '\v'; the last
 * paragraph has a '\r' of its own, which programs do not see. */
struct document {
    WCHAR *text;
    uint16_t *styles;     /* of each character: index into char_styles */
    uint16_t *paragraphs; /* the same for paragraph_styles; only that of a paragraph's '\r' counts */
    int count, capacity;  /* count includes the last '\r' */
    struct char_style *char_styles;
    struct paragraph_style *paragraph_styles;
    HFONT *fonts; /* of each char style, made when it is needed */
    int char_style_count, paragraph_style_count;
    struct picture *pictures;
    int picture_count;
};

struct picture { HBITMAP bitmap; int width, height; /* twips */ };

/* --- document.c --- */
bool document_init(struct document *document);
void document_free(struct document *document);
/* Interns a style. 0, the default style, when there is no room for another. */
uint16_t document_char_style(struct document *document, const struct char_style *style);
uint16_t document_paragraph_style(struct document *document, const struct paragraph_style *style);
/* Replaces characters; the last '\r' is not to be among them. False without memory. */
bool document_replace(struct document *document, int start, int end, const WCHAR *text, const uint16_t *styles,
                      const uint16_t *paragraphs, int count);
/* Where the paragraph of a position starts, and one past its '\r'. */
int paragraph_start(const struct document *document, int position);
int paragraph_end(const struct document *document, int position);
void document_drop_fonts(struct document *document);

struct line {
    int start, end;       /* characters, with the terminator */
    int y, height, ascent;
    int x, width;         /* of the text, pixels from the document's left edge */
};

enum undo_kind { UNDO_OTHER = UID_UNKNOWN, UNDO_TYPING = UID_TYPING, UNDO_DELETE = UID_DELETE, UNDO_CUT = UID_CUT,
                 UNDO_PASTE = UID_PASTE };

/* Characters [start, start + count) became others; what they were and what they are. */
struct change {
    struct change *next;
    enum undo_kind kind;
    int start, old_count, new_count;
    WCHAR *text;                      /* the old ones, then the new ones */
    uint16_t *styles, *paragraphs;
    bool closed;                      /* typing begins a new change */
};

struct rich_edit {
    HWND window;
    struct document document;
    struct line *lines;
    int line_count, line_capacity, height, width; /* pixels, of the whole */
    CHARRANGE selection;                          /* cpMax is where the caret is unless caret_first */
    bool caret_first, has_focus, is_unicode_class, is_plain, is_modified, is_readonly, is_password, follows_urls;
    bool is_laid_out, redraws, reports_selection, wraps;
    bool is_version_1;                            /* RichEdit 1.0: positions count "\r\n" */
    int scroll_x, scroll_y, caret_x;              /* caret_x: where up and down keep to; -1: nowhere */
    RECT format;                                  /* of EM_SETRECT, or empty: the client area */
    uint16_t typing_style;
    bool has_typing_style;
    COLORREF background;
    bool has_background;
    DWORD events, options, limit, edit_style, language_options;
    int zoom_numerator, zoom_denominator, dpi;
    int left_margin, right_margin;
    WCHAR password;
    HFONT font;
    struct change *undo, *redo;
    int undo_limit, undo_count;
    bool is_selecting, stops_typing;
    int click_count, word_start, word_end;
    EDITWORDBREAKPROCEX word_break;
};

/* --- layout.c --- */
/* Lays out what is not yet: all lines, or after a change of characters the paragraphs around it. */
void layout_all(struct rich_edit *edit);
void layout_change(struct rich_edit *edit, int start, int old_count, int new_count);
int line_of(struct rich_edit *edit, int position);
/* The horizontal place of a character, pixels from the document's left edge. */
int x_of(struct rich_edit *edit, const struct line *line, int position);
int position_at(struct rich_edit *edit, int x, int y, bool *is_exact);
HFONT font_of(struct rich_edit *edit, uint16_t style);
int to_pixels(const struct rich_edit *edit, int twips);
RECT format_area(struct rich_edit *edit);
bool is_default_tab(const struct paragraph_style *style, int index);
int tab_stop_after(const struct rich_edit *edit, const struct paragraph_style *style, int x);

/* --- paint.c --- */
void paint(struct rich_edit *edit);
void paint_area(struct rich_edit *edit, HDC dc, const RECT *area);

/* --- edit.c --- */
/* All changes of the text go through here: undo, layout, selection, notifications. */
bool change_text(struct rich_edit *edit, int start, int end, const WCHAR *text, int count, uint16_t style,
                 enum undo_kind kind);
bool change_cells(struct rich_edit *edit, int start, int end, const WCHAR *text, const uint16_t *styles,
                  const uint16_t *paragraphs, int count, enum undo_kind kind);
bool undo_change(struct rich_edit *edit);
bool redo_change(struct rich_edit *edit);
void forget_changes(struct rich_edit *edit);
void stop_typing(struct rich_edit *edit);
void select_range(struct rich_edit *edit, int first, int last, bool caret_first);
void show_caret(struct rich_edit *edit);
void scroll_to_caret(struct rich_edit *edit);
void scroll_to(struct rich_edit *edit, int x, int y);
void update_scroll_bars(struct rich_edit *edit);
void notify_change(struct rich_edit *edit);
void notify_selection(struct rich_edit *edit);
LRESULT notify_parent(struct rich_edit *edit, WORD code);
void redraw(struct rich_edit *edit);
/* The style that typed text takes. */
uint16_t insertion_style(struct rich_edit *edit);
void mark_links(struct rich_edit *edit, int start, int end);

/* --- words.c --- */
int word_break(struct rich_edit *edit, int position, int action);

/* --- format.c --- */
void get_char_format(struct rich_edit *edit, CHARFORMAT2W *format, bool of_selection);
bool set_char_format(struct rich_edit *edit, const CHARFORMAT2W *format, WPARAM flags);
DWORD get_paragraph_format(struct rich_edit *edit, PARAFORMAT2 *format);
bool set_paragraph_format(struct rich_edit *edit, const PARAFORMAT2 *format);
void style_from_font(struct rich_edit *edit, HFONT font);
/* CHARFORMATA and W, 1 and 2, to and from CHARFORMAT2W; false for a size that is none of theirs. */
bool widen_char_format(const void *format, CHARFORMAT2W *wide);
bool narrow_char_format(const CHARFORMAT2W *wide, void *format);

/* --- stream.c --- */
LRESULT stream_in(struct rich_edit *edit, WPARAM flags, EDITSTREAM *stream);
LRESULT stream_out(struct rich_edit *edit, WPARAM flags, EDITSTREAM *stream);
/* Replaces [start, end) by RTF or text (as streams bring it). */
bool insert_rtf(struct rich_edit *edit, int start, int end, const char *rtf, size_t size, enum undo_kind kind);
bool is_rtf(const char *text, size_t size);
char *selection_as_rtf(struct rich_edit *edit, int start, int end, size_t *size);

/* --- text.c --- */
int text_length(struct rich_edit *edit);
/* The text of a range with "\r\n" where `crlf`; allocated, ended with 0. */
WCHAR *copy_text(struct rich_edit *edit, int start, int end, bool crlf, int *length);
LRESULT get_text_ex(struct rich_edit *edit, const GETTEXTEX *wanted, void *buffer);
LRESULT get_text_length_ex(struct rich_edit *edit, const GETTEXTLENGTHEX *wanted);
LRESULT set_text_ex(struct rich_edit *edit, const SETTEXTEX *how, const void *text);
LRESULT get_text(struct rich_edit *edit, bool unicode, WPARAM size, LPARAM buffer);
void set_text(struct rich_edit *edit, const WCHAR *text);
LRESULT get_range(struct rich_edit *edit, bool unicode, int start, int end, void *buffer);
LRESULT get_line(struct rich_edit *edit, bool unicode, int line, void *buffer);
LRESULT find_text(struct rich_edit *edit, DWORD flags, const CHARRANGE *range, const WCHAR *text, CHARRANGE *found);
WCHAR *widen(const char *text, int length, UINT code_page);
/* CRLF and LF become '\r'; the new length. */
int unify_line_ends(WCHAR *text, int length);

/* --- clipboard.c --- */
bool copy_selection(struct rich_edit *edit);
bool paste(struct rich_edit *edit, UINT format);
bool can_paste(UINT format);

/* --- input.c --- */
LRESULT handle_input(struct rich_edit *edit, UINT message, WPARAM wparam, LPARAM lparam, bool *is_handled);

/* --- messages.c --- */
LRESULT handle_message(struct rich_edit *edit, UINT message, WPARAM wparam, LPARAM lparam, bool unicode);

#endif
