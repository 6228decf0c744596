/* The tool bar's buttons, their texts and pictures. */
#include "tool_bar.h"

int tools_index(struct tools *tools, int command)
{
    for (int i = 0; i < tools->count; i++)
        if (tools->items[i].command == command) return i;
    return -1;
}

const WCHAR *tools_text(const struct tools *tools, const struct tool *item)
{
    if (item->text) return item->text;
    return item->text_index >= 0 && item->text_index < tools->text_count ? tools->texts[item->text_index] : NULL;
}

BOOL tools_insert(struct tools *tools, int index, const TBBUTTON *button, BOOL unicode)
{
    if (tools->count == MOST_BUTTONS || index < 0) return FALSE;
    index = min(index, tools->count);
    memmove(tools->items + index + 1, tools->items + index, (SIZE_T)(tools->count - index) * sizeof(*tools->items));
    struct tool item = {.image = button->iBitmap,
                        .command = button->idCommand,
                        .text_index = -1,
                        .state = button->fsState,
                        .style = button->fsStyle,
                        .data = button->dwData};
    if (IS_INTRESOURCE(button->iString) || button->iString == -1) item.text_index = (int)button->iString;
    else item.text = text_from(unicode, (void *)button->iString);
    if (item.style & BTNS_SEP && button->iBitmap > 0) item.width = button->iBitmap;
    tools->items[index] = item;
    tools->count++;
    tools_changed(tools);
    return TRUE;
}

BOOL tools_delete(struct tools *tools, int index)
{
    if (index < 0 || index >= tools->count) return FALSE;
    NMTOOLBARW note = {.iItem = tools->items[index].command};
    control_notify(&tools->control, (int)TBN_DELETINGBUTTON, &note.hdr);
    release(tools->items[index].text);
    tools->count--;
    memmove(tools->items + index, tools->items + index + 1, (SIZE_T)(tools->count - index) * sizeof(*tools->items));
    tools->pressed = tools->hot = -1;
    tools_changed(tools);
    return TRUE;
}

static BOOL add_text(struct tools *tools, WCHAR *text)
{
    WCHAR **texts = text ? reallocate(tools->texts, (SIZE_T)(tools->text_count + 1) * sizeof(*texts)) : NULL;
    if (!texts) return FALSE;
    tools->texts = texts;
    texts[tools->text_count++] = text;
    return TRUE;
}

/* A list that ends with an empty text, or a resource: its first character separates the texts. */
int tools_add_texts(struct tools *tools, HINSTANCE instance, const void *given, BOOL unicode)
{
    int first = tools->text_count;
    WCHAR resource[512];
    if (instance || IS_INTRESOURCE(given)) {
        if (!LoadStringW(instance, (UINT)(UINT_PTR)given, resource, COUNT_OF(resource)) || !*resource) return -1;
        WCHAR separator = *resource, *at = resource + 1;
        while (*at) {
            WCHAR *end = wcschr(at, separator);
            if (end) *end = 0;
            add_text(tools, text_copy(at));
            if (!end) break;
            at = end + 1;
        }
    } else if (unicode) {
        for (const WCHAR *at = given; *at; at += wcslen(at) + 1) add_text(tools, text_copy(at));
    } else {
        for (const char *at = given; *at; at += strlen(at) + 1) add_text(tools, text_from_ansi(at));
    }
    tools_changed(tools);
    return first;
}

HIMAGELIST tools_images(struct tools *tools) { return tools->images ? tools->images : tools->own_images; }

/* Bitmaps of the program use the system's grey for the button's face; where they have magenta, they mean it too. */
static HBITMAP load_mapped(HINSTANCE instance, UINT_PTR id)
{
    return CreateMappedBitmap(instance, (INT_PTR)id, 0, NULL, 0);
}

int tools_add_bitmap(struct tools *tools, int count, const TBADDBITMAP *bitmap)
{
    BITMAP size;
    if (!bitmap) return -1;
    if (bitmap->hInst == HINST_COMMCTRL) return -1;
    HBITMAP picture = bitmap->hInst ? load_mapped(bitmap->hInst, bitmap->nID) : (HBITMAP)bitmap->nID;
    if (!picture || !GetObjectW(picture, sizeof(size), &size)) return -1;
    if (!tools->own_images)
        tools->own_images = ImageList_Create(tools->bitmap.cx, tools->bitmap.cy, ILC_COLOR32 | ILC_MASK, count, 8);
    int first = tools->own_count, before = ImageList_GetImageCount(tools->own_images);
    int added =
        ImageList_AddMasked(tools->own_images, picture, bitmap->hInst ? GetSysColor(COLOR_BTNFACE) : CLR_DEFAULT);
    if (bitmap->hInst) DeleteObject(picture);
    if (added < 0) return -1;
    tools->own_count += max(count, ImageList_GetImageCount(tools->own_images) - before);
    ImageList_SetImageCount(tools->own_images, (UINT)tools->own_count);
    tools_changed(tools);
    return first;
}

static void read_info(struct tools *tools, const struct tool *item, TBBUTTONINFOW *info, BOOL unicode)
{
    if (info->dwMask & TBIF_IMAGE) info->iImage = item->image;
    if (info->dwMask & TBIF_STATE) info->fsState = item->state;
    if (info->dwMask & TBIF_STYLE) info->fsStyle = item->style;
    if (info->dwMask & TBIF_SIZE) info->cx = (WORD)(item->width ? item->width : item->rect.right - item->rect.left);
    if (info->dwMask & TBIF_LPARAM) info->lParam = item->data;
    if (info->dwMask & TBIF_COMMAND) info->idCommand = item->command;
    if (info->dwMask & TBIF_TEXT) text_put(unicode, tools_text(tools, item), info->pszText, info->cchText);
}

LRESULT tools_info(struct tools *tools, int command, TBBUTTONINFOW *info, BOOL unicode, BOOL set)
{
    if (!info || info->cbSize < sizeof(*info)) return set ? FALSE : -1;
    int index = info->dwMask & TBIF_BYINDEX ? command : tools_index(tools, command);
    if (index < 0 || index >= tools->count) return set ? FALSE : -1;
    struct tool *item = &tools->items[index];
    tools_layout(tools);
    if (!set) {
        read_info(tools, item, info, unicode);
        return index;
    }
    if (info->dwMask & TBIF_IMAGE) item->image = info->iImage;
    if (info->dwMask & TBIF_STATE) item->state = info->fsState;
    if (info->dwMask & TBIF_STYLE) item->style = info->fsStyle;
    if (info->dwMask & TBIF_SIZE) item->width = info->cx;
    if (info->dwMask & TBIF_LPARAM) item->data = info->lParam;
    if (info->dwMask & TBIF_COMMAND) item->command = info->idCommand;
    if (info->dwMask & TBIF_TEXT) {
        release(item->text);
        item->text = text_from(unicode, info->pszText);
    }
    tools_changed(tools);
    return TRUE;
}
