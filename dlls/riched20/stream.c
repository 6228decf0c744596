/* EM_STREAMIN and EM_STREAMOUT, and RTF into the document. */
#include "rich_edit.h"
#include <wingdi.h>

/* --- RTF --- */

struct cells {
    struct document *document;
    WCHAR *text;
    uint16_t *styles, *paragraphs;
    int count, capacity;
    uint16_t last_paragraph; /* of the text behind the last '\r' */
};

static bool grow_cells(struct cells *cells, int count)
{
    int capacity = cells->capacity ? cells->capacity : 256;

    if (cells->count + count <= cells->capacity) return true;
    while (capacity < cells->count + count) capacity *= 2;
    if (capacity > 0x10000000) return false;
    void **arrays[] = {(void **)&cells->text, (void **)&cells->styles, (void **)&cells->paragraphs};
    for (size_t i = 0; i < ARRAYSIZE(arrays); i++) {
        size_t size = (size_t)capacity * sizeof(WCHAR);
        void *grown = *arrays[i] ? HeapReAlloc(GetProcessHeap(), 0, *arrays[i], size)
                                 : HeapAlloc(GetProcessHeap(), 0, size);
        if (!grown) return false;
        *arrays[i] = grown;
    }
    cells->capacity = capacity;
    return true;
}

static bool take_text(void *context, const uint16_t *text, size_t count, const struct char_style *style,
                      const struct paragraph_style *paragraph)
{
    struct cells *cells = context;

    if (count > 0x1000000 || !grow_cells(cells, (int)count)) return false;
    uint16_t index = document_char_style(cells->document, style);
    cells->last_paragraph = document_paragraph_style(cells->document, paragraph);
    for (size_t i = 0; i < count; i++) {
        cells->text[cells->count] = text[i];
        cells->styles[cells->count] = index;
        cells->paragraphs[cells->count++] = cells->last_paragraph;
    }
    return true;
}

static HBITMAP bitmap_of_dib(const uint8_t *data, size_t size)
{
    const BITMAPINFO *info = (const BITMAPINFO *)data;
    const BITMAPINFOHEADER *header = &info->bmiHeader;

    if (size < sizeof(*header) || header->biSize < sizeof(*header) || header->biSize > size) return NULL;
    if (header->biWidth <= 0 || header->biWidth > 10000 || !header->biHeight || header->biHeight > 10000 ||
        header->biHeight < -10000 || header->biCompression != BI_RGB || header->biBitCount > 32)
        return NULL;
    size_t colours = header->biClrUsed                ? header->biClrUsed
                     : header->biBitCount <= 8 ? (size_t)1 << header->biBitCount
                                               : 0;
    size_t row = ((size_t)header->biWidth * header->biBitCount + 31) / 32 * 4;
    size_t bits = header->biSize + min(colours, 256) * sizeof(RGBQUAD);
    if (bits + row * (size_t)abs(header->biHeight) > size) return NULL;
    HDC screen = GetDC(NULL);
    HBITMAP bitmap = CreateDIBitmap(screen, header, CBM_INIT, data + bits, info, DIB_RGB_COLORS);
    ReleaseDC(NULL, screen);
    return bitmap;
}

static HBITMAP bitmap_of_metafile(const uint8_t *data, size_t size, int width, int height)
{
    HMETAFILE metafile = SetMetaFileBitsEx((UINT)size, data);
    HDC screen = GetDC(NULL), memory = CreateCompatibleDC(screen);
    int wide = MulDiv(width, 96, 1440), high = MulDiv(height, 96, 1440);
    HBITMAP bitmap = metafile && wide > 0 && high > 0 && wide < 4000 && high < 4000
                         ? CreateCompatibleBitmap(screen, wide, high)
                         : NULL;

    if (bitmap) {
        HGDIOBJ before = SelectObject(memory, bitmap);
        RECT all = {0, 0, wide, high};
        FillRect(memory, &all, GetStockObject(WHITE_BRUSH));
        SetMapMode(memory, MM_ANISOTROPIC);
        SetViewportExtEx(memory, wide, high, NULL);
        PlayMetaFile(memory, metafile);
        SelectObject(memory, before);
    }
    if (metafile) DeleteMetaFile(metafile);
    DeleteDC(memory);
    ReleaseDC(NULL, screen);
    return bitmap;
}

/* Pictures of kinds that cannot be shown are left out, as a reader without them would. */
static bool take_picture(void *context, const struct rtf_picture *found, const struct char_style *style,
                         const struct paragraph_style *paragraph)
{
    static const uint16_t object = 0xfffc;
    struct cells *cells = context;
    struct document *document = cells->document;
    struct char_style with = *style;
    HBITMAP bitmap = NULL;
    BITMAP size;

    if (found->kind == RTF_DIB) bitmap = bitmap_of_dib(found->data, found->size);
    else if (found->kind == RTF_METAFILE)
        bitmap = bitmap_of_metafile(found->data, found->size, found->width, found->height);
    if (!bitmap || document->picture_count >= 0xfff0) {
        if (bitmap) DeleteObject(bitmap);
        return true;
    }
    size_t bytes = ((size_t)document->picture_count + 1) * sizeof(*document->pictures);
    struct picture *pictures = document->pictures ? HeapReAlloc(GetProcessHeap(), 0, document->pictures, bytes)
                                                  : HeapAlloc(GetProcessHeap(), 0, bytes);
    if (!pictures) {
        DeleteObject(bitmap);
        return false;
    }
    GetObjectW(bitmap, sizeof(size), &size);
    document->pictures = pictures;
    pictures[document->picture_count++] = (struct picture){bitmap, found->width ? found->width : size.bmWidth * 15,
                                                           found->height ? found->height : size.bmHeight * 15};
    with.picture = (uint16_t)document->picture_count;
    return take_text(context, &object, 1, &with, paragraph);
}

static size_t decode(void *context, unsigned code_page, const char *bytes, size_t size, uint16_t *text, size_t room)
{
    (void)context;
    if (!IsValidCodePage(code_page)) code_page = CP_ACP;
    int count = MultiByteToWideChar(code_page, 0, bytes, (int)size, (WCHAR *)text, (int)room);
    return count > 0 ? (size_t)count : 0;
}

bool is_rtf(const char *text, size_t size)
{
    return size >= 5 && !memcmp(text, "{\\rtf", 5);
}

bool insert_rtf(struct rich_edit *edit, int start, int end, const char *rtf, size_t size, enum undo_kind kind)
{
    struct document *document = &edit->document;
    struct cells cells = {.document = document};
    struct rtf_sink sink = {&cells, take_text, take_picture, decode};
    bool is_whole_text = start == 0 && end >= text_length(edit);
    struct char_style plain = document->char_styles[0];

    plain.height = 240; /* what \plain means by the specification: 12 points */
    bool done = is_rtf(rtf, size);
    rtf_read(rtf, size, &plain, &sink);
    /* the last paragraph's end is the document's own */
    if (done && is_whole_text && cells.count && cells.text[cells.count - 1] == '\r') cells.count--;
    if (done) {
        done = change_cells(edit, start, end, cells.text ? cells.text : L"", cells.styles, cells.paragraphs,
                            cells.count, kind);
    }
    if (done && is_whole_text && cells.count) {
        document->paragraphs[document->count - 1] = cells.last_paragraph;
        document->styles[document->count - 1] = cells.styles[cells.count - 1];
        edit->is_laid_out = false;
    }
    HeapFree(GetProcessHeap(), 0, cells.text);
    HeapFree(GetProcessHeap(), 0, cells.styles);
    HeapFree(GetProcessHeap(), 0, cells.paragraphs);
    if (done && edit->follows_urls) mark_links(edit, start, start + cells.count);
    return done;
}

/* --- streams --- */

static char *read_all(EDITSTREAM *stream, size_t *size)
{
    size_t room = 0x4000;
    char *data = HeapAlloc(GetProcessHeap(), 0, room);
    LONG came = 0;

    *size = 0;
    while (data) {
        if (room - *size < 0x2000) {
            char *grown = HeapReAlloc(GetProcessHeap(), 0, data, room *= 2);
            if (!grown) break;
            data = grown;
        }
        stream->dwError = stream->pfnCallback(stream->dwCookie, (BYTE *)data + *size, 0x1000, &came);
        if (stream->dwError || came <= 0) return data;
        *size += (size_t)min(came, 0x1000);
    }
    HeapFree(GetProcessHeap(), 0, data);
    stream->dwError = (DWORD)E_OUTOFMEMORY;
    return NULL;
}

static WCHAR *decode_stream(WPARAM flags, const char *data, size_t size, int *length)
{
    UINT code_page = flags & SF_USECODEPAGE ? HIWORD(flags) : CP_ACP;
    WCHAR *text;

    if (flags & SF_UNICODE) {
        bool has_mark = size >= 2 && (BYTE)data[0] == 0xff && (BYTE)data[1] == 0xfe;
        size = (size - (has_mark ? 2 : 0)) / sizeof(WCHAR);
        text = HeapAlloc(GetProcessHeap(), 0, (size + 1) * sizeof(WCHAR));
        if (text) memcpy(text, data + (has_mark ? 2 : 0), size * sizeof(WCHAR));
        *length = (int)size;
    } else {
        if (size >= 3 && !memcmp(data, "\xef\xbb\xbf", 3)) {
            data += 3;
            size -= 3;
            code_page = CP_UTF8;
        }
        text = widen(data, (int)size, code_page);
        *length = MultiByteToWideChar(code_page, 0, data, (int)size, NULL, 0);
    }
    if (text) *length = unify_line_ends(text, *length);
    return text;
}

LRESULT stream_in(struct rich_edit *edit, WPARAM flags, EDITSTREAM *stream)
{
    bool in_selection = (flags & SFF_SELECTION) != 0;
    int start = in_selection ? edit->selection.cpMin : 0,
        end = in_selection ? edit->selection.cpMax : text_length(edit);
    int before = text_length(edit) - (min(end, text_length(edit)) - start), length = 0;
    size_t size;
    char *data = read_all(stream, &size);

    if (!data) return 0;
    if (flags & SF_RTF && !edit->is_plain) {
        if (!insert_rtf(edit, start, end, data, size, UNDO_OTHER) && !stream->dwError)
            stream->dwError = (DWORD)-16; /* what Windows tells of a text that is no RTF */
    } else {
        WCHAR *text = decode_stream(flags, data, size, &length);
        if (text) change_text(edit, start, end, text, length, in_selection ? insertion_style(edit) : 0, UNDO_OTHER);
        HeapFree(GetProcessHeap(), 0, text);
    }
    HeapFree(GetProcessHeap(), 0, data);
    int inserted = text_length(edit) - before;
    if (!in_selection) {
        forget_changes(edit);
        edit->scroll_x = edit->scroll_y = 0;
    }
    select_range(edit, in_selection ? start + inserted : 0, in_selection ? start + inserted : 0, false);
    update_scroll_bars(edit);
    notify_change(edit);
    if (!in_selection) edit->is_modified = false;
    return inserted;
}

static LRESULT write_all(EDITSTREAM *stream, const char *data, size_t size)
{
    size_t done = 0;

    while (done < size) {
        LONG part = (LONG)min(size - done, 0x1000), went = 0;
        stream->dwError = stream->pfnCallback(stream->dwCookie, (BYTE *)data + done, part, &went);
        if (stream->dwError || went <= 0) break;
        done += (size_t)went;
    }
    return (LRESULT)done;
}

LRESULT stream_out(struct rich_edit *edit, WPARAM flags, EDITSTREAM *stream)
{
    bool of_selection = (flags & SFF_SELECTION) != 0;
    int start = of_selection ? edit->selection.cpMin : 0,
        end = of_selection ? edit->selection.cpMax : text_length(edit);
    LRESULT done = 0;
    int length = 0;

    if (flags & SF_RTF && !(flags & SF_TEXT)) {
        size_t size;
        char *rtf = selection_as_rtf(edit, start, of_selection ? end : edit->document.count, &size);
        if (rtf) done = write_all(stream, rtf, size);
        HeapFree(GetProcessHeap(), 0, rtf);
        return done;
    }
    WCHAR *text = copy_text(edit, start, end, true, &length);
    if (!text) return 0;
    if (flags & SF_UNICODE) {
        done = write_all(stream, (char *)text, (size_t)length * sizeof(*text));
    } else {
        UINT code_page = flags & SF_USECODEPAGE ? HIWORD(flags) : CP_ACP;
        int size = WideCharToMultiByte(code_page, 0, text, length, NULL, 0, NULL, NULL);
        char *narrow = HeapAlloc(GetProcessHeap(), 0, (size_t)size + 1);
        if (narrow) {
            WideCharToMultiByte(code_page, 0, text, length, narrow, size, NULL, NULL);
            done = write_all(stream, narrow, (size_t)size);
        }
        HeapFree(GetProcessHeap(), 0, narrow);
    }
    HeapFree(GetProcessHeap(), 0, text);
    return done;
}
