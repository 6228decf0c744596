/* The modal loop of menus: mouse and keyboard until something is chosen or given up. */
#include "menu.h"
#include "menu_popup.h"
#include "system_settings.h"

#define LEVEL_LIMIT 16
#define SHOW_TIMER  0x4d45

struct tracker {
    struct tracker *next;    /* of other threads, or one that this one interrupts */
    DWORD tid;
    struct menu_start start;
    HMENU levels[LEVEL_LIMIT]; /* 0: the bar or the first pop-up; the others are shown pop-ups */
    int count;
    BOOL ends, by_mouse;     /* by_mouse: the last selection */
    UINT chosen_id;
    HMENU chosen_menu;
    int chosen_position;
    BOOL button_seen;        /* a button went down over a menu: its going up chooses */
    int close_on_up;         /* bar item that was open when the button went down on it */
};
static struct tracker *trackers;

static struct menu *level_menu(const struct tracker *tracker, int level) { return menu_peek(tracker->levels[level]); }
static BOOL is_bar_level(const struct tracker *tracker, int level) { return !level && tracker->start.is_bar; }
static void notify(const struct tracker *tracker, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (!(tracker->start.flags & TPM_NONOTIFY)) SendMessageW(tracker->start.owner, message, wparam, lparam);
}

static void notify_selection(const struct tracker *tracker, const struct menu *menu, int position)
{
    const struct menu_item *item = position >= 0 && (UINT)position < menu->count ? &menu->items[position] : NULL;
    if (!item) {
        notify(tracker, WM_MENUSELECT, MAKEWPARAM(0, 0), (LPARAM)menu->handle);
        return;
    }
    UINT flags = (item->type | item->state | MF_HILITE | (item->submenu ? MF_POPUP : 0) |
                  (menu->is_system ? MF_SYSMENU : 0) | (tracker->by_mouse ? MF_MOUSESELECT : 0)) &
                 0xffff;
    notify(tracker, WM_MENUSELECT, MAKEWPARAM(item->submenu ? (UINT)position : item->id, flags), (LPARAM)menu->handle);
}

static void redraw(const struct tracker *tracker, int level, int position)
{
    struct menu *menu = level_menu(tracker, level);
    if (is_bar_level(tracker, level)) menu_bar_redraw(tracker->start.owner);
    else if (menu) menu_popup_redraw(menu, position);
}

static void close_levels(struct tracker *tracker, int from)
{
    while (tracker->count > from && tracker->count > (tracker->start.is_bar ? 1 : 0)) {
        HMENU handle = tracker->levels[--tracker->count];
        menu_popup_hide(handle);
        notify(tracker, WM_UNINITMENUPOPUP, (WPARAM)handle, menu_belongs_to_system(handle) ? MF_SYSMENU << 16 : 0);
    }
}

static void select_item(struct tracker *tracker, int level, int position)
{
    struct menu *menu = level_menu(tracker, level);
    if (!menu || menu->selected == position) return;
    int before = menu->selected;
    close_levels(tracker, level + 1);
    if (!(menu = level_menu(tracker, level))) return;
    if (before >= 0 && (UINT)before < menu->count) menu->items[before].state &= ~(UINT)MFS_HILITE;
    if (position >= 0 && (UINT)position < menu->count) menu->items[position].state |= MFS_HILITE;
    menu->selected = position;
    if (!is_bar_level(tracker, level)) menu_popup_scroll_to(menu, position);
    redraw(tracker, level, before);
    redraw(tracker, level, position);
    notify_selection(tracker, menu, position);
}

/* Shows the selected item's pop-up. */
static BOOL open_submenu(struct tracker *tracker, int level, BOOL select_first)
{
    struct menu *menu = level_menu(tracker, level);
    struct popup_place place = {.flags = tracker->start.flags & TPM_RIGHTALIGN ? 0 : TPM_LEFTALIGN};
    if (!menu || menu->selected < 0 || (UINT)menu->selected >= menu->count || level + 1 >= LEVEL_LIMIT) return FALSE;
    int position = menu->selected;
    struct menu_item *item = &menu->items[position];
    if (!item->submenu || !menu_item_is_enabled(item)) return FALSE;
    if (tracker->count > level + 1 && tracker->levels[level + 1] == item->submenu) return TRUE;
    close_levels(tracker, level + 1);
    HMENU handle = item->submenu;
    notify(tracker, WM_INITMENUPOPUP, (WPARAM)handle, MAKELPARAM(position, menu_belongs_to_system(handle)));
    if (!menu_peek(handle) || !menu_peek(tracker->levels[level])) return FALSE;
    GetMenuItemRect(tracker->start.owner, tracker->levels[level], (UINT)position, &place.exclude);
    place.beside = !is_bar_level(tracker, level);
    place.point = place.beside ? (POINT){place.exclude.right - MENU_BORDER, place.exclude.top - MENU_BORDER}
                               : (POINT){place.exclude.left, place.exclude.bottom};
    if (!menu_popup_show(handle, tracker->start.owner, &place)) return FALSE;
    tracker->levels[tracker->count++] = handle;
    if (select_first) {
        const struct menu *submenu = menu_peek(handle);
        int first = 0;
        while (submenu && (UINT)first < submenu->count && (submenu->items[first].type & MFT_SEPARATOR)) first++;
        if (submenu && (UINT)first < submenu->count) select_item(tracker, level + 1, first);
    }
    return TRUE;
}

static void choose(struct tracker *tracker, int level)
{
    struct menu *menu = level_menu(tracker, level);
    if (!menu || menu->selected < 0 || (UINT)menu->selected >= menu->count) return;
    const struct menu_item *item = &menu->items[menu->selected];
    if (item->submenu) {
        open_submenu(tracker, level, FALSE);
        return;
    }
    if (!menu_item_is_enabled(item) || (item->type & MFT_SEPARATOR)) return;
    tracker->chosen_menu = menu->handle;
    tracker->chosen_position = menu->selected;
    tracker->chosen_id = item->id;
    tracker->ends = TRUE;
}

/* --- the mouse --- */

/* The uppermost menu below the point, -1: none; and its item, -1: its border. */
static int hit(const struct tracker *tracker, POINT point, int *position)
{
    *position = -1;
    for (int level = tracker->count - 1; level >= 0; level--) {
        struct menu *menu = level_menu(tracker, level);
        RECT area;
        POINT origin;
        if (!menu) continue;
        if (is_bar_level(tracker, level)) {
            if (!menu_bar_rectangle(tracker->start.owner, &area)) continue;
            origin = window_origin(tracker->start.owner);
            OffsetRect(&area, origin.x, origin.y);
            origin = (POINT){area.left, area.top};
        } else {
            if (!menu->window) continue;
            GetWindowRect(menu->window, &area);
            origin = (POINT){area.left + MENU_BORDER, area.top + MENU_BORDER - menu->scroll};
        }
        if (!PtInRect(&area, point)) continue;
        *position = menu_item_at(menu, (POINT){point.x - origin.x, point.y - origin.y});
        return level;
    }
    return -1;
}

/* Pop-ups of pop-ups open after a moment, those of the bar at once, once one is open. */
static void mouse_moved(struct tracker *tracker, POINT point)
{
    int position, level = hit(tracker, point, &position);
    struct menu *top = tracker->count ? level_menu(tracker, tracker->count - 1) : NULL;
    if (level < 0 || position < 0) {
        if (top && !is_bar_level(tracker, tracker->count - 1)) select_item(tracker, tracker->count - 1, -1);
        return;
    }
    struct menu *menu = level_menu(tracker, level);
    if (!menu || menu->selected == position) return;
    BOOL bar = is_bar_level(tracker, level), was_open = tracker->count > 1;
    if (bar && !was_open && !tracker->start.by_mouse && menu->selected < 0) return;
    select_item(tracker, level, position);
    if (bar && was_open) open_submenu(tracker, level, FALSE);
    menu = level_menu(tracker, level);
    if (!bar && menu && menu->window) SetTimer(menu->window, SHOW_TIMER, user_setting(SPI_GETMENUSHOWDELAY), NULL);
}

static void show_timer(struct tracker *tracker, HWND window)
{
    KillTimer(window, SHOW_TIMER);
    for (int level = 0; level < tracker->count; level++) {
        struct menu *menu = level_menu(tracker, level);
        if (!menu || menu->window != window || level != tracker->count - 1) continue;
        open_submenu(tracker, level, FALSE);
        return;
    }
}

/* FALSE: outside of all menus. */
static BOOL button_down(struct tracker *tracker, POINT point)
{
    int position, level = hit(tracker, point, &position);
    if (level < 0) return FALSE;
    struct menu *menu = level_menu(tracker, level);
    BOOL open = tracker->count > level + 1;
    tracker->button_seen = TRUE;
    tracker->close_on_up = -1;
    if (!menu || position < 0) return level > 0 || !tracker->start.is_bar;
    if (is_bar_level(tracker, level) && open && menu->selected == position) {
        tracker->close_on_up = position;
        return TRUE;
    }
    select_item(tracker, level, position);
    open_submenu(tracker, level, FALSE);
    return TRUE;
}

static void button_up(struct tracker *tracker, POINT point)
{
    int position, level = hit(tracker, point, &position);
    struct menu *menu = level >= 0 ? level_menu(tracker, level) : NULL;
    if (!menu || position < 0) {
        if (tracker->start.is_bar && tracker->button_seen && level < 0)
            tracker->ends = TRUE; /* dragged out and let go */
        return;
    }
    if (is_bar_level(tracker, level) && tracker->close_on_up == position) {
        tracker->ends = TRUE;
        return;
    }
    if (menu->selected == position && (tracker->button_seen || level > 0)) choose(tracker, level);
    tracker->button_seen = TRUE;
}

/* --- the keyboard --- */

static void move_selection(struct tracker *tracker, int level, int step)
{
    struct menu *menu = level_menu(tracker, level);
    if (!menu || !menu->count) return;
    int count = (int)menu->count, position = menu->selected;
    if (position < 0) position = step > 0 ? -1 : count;
    for (int i = 0; i < count; i++) {
        position = (position + step + count) % count;
        if (!(menu->items[position].type & MFT_SEPARATOR)) break;
    }
    select_item(tracker, level, position);
}

/* To the neighbour in the bar, with its pop-up open if one was. */
static void move_in_bar(struct tracker *tracker, int step)
{
    BOOL was_open = tracker->count > 1;
    if (!tracker->start.is_bar) return;
    move_selection(tracker, 0, step);
    if (was_open) open_submenu(tracker, 0, TRUE);
}

static void escape(struct tracker *tracker)
{
    if (tracker->count > 1) close_levels(tracker, tracker->count - 1);
    else tracker->ends = TRUE;
}

static void key_pressed(struct tracker *tracker, WPARAM key)
{
    int level = tracker->count - 1;
    BOOL in_bar = is_bar_level(tracker, level);
    struct menu *menu = level_menu(tracker, level);
    switch (key) {
    case VK_MENU: case VK_F10: tracker->ends = TRUE; break;
    case VK_ESCAPE: escape(tracker); break;
    case VK_RETURN:
        if (menu && menu->selected >= 0) choose(tracker, level);
        else tracker->ends = TRUE;
        if (!tracker->ends && tracker->count - 1 > level) move_selection(tracker, level + 1, 1);
        break;
    case VK_DOWN:
        if (in_bar) open_submenu(tracker, level, TRUE);
        else move_selection(tracker, level, 1);
        break;
    case VK_UP:
        if (in_bar) open_submenu(tracker, level, TRUE);
        else move_selection(tracker, level, -1);
        break;
    case VK_HOME: case VK_END:
        if (menu) {
            menu->selected = menu->selected < 0 ? -1 : menu->selected;
            select_item(tracker, level, -1);
            move_selection(tracker, level, key == VK_HOME ? 1 : -1);
        }
        break;
    case VK_LEFT:
        if (!in_bar && level > 1) close_levels(tracker, level);
        else if (!in_bar && level == 1 && !tracker->start.is_bar) close_levels(tracker, level);
        else move_in_bar(tracker, -1);
        break;
    case VK_RIGHT:
        if (in_bar || !open_submenu(tracker, level, TRUE)) move_in_bar(tracker, 1);
        break;
    default: break;
    }
}

/* The next item (after that position, around) whose underlined character it is, or without such, that begins with it.
 */
int menu_find_mnemonic(const struct menu *menu, WCHAR character, int after, BOOL *is_only)
{
    WCHAR wanted = (WCHAR)(UINT_PTR)CharUpperW((LPWSTR)(UINT_PTR)character);
    int found = -1, matches = 0;
    for (int i = 1; i <= (int)menu->count; i++) {
        int position = (after + i + (int)menu->count) % (int)menu->count;
        const WCHAR *at = menu->items[position].text;
        while (at && *at && !(at[0] == '&' && at[1] && at[1] != '&')) at += at[0] == '&' && at[1] == '&' ? 2 : 1;
        if (!at || !*at || (WCHAR)(UINT_PTR)CharUpperW((LPWSTR)(UINT_PTR)at[1]) != wanted) continue;
        if (found < 0) found = position;
        matches++;
    }
    if (is_only) *is_only = matches == 1;
    return found;
}

static void character_typed(struct tracker *tracker, WCHAR character)
{
    int level = tracker->count - 1;
    struct menu *menu = level_menu(tracker, level);
    BOOL is_only = TRUE;
    if (!menu) return;
    int position = menu->count ? menu_find_mnemonic(menu, character, menu->selected, &is_only) : -1;
    if (position < 0) {
        LRESULT answer =
            SendMessageW(tracker->start.owner, WM_MENUCHAR,
                         MAKEWPARAM(character, menu->is_system ? MF_SYSMENU : MF_POPUP), (LPARAM)menu->handle);
        if (HIWORD(answer) == MNC_IGNORE) MessageBeep(0);
        if (HIWORD(answer) == MNC_CLOSE) tracker->ends = TRUE;
        if (HIWORD(answer) != MNC_SELECT && HIWORD(answer) != MNC_EXECUTE) return;
        position = LOWORD(answer);
        is_only = HIWORD(answer) == MNC_EXECUTE;
    }
    select_item(tracker, level, position);
    if (!is_only) return;
    choose(tracker, level);
    if (!tracker->ends && tracker->count - 1 > level) move_selection(tracker, level + 1, 1);
}

/* --- the loop --- */

/* FALSE: it is for somebody else */
static BOOL handle_message(struct tracker *tracker, const MSG *message)
{
    BOOL right = (tracker->start.flags & TPM_RIGHTBUTTON) != 0;
    tracker->by_mouse = message->message >= WM_MOUSEFIRST && message->message <= WM_MOUSELAST;
    switch (message->message) {
    case WM_MOUSEMOVE: mouse_moved(tracker, message->pt); return TRUE;
    case WM_LBUTTONDOWN: case WM_LBUTTONDBLCLK: case WM_RBUTTONDOWN: case WM_RBUTTONDBLCLK:
        if (!button_down(tracker, message->pt)) tracker->ends = TRUE;
        return TRUE;
    case WM_LBUTTONUP: button_up(tracker, message->pt); return TRUE;
    case WM_RBUTTONUP: if (right) button_up(tracker, message->pt); return TRUE;
    case WM_KEYDOWN: case WM_SYSKEYDOWN: key_pressed(tracker, message->wParam); return TRUE;
    case WM_CHAR: case WM_SYSCHAR:
        if (message->wParam >= ' ') character_typed(tracker, (WCHAR)message->wParam);
        return TRUE;
    case WM_KEYUP: case WM_SYSKEYUP: case WM_DEADCHAR: case WM_SYSDEADCHAR: return TRUE;
    case WM_TIMER:
        if (message->wParam != SHOW_TIMER) return FALSE;
        show_timer(tracker, message->hwnd);
        return TRUE;
    default: return message->message >= WM_MOUSEFIRST && message->message <= WM_MOUSELAST;
    }
}

static void loop(struct tracker *tracker)
{
    BOOL told_idle = FALSE;
    while (!tracker->ends && tracker->count && menu_peek(tracker->levels[0])) {
        MSG message;
        if (!PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) {
            const struct menu *top = level_menu(tracker, tracker->count - 1);
            if (!told_idle) notify(tracker, WM_ENTERIDLE, MSGF_MENU, (LPARAM)(top ? top->window : NULL));
            told_idle = TRUE;
            WaitMessage();
            if (queue_capture() != tracker->start.owner) return; /* somebody else wants the mouse: the menu gives up */
            continue;
        }
        told_idle = FALSE;
        if (message.message == WM_QUIT) {
            PostQuitMessage((int)message.wParam);
            return;
        }
        if (CallMsgFilterW(&message, MSGF_MENU)) continue;
        BOOL is_key = message.message == WM_KEYDOWN || message.message == WM_SYSKEYDOWN;
        if (!handle_message(tracker, &message)) {
            TranslateMessage(&message);
            DispatchMessageW(&message);
        } else if (is_key && !tracker->ends) { /* the key that closes the menu leaves no character behind */
            TranslateMessage(&message);
        }
        if (!window_shared(tracker->start.owner) || (!tracker->ends && queue_capture() != tracker->start.owner)) return;
    }
}

static BOOL open_first(struct tracker *tracker)
{
    const struct menu_start *start = &tracker->start;
    if (start->is_bar) {
        tracker->levels[tracker->count++] = start->menu;
        select_item(tracker, 0, start->item);
        if (start->open) open_submenu(tracker, 0, !start->by_mouse);
        tracker->button_seen = start->by_mouse;
        tracker->close_on_up = -1;
        return TRUE;
    }
    struct popup_place place = {start->point, start->flags, start->exclude, FALSE};
    notify(tracker, WM_INITMENUPOPUP, (WPARAM)start->menu, MAKELPARAM(0, menu_belongs_to_system(start->menu)));
    if (!menu_popup_show(start->menu, start->owner, &place)) return FALSE;
    tracker->levels[tracker->count++] = start->menu;
    return TRUE;
}

static void post_choice(const struct tracker *tracker)
{
    const struct menu *menu = menu_peek(tracker->chosen_menu);
    HWND owner = tracker->start.owner;
    if (!menu) return;
    if (menu->is_system)
        PostMessageW(owner, WM_SYSCOMMAND, tracker->chosen_id,
                     MAKELPARAM(tracker->start.point.x, tracker->start.point.y));
    else if (menu->style & MNS_NOTIFYBYPOS)
        PostMessageW(owner, WM_MENUCOMMAND, (WPARAM)tracker->chosen_position, (LPARAM)tracker->chosen_menu);
    else PostMessageW(owner, WM_COMMAND, MAKEWPARAM(tracker->chosen_id, 0), 0);
}

static void set_tracker(struct tracker *tracker, BOOL on)
{
    user_lock();
    struct tracker **at = &trackers;
    if (on) {
        tracker->next = trackers;
        trackers = tracker;
    } else {
        while (*at && *at != tracker) at = &(*at)->next;
        if (*at) *at = tracker->next;
    }
    user_unlock();
}

static void unselect_bar(const struct menu_start *start)
{
    struct menu *bar = menu_peek(start->menu);
    if (!bar) return;
    for (UINT i = 0; i < bar->count; i++) bar->items[i].state &= ~(UINT)MFS_HILITE;
    bar->selected = -1;
    menu_bar_redraw(start->owner);
}

int menu_track(const struct menu_start *start)
{
    struct tracker tracker = {
        .tid = GetCurrentThreadId(), .start = *start, .close_on_up = -1, .by_mouse = start->by_mouse};
    BOOL is_system = menu_belongs_to_system(start->menu), is_popup = !start->is_bar;
    HWND owner = start->owner;
    if (queue_capture()) ReleaseCapture();
    notify(&tracker, WM_ENTERMENULOOP, is_popup && !is_system, 0);
    SendMessageW(owner, WM_SETCURSOR, (WPARAM)owner, MAKELPARAM(HTCAPTION, 0));
    notify(&tracker, WM_INITMENU, (WPARAM)start->menu, 0);
    win_event(is_popup ? EVENT_SYSTEM_MENUPOPUPSTART : EVENT_SYSTEM_MENUSTART, owner, OBJID_MENU, 0);
    SetCapture(owner);
    queue_set_menu(owner, GUI_INMENUMODE | (is_system ? GUI_SYSTEMMENUMODE : is_popup ? GUI_POPUPMENUMODE : 0));
    set_tracker(&tracker, TRUE);
    BOOL shown = menu_peek(start->menu) && open_first(&tracker);
    if (shown) loop(&tracker);
    set_tracker(&tracker, FALSE);
    queue_set_menu(NULL, 0);
    close_levels(&tracker, 0);
    if (start->is_bar) unselect_bar(start);
    if (queue_capture() == owner) ReleaseCapture();
    notify(&tracker, WM_MENUSELECT, MAKEWPARAM(0, 0xffff), 0);
    notify(&tracker, WM_EXITMENULOOP, is_popup && !is_system, 0);
    win_event(is_popup ? EVENT_SYSTEM_MENUPOPUPEND : EVENT_SYSTEM_MENUEND, owner, OBJID_MENU, 0);
    if (start->flags & TPM_RETURNCMD) return tracker.chosen_menu ? (int)tracker.chosen_id : 0;
    if (tracker.chosen_menu) post_choice(&tracker);
    return shown;
}

BOOL WINAPI EndMenu(void)
{
    DWORD tid = GetCurrentThreadId();
    BOOL found = FALSE;
    user_lock();
    for (struct tracker *tracker = trackers; tracker && !found; tracker = tracker->next)
        if (tracker->tid == tid) tracker->ends = found = TRUE;
    user_unlock();
    return found;
}

static BOOL is_tracking(void)
{
    BOOL found = FALSE;
    user_lock();
    for (const struct tracker *tracker = trackers; tracker; tracker = tracker->next)
        found |= tracker->tid == GetCurrentThreadId();
    user_unlock();
    return found;
}

BOOL WINAPI TrackPopupMenuEx(HMENU menu, UINT flags, int x, int y, HWND owner, LPTPMPARAMS parameters)
{
    struct menu_start start = {.owner = owner, .menu = menu, .flags = flags, .point = {x, y}, .item = -1};
    if (!menu_get(menu)) return FALSE;
    if (!window_own_or_error(owner)) return FALSE;
    if (parameters && parameters->cbSize != sizeof(*parameters)) return set_user_error(ERROR_INVALID_PARAMETER);
    if (is_tracking() && !(flags & TPM_RECURSE)) return set_user_error(ERROR_POPUP_ALREADY_ACTIVE);
    if (parameters) start.exclude = parameters->rcExclude;
    return menu_track(&start);
}

BOOL WINAPI TrackPopupMenu(HMENU menu, UINT flags, int x, int y, int reserved, HWND owner, const RECT *unused)
{
    (void)reserved, (void)unused;
    return TrackPopupMenuEx(menu, flags, x, y, owner, NULL);
}
