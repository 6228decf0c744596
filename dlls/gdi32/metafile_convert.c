/* Enhanced metafiles as Windows metafiles and back. The Windows metafile also carries the enhanced one whole, in
 * comments that [MS-WMF] 2.3.6.1 describes, so that nothing is lost on the way back. */
#include "gdi_metafile.h"

#define COMMENT_IDENTIFIER 0x43464d57 /* "WMFC" */
#define COMMENT_ENHANCED   1
#define COMMENT_VERSION    0x10000
#define COMMENT_ESCAPE     15 /* META_ESCAPE's number for comments */
#define COMMENT_PIECE      8192

#pragma pack(push, 2)
struct comment {
    DWORD words;
    WORD function, escape, byte_count;
    DWORD identifier, type, version;
    WORD checksum; /* in the first one: makes the sum of all words 0 */
    DWORD flags, piece_count, piece_size, remaining, whole_size;
};
#pragma pack(pop)
#define COMMENT_HEAD ((UINT)sizeof(struct comment) - 10) /* bytes that byte_count counts before the data */

static WORD sum_of_words(const BYTE *bits, UINT size)
{
    WORD sum = 0;
    for (UINT i = 0; i + 1 < size; i += 2) sum = (WORD)(sum + (bits[i] | bits[i + 1] << 8));
    return sum;
}

/* --- the hidden file --- */

static BOOL hide(struct metafile_recorder *recorder, const struct metafile *metafile)
{
    UINT pieces = (metafile->size + COMMENT_PIECE - 1) / COMMENT_PIECE;
    for (UINT at = 0; at < metafile->size; at += COMMENT_PIECE) {
        UINT piece = min(COMMENT_PIECE, metafile->size - at);
        BYTE *place = record_new(recorder, META_ESCAPE, (UINT)sizeof(struct comment) - 6 + piece);
        if (!place) return FALSE;
        struct comment head;
        memcpy(&head, place - 6, 6);
        head = (struct comment){head.words,
                                META_ESCAPE,
                                COMMENT_ESCAPE,
                                (WORD)(COMMENT_HEAD + piece),
                                COMMENT_IDENTIFIER,
                                COMMENT_ENHANCED,
                                COMMENT_VERSION,
                                0,
                                0,
                                pieces,
                                piece,
                                metafile->size - at - piece,
                                metafile->size};
        memcpy(place - 6, &head, sizeof(head));
        memcpy(place - 6 + sizeof(head), metafile->bits + at, piece);
    }
    return TRUE;
}

/* The next comment's head, if the record at `at` is one and its piece lies within it. */
static BOOL read_comment(const BYTE *record, UINT size, struct comment *head)
{
    if (size < sizeof(*head)) return FALSE;
    memcpy(head, record, sizeof(*head));
    return head->function == META_ESCAPE && head->escape == COMMENT_ESCAPE && head->identifier == COMMENT_IDENTIFIER &&
           head->type == COMMENT_ENHANCED && head->piece_size <= size - sizeof(*head);
}

BYTE *windows_metafile_embedded(const BYTE *bits, UINT size, UINT *embedded_size)
{
    BYTE *found = NULL;
    UINT used = 0, whole = 0, record_size;
    if (sum_of_words(bits, size)) return NULL; /* the file was changed since */
    for (UINT at = WMF_HEADER_SIZE; at < size; at += record_size) {
        struct comment head;
        record_size = wmf_record_size(bits + at, size - at);
        if (!record_size) break;
        if (!read_comment(bits + at, record_size, &head)) continue;
        if (!found) {
            whole = head.whole_size;
            found = whole && whole <= size ? heap_allocate(whole) : NULL;
            if (!found) return NULL;
        }
        if (head.whole_size != whole || head.piece_size > whole - used) break;
        memcpy(found + used, bits + at + sizeof(head), head.piece_size);
        used += head.piece_size;
    }
    if (found && used == whole && emf_check_header(found, whole)) {
        *embedded_size = whole;
        return found;
    }
    heap_free(found);
    return NULL;
}

/* --- there --- */

UINT WINAPI GetWinMetaFileBits(HENHMETAFILE handle, UINT size, LPBYTE buffer, INT map_mode, HDC reference)
{
    struct metafile *metafile = gdi_object_get(handle, GDI_ENHANCED_METAFILE);
    if (!metafile || !dc_get(reference)) return 0;
    if (map_mode != MM_ANISOTROPIC && map_mode != MM_ISOTROPIC) {
        SetLastError(ERROR_NOT_SUPPORTED);
        return 0;
    }
    HDC hdc = CreateMetaFileW(NULL);
    struct device_context *dc = hdc ? dc_get(hdc) : NULL;
    if (!dc) return 0;
    const ENHMETAHEADER *header = (const ENHMETAHEADER *)metafile->bits;
    RECT frame = {header->rclFrame.left, header->rclFrame.top, header->rclFrame.right, header->rclFrame.bottom};
    BOOL done = hide(dc->recorder, metafile);
    SetMapMode(hdc, map_mode);
    PlayEnhMetaFile(hdc, handle, &frame);
    HMETAFILE result = CloseMetaFile(hdc);
    UINT whole = result ? GetMetaFileBitsEx(result, 0, NULL) : 0;
    if (done && buffer && size >= whole && whole) {
        GetMetaFileBitsEx(result, size, buffer);
        WORD checksum = (WORD)-sum_of_words(buffer, whole);
        memcpy(buffer + WMF_HEADER_SIZE + offsetof(struct comment, checksum), &checksum, sizeof(checksum));
    } else if (!done || buffer) {
        whole = 0;
    }
    if (result) DeleteMetaFile(result);
    return whole;
}

/* --- and back --- */

static LONG to_pixels(LONG hundredths, LONG pixels, LONG millimetres)
{
    return MulDiv(hundredths, pixels, millimetres * 100);
}

HENHMETAFILE WINAPI SetWinMetaFileBits(UINT size, const BYTE *bits, HDC reference, const METAFILEPICT *picture)
{
    UINT embedded_size;
    HMETAFILE windows = bits ? windows_metafile_from_bits(bits, size) : NULL;
    if (!windows) return NULL;
    BYTE *embedded = windows_metafile_embedded(bits, wmf_check_header(bits, size), &embedded_size);
    if (embedded) {
        DeleteMetaFile(windows);
        HENHMETAFILE result = SetEnhMetaFileBits(embedded_size, embedded);
        heap_free(embedded);
        return result;
    }
    BOOL has_size = picture && picture->xExt > 0 && picture->yExt > 0;
    RECT frame = {0, 0, has_size ? picture->xExt : 0, has_size ? picture->yExt : 0};
    HDC hdc = CreateEnhMetaFileW(reference, NULL, has_size ? &frame : NULL, NULL);
    if (hdc) {
        LONG width = GetDeviceCaps(hdc, HORZRES), height = GetDeviceCaps(hdc, VERTRES);
        if (has_size) {
            width = to_pixels(picture->xExt, width, GetDeviceCaps(hdc, HORZSIZE));
            height = to_pixels(picture->yExt, height, GetDeviceCaps(hdc, VERTSIZE));
        }
        SetMapMode(hdc, picture ? picture->mm : MM_ANISOTROPIC);
        SetViewportExtEx(hdc, width, height, NULL);
        SetWindowExtEx(hdc, width, height, NULL);
        PlayMetaFile(hdc, windows);
    }
    DeleteMetaFile(windows);
    return hdc ? CloseEnhMetaFile(hdc) : NULL;
}
