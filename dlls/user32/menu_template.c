/* Menus from resources: both kinds of template. */
#include "drawing.h"
#include "menu.h"

#define ITEM_LIMIT  4096
#define DEPTH_LIMIT 32
#define END_FLAG    0x80
#define POPUP_FLAG_EX 1

/* What is left to be read; nothing is read beyond its end. */
struct reader { const BYTE *base; SIZE_T at, size; UINT items; BOOL failed; };

static DWORD read_number(struct reader *reader, SIZE_T bytes)
{
    DWORD value = 0;
    if (reader->size - reader->at < bytes) {
        reader->failed = TRUE;
        return 0;
    }
    memcpy(&value, reader->base + reader->at, bytes);
    reader->at += bytes;
    return value;
}

static void align(struct reader *reader)
{
    SIZE_T at = (reader->at + 3) & ~(SIZE_T)3;
    reader->at = min(at, reader->size);
}

/* A copy, as the resource need not be aligned. NULL: failed */
static WCHAR *read_text(struct reader *reader)
{
    SIZE_T units = 0, limit = (reader->size - reader->at) / sizeof(WCHAR);
    const BYTE *start = reader->base + reader->at;
    while (units < limit && (start[2 * units] || start[2 * units + 1])) units++;
    WCHAR *text = units < limit ? heap_allocate((units + 1) * sizeof(WCHAR)) : NULL;
    if (!text) {
        reader->failed = TRUE;
        return NULL;
    }
    memcpy(text, start, (units + 1) * sizeof(WCHAR));
    reader->at += (units + 1) * sizeof(WCHAR);
    return text;
}

static HMENU read_items(struct reader *reader, BOOL is_popup, int depth);
static HMENU read_extended_items(struct reader *reader, BOOL is_popup, int depth);

static BOOL read_item(struct reader *reader, HMENU menu, int depth)
{
    UINT flags = read_number(reader, sizeof(WORD)), id = flags & MF_POPUP ? 0 : read_number(reader, sizeof(WORD));
    WCHAR *text = read_text(reader);
    HMENU submenu = NULL;
    if (text && (flags & MF_POPUP)) submenu = read_items(reader, TRUE, depth + 1);
    if (text && !reader->failed) {
        if (submenu) AppendMenuW(menu, flags & ~(UINT)END_FLAG, (UINT_PTR)submenu, text);
        else AppendMenuW(menu, flags & ~(UINT)END_FLAG, id, *text || (flags & MF_OWNERDRAW) ? text : NULL);
    } else if (submenu) {
        DestroyMenu(submenu);
    }
    heap_free(text);
    return !(flags & END_FLAG) && !reader->failed;
}

static HMENU begin_items(struct reader *reader, BOOL is_popup, int depth)
{
    HMENU menu = depth < DEPTH_LIMIT ? menu_create(is_popup) : NULL;
    if (!menu) reader->failed = TRUE;
    return menu;
}

static HMENU read_items(struct reader *reader, BOOL is_popup, int depth)
{
    HMENU menu = begin_items(reader, is_popup, depth);
    while (menu && reader->items++ < ITEM_LIMIT && read_item(reader, menu, depth)) continue;
    return menu;
}

static BOOL read_extended_item(struct reader *reader, HMENU menu, int depth)
{
    MENUITEMINFOW info = {.cbSize = sizeof(info), .fMask = MIIM_FTYPE | MIIM_STATE | MIIM_ID | MIIM_STRING};
    align(reader);
    info.fType = read_number(reader, sizeof(DWORD));
    info.fState = read_number(reader, sizeof(DWORD));
    info.wID = read_number(reader, sizeof(DWORD));
    UINT flags = read_number(reader, sizeof(WORD));
    WCHAR *text = info.dwTypeData = read_text(reader);
    DWORD help = 0;
    align(reader);
    if (text && (flags & POPUP_FLAG_EX)) {
        help = read_number(reader, sizeof(DWORD));
        info.hSubMenu = read_extended_items(reader, TRUE, depth + 1);
        info.fMask |= MIIM_SUBMENU;
    }
    if (text && !reader->failed) {
        if (!*text && !info.hSubMenu) info.fType |= MFT_SEPARATOR;
        InsertMenuItemW(menu, NO_ITEM, TRUE, &info);
        if (help && info.hSubMenu) SetMenuContextHelpId(info.hSubMenu, help);
    } else if (info.hSubMenu) {
        DestroyMenu(info.hSubMenu);
    }
    heap_free(text);
    return !(flags & END_FLAG) && !reader->failed;
}

static HMENU read_extended_items(struct reader *reader, BOOL is_popup, int depth)
{
    HMENU menu = begin_items(reader, is_popup, depth);
    while (menu && reader->items++ < ITEM_LIMIT && read_extended_item(reader, menu, depth)) continue;
    return menu;
}

HMENU menu_from_template(const BYTE *data, SIZE_T size)
{
    struct reader reader = {data, 0, size, 0, FALSE};
    HMENU menu = NULL;
    UINT version = read_number(&reader, sizeof(WORD)), offset = read_number(&reader, sizeof(WORD));
    reader.at = min(reader.at + offset, size);
    if (version == 0) menu = read_items(&reader, FALSE, 0);
    else if (version == 1) menu = read_extended_items(&reader, FALSE, 0);
    else reader.failed = TRUE;
    if (!reader.failed) return menu;
    if (menu) DestroyMenu(menu);
    return set_user_error(ERROR_INVALID_DATA), NULL;
}

/* The size is not given: all memory that can be read may belong to it. */
HMENU WINAPI LoadMenuIndirectW(const MENUTEMPLATEW *data)
{
    MEMORY_BASIC_INFORMATION memory;
    if (!data || !VirtualQuery(data, &memory, sizeof(memory)) || memory.State != MEM_COMMIT)
        return set_user_error(ERROR_INVALID_PARAMETER), NULL;
    return menu_from_template((const BYTE *)data,
                              (SIZE_T)((BYTE *)memory.BaseAddress + memory.RegionSize - (const BYTE *)data));
}

/* Templates are UTF-16 in both. */
HMENU WINAPI LoadMenuIndirectA(const MENUTEMPLATEA *data) { return LoadMenuIndirectW(data); }

HMENU WINAPI LoadMenuW(HINSTANCE module, LPCWSTR name)
{
    HRSRC resource = FindResourceW(module, name, (LPCWSTR)RT_MENU);
    const BYTE *data = resource ? LockResource(LoadResource(module, resource)) : NULL;
    return data ? menu_from_template(data, SizeofResource(module, resource)) : NULL;
}

HMENU WINAPI LoadMenuA(HINSTANCE module, LPCSTR name)
{
    if (IS_INTRESOURCE(name)) return LoadMenuW(module, (LPCWSTR)name);
    WCHAR *wide = wide_copy(name, -1, NULL);
    HMENU menu = wide ? LoadMenuW(module, wide) : NULL;
    heap_free(wide);
    return menu;
}
