/* Window Classes: registration, look-up, class longs. */
#include "user_private.h"

#define LONGEST_NAME 255
#define MOST_EXTRA   4096

static struct window_class *classes;
static BOOL builtins_registered;

/* --- names --- */

ATOM atom_global(LPCWSTR name)
{
    struct request_atom_add_in in = {0};
    struct request_atom_add_out out = {0};
    SIZE_T length = wcslen(name);
    if (!length || length > LONGEST_NAME) return (ATOM)set_user_error(ERROR_INVALID_PARAMETER);
    NTSTATUS status = server_call_data(request_code_atom_add, &in, sizeof(in), name, (uint32_t)(length * sizeof(WCHAR)),
                                       &out, sizeof(out), NULL, 0, NULL);
    if (!NT_SUCCESS(status)) return (ATOM)set_server_error(status);
    return (ATOM)out.atom;
}

static BOOL is_atom(LPCWSTR name) { return (ULONG_PTR)name >> 16 == 0; }

static BOOL names_equal(LPCWSTR a, LPCWSTR b)
{
    while (*a && RtlUpcaseUnicodeChar(*a) == RtlUpcaseUnicodeChar(*b)) a++, b++;
    return RtlUpcaseUnicodeChar(*a) == RtlUpcaseUnicodeChar(*b);
}

LPCWSTR class_name(const struct window_class *class) { return class->name; }

/* A module is named by its handle; NULL in a call means the program itself. */
static HINSTANCE module_of(HINSTANCE instance) { return instance ? instance : (HINSTANCE)GetModuleHandleW(NULL); }

static BOOL class_is(const struct window_class *class, LPCWSTR name)
{
    return is_atom(name) ? class->atom == (ATOM)(ULONG_PTR)name : names_equal(class->name, name);
}

/* In Windows' order: the module's own classes, global ones of the process, those of the system. */
struct window_class *class_find_locked(LPCWSTR name, HINSTANCE instance)
{
    struct window_class *global = NULL, *of_system = NULL;
    if (!builtins_registered) {
        builtins_registered = TRUE;
        builtin_classes_register_locked();
    }
    for (struct window_class *each = classes; each; each = each->next) {
        if (each->is_removed || !class_is(each, name)) continue;
        if (!each->instance) of_system = each;
        else if (each->instance == instance) return each;
        else if (each->is_global) global = each;
    }
    return global ? global : of_system;
}

struct window_class *class_reference(LPCWSTR name, HINSTANCE instance)
{
    user_lock();
    struct window_class *class = class_find_locked(name, module_of(instance));
    if (class) class->windows++;
    user_unlock();
    if (!class) SetLastError(ERROR_CANNOT_FIND_WND_CLASS);
    return class;
}

static void class_free(struct window_class *class)
{
    if (!is_atom(class->menu_name)) heap_free(class->menu_name);
    heap_free(class->menu_name_ansi);
    heap_free(class->extra);
    heap_free(class);
}

void class_release(struct window_class *class)
{
    user_lock();
    class->windows--;
    user_unlock();
}

/* --- registration --- */

static struct window_class *class_new(LPCWSTR name, int extra)
{
    SIZE_T length = wcslen(name);
    struct window_class *class = heap_allocate_zeroed(sizeof(*class) + (length + 1) * sizeof(WCHAR));
    if (!class) return NULL;
    memcpy(class->name, name, (length + 1) * sizeof(WCHAR));
    class->class_extra = extra;
    if (extra && !(class->extra = heap_allocate_zeroed((SIZE_T)extra))) {
        heap_free(class);
        return NULL;
    }
    return class;
}

/* What a class of the system is called in CreateWindow as an atom. */
static ATOM fixed_atom(LPCWSTR name)
{
    if (name[0] != '#') return 0;
    ATOM atom = 0;
    for (name++; *name >= '0' && *name <= '9'; name++) atom = (ATOM)(atom * 10 + *name - '0');
    return *name ? 0 : atom;
}

static void set_menu_name(struct window_class *class, LPCWSTR menu)
{
    class->menu_name = (LPWSTR)menu;
    if (is_atom(menu)) return;
    SIZE_T size = (wcslen(menu) + 1) * sizeof(WCHAR);
    class->menu_name = heap_allocate(size);
    if (class->menu_name) memcpy(class->menu_name, menu, size);
    class->menu_name_ansi = ansi_from_wide(menu, -1);
}

static ATOM class_register(const WNDCLASSEXW *given, LPCWSTR name, LPCWSTR menu, BOOL is_unicode, BOOL of_system)
{
    if (given->cbClsExtra < 0 || given->cbWndExtra < 0 || given->cbClsExtra > MOST_EXTRA ||
        given->cbWndExtra > MOST_EXTRA)
        return (ATOM)set_user_error(ERROR_INVALID_PARAMETER);
    WCHAR atom_text[LONGEST_NAME + 1];
    if (is_atom(name)) {
        if (!GlobalGetAtomNameW((ATOM)(ULONG_PTR)name, atom_text, COUNT_OF(atom_text)) &&
            !GetAtomNameW((ATOM)(ULONG_PTR)name, atom_text, COUNT_OF(atom_text)))
            return (ATOM)set_user_error(ERROR_INVALID_PARAMETER);
        name = atom_text;
    }
    HINSTANCE instance = of_system ? NULL : module_of(given->hInstance);
    ATOM atom = of_system ? fixed_atom(name) : 0;
    if (!atom && !(atom = atom_global(name))) return 0;
    struct window_class *class = class_new(name, given->cbClsExtra);
    if (!class) return (ATOM)set_user_error(ERROR_NOT_ENOUGH_MEMORY);
    class->atom = atom;
    class->instance = instance;
    class->is_global = (given->style & CS_GLOBALCLASS) || of_system;
    class->is_unicode = is_unicode;
    class->procedure = procedure_resolve(given->lpfnWndProc, &class->is_unicode);
    class->style = given->style;
    class->window_extra = given->cbWndExtra;
    class->icon = given->hIcon;
    class->small_icon = given->hIconSm;
    class->cursor = given->hCursor;
    class->background = given->hbrBackground;
    set_menu_name(class, menu);
    user_lock();
    struct window_class *other = of_system ? NULL : class_find_locked(name, instance);
    BOOL exists = other && (other->instance == instance || (other->is_global && class->is_global && other->instance));
    if (!exists) {
        class->next = classes;
        classes = class;
    }
    user_unlock();
    if (!exists) return atom;
    class_free(class);
    return (ATOM)set_user_error(ERROR_CLASS_ALREADY_EXISTS);
}

ATOM class_register_builtin(const struct builtin_class *builtin); /* builtin_classes.c */

ATOM class_register_builtin(const struct builtin_class *builtin)
{
    WNDCLASSEXW class = {.cbSize = sizeof(class),
                         .style = builtin->style,
                         .lpfnWndProc = builtin->procedure,
                         .cbWndExtra = builtin->window_extra,
                         .hbrBackground = (HBRUSH)(ULONG_PTR)builtin->background};
    if (builtin->cursor) class.hCursor = LoadCursorW(NULL, MAKEINTRESOURCEW(builtin->cursor));
    return class_register(&class, builtin->name, NULL, TRUE, TRUE);
}

ATOM WINAPI RegisterClassExW(const WNDCLASSEXW *class)
{
    if (!class || class->cbSize != sizeof(*class) || !class->lpszClassName)
        return (ATOM)set_user_error(ERROR_INVALID_PARAMETER);
    return class_register(class, class->lpszClassName, class->lpszMenuName, TRUE, FALSE);
}

ATOM WINAPI RegisterClassExA(const WNDCLASSEXA *class)
{
    if (!class || class->cbSize != sizeof(*class) || !class->lpszClassName)
        return (ATOM)set_user_error(ERROR_INVALID_PARAMETER);
    BOOL name_is_text = !is_atom((LPCWSTR)class->lpszClassName), menu_is_text = !is_atom((LPCWSTR)class->lpszMenuName);
    WCHAR *name = name_is_text ? wide_from_ansi(class->lpszClassName, -1) : (WCHAR *)class->lpszClassName;
    WCHAR *menu = menu_is_text ? wide_from_ansi(class->lpszMenuName, -1) : (WCHAR *)class->lpszMenuName;
    ATOM atom = name ? class_register((const WNDCLASSEXW *)class, name, menu, FALSE, FALSE) : 0;
    if (name_is_text) heap_free(name);
    if (menu_is_text) heap_free(menu);
    return atom;
}

/* WNDCLASS is WNDCLASSEX without its first and last member. */
#define REGISTER_SHORT(kind) \
    ATOM WINAPI RegisterClass##kind(const WNDCLASS##kind *class) \
    { \
        if (!class) return (ATOM)set_user_error(ERROR_INVALID_PARAMETER); \
        WNDCLASSEX##kind extended = {.cbSize = sizeof(extended), .style = class->style, .lpfnWndProc = class->lpfnWndProc, .cbClsExtra = class->cbClsExtra, \
                                     .cbWndExtra = class->cbWndExtra, .hInstance = class->hInstance, .hIcon = class->hIcon, .hCursor = class->hCursor, \
                                     .hbrBackground = class->hbrBackground, .lpszMenuName = class->lpszMenuName, .lpszClassName = class->lpszClassName}; \
        return RegisterClassEx##kind(&extended); \
    }
REGISTER_SHORT(W)
REGISTER_SHORT(A)

BOOL WINAPI UnregisterClassW(LPCWSTR name, HINSTANCE instance)
{
    if (!name) return set_user_error(ERROR_INVALID_PARAMETER);
    DWORD error = ERROR_SUCCESS;
    user_lock();
    struct window_class *class = class_find_locked(name, module_of(instance));
    if (!class || class->instance != module_of(instance)) error = ERROR_CLASS_DOES_NOT_EXIST;
    else if (class->windows) error = ERROR_CLASS_HAS_WINDOWS;
    else
        class->is_removed = TRUE; /* its memory stays: programs may register it again and again, but only a few times */
    if (!error) {
        struct window_class **place = &classes;
        while (*place != class) place = &(*place)->next;
        *place = class->next;
        class_free(class);
    }
    user_unlock();
    return error ? set_user_error(error) : TRUE;
}

BOOL WINAPI UnregisterClassA(LPCSTR name, HINSTANCE instance)
{
    if (is_atom((LPCWSTR)name)) return UnregisterClassW((LPCWSTR)name, instance);
    WCHAR *wide = wide_from_ansi(name, -1);
    BOOL done = wide && UnregisterClassW(wide, instance);
    heap_free(wide);
    return done;
}

/* --- questions --- */

/* Fills everything but the two strings, which the caller's kind decides. Returns the atom, 0:
 * ERROR_CLASS_DOES_NOT_EXIST. */
static ATOM class_info(HINSTANCE instance, LPCWSTR name, WNDCLASSEXW *info, BOOL wants_unicode, LPSTR *menu_ansi)
{
    user_lock();
    struct window_class *class = class_find_locked(name, instance ? instance : module_of(NULL));
    ATOM atom = class ? class->atom : 0;
    if (class) {
        info->style = class->style;
        info->lpfnWndProc = procedure_for(class->procedure, class->is_unicode, wants_unicode);
        info->cbClsExtra = class->class_extra;
        info->cbWndExtra = class->window_extra;
        info->hInstance = class->instance ? instance : NULL;
        info->hIcon = class->icon;
        info->hIconSm = class->small_icon;
        info->hCursor = class->cursor;
        info->hbrBackground = class->background;
        info->lpszMenuName = class->menu_name;
        *menu_ansi = is_atom(class->menu_name) ? (LPSTR)class->menu_name : class->menu_name_ansi;
    }
    user_unlock();
    if (!atom) SetLastError(ERROR_CLASS_DOES_NOT_EXIST);
    return atom;
}

BOOL WINAPI GetClassInfoExW(HINSTANCE instance, LPCWSTR name, LPWNDCLASSEXW info)
{
    LPSTR menu_ansi;
    if (!name || !info) return set_user_error(ERROR_NOACCESS);
    ATOM atom = class_info(instance, name, info, TRUE, &menu_ansi);
    if (atom) info->lpszClassName = name;
    return atom;
}

BOOL WINAPI GetClassInfoExA(HINSTANCE instance, LPCSTR name, LPWNDCLASSEXA info)
{
    LPSTR menu_ansi = NULL;
    if (!name || !info) return set_user_error(ERROR_NOACCESS);
    WCHAR *wide = is_atom((LPCWSTR)name) ? (WCHAR *)name : wide_from_ansi(name, -1);
    ATOM atom = wide ? class_info(instance, wide, (WNDCLASSEXW *)info, FALSE, &menu_ansi) : 0;
    if ((LPCSTR)wide != name) heap_free(wide);
    if (atom) {
        info->lpszMenuName = menu_ansi;
        info->lpszClassName = name;
    }
    return atom;
}

#define GET_SHORT(kind, text) \
    BOOL WINAPI GetClassInfo##kind(HINSTANCE instance, text name, LPWNDCLASS##kind info) \
    { \
        WNDCLASSEX##kind extended = {0}; \
        if (!info) return set_user_error(ERROR_NOACCESS); \
        ATOM atom = (ATOM)GetClassInfoEx##kind(instance, name, &extended); \
        if (!atom) return FALSE; \
        *info = (WNDCLASS##kind){extended.style, extended.lpfnWndProc, extended.cbClsExtra, extended.cbWndExtra, extended.hInstance, extended.hIcon, \
                                 extended.hCursor, extended.hbrBackground, extended.lpszMenuName, extended.lpszClassName}; \
        return atom; \
    }
GET_SHORT(W, LPCWSTR)
GET_SHORT(A, LPCSTR)

int WINAPI GetClassNameW(HWND window, LPWSTR buffer, int capacity)
{
    struct window_record record;
    if (!window_read(window, &record)) return 0;
    if (capacity <= 0 || !buffer) return set_user_error(ERROR_INSUFFICIENT_BUFFER);
    struct window *own = window_own(window);
    WCHAR name[LONGEST_NAME + 1] = L"";
    if (own) {
        lstrcpynW(name, class_name(own->class), COUNT_OF(name));
    } else if (record.class_atom >= 32768 && record.class_atom <= 32772) {
        wsprintfW(name, L"#%u", record.class_atom);
    } else {
        struct request_atom_name_in in = {.atom = record.class_atom};
        struct request_atom_name_out out;
        uint32_t size = 0;
        server_call_data(request_code_atom_name, &in, sizeof(in), NULL, 0, &out, sizeof(out), name,
                         sizeof(name) - sizeof(WCHAR), &size);
        name[min(size / sizeof(WCHAR), LONGEST_NAME)] = 0;
    }
    lstrcpynW(buffer, name, capacity);
    return lstrlenW(buffer);
}

int WINAPI GetClassNameA(HWND window, LPSTR buffer, int capacity)
{
    WCHAR name[LONGEST_NAME + 1];
    if (!GetClassNameW(window, name, COUNT_OF(name))) return 0;
    if (capacity <= 0 || !buffer) return set_user_error(ERROR_INSUFFICIENT_BUFFER);
    char *ansi = ansi_from_wide(name, -1);
    lstrcpynA(buffer, ansi ? ansi : "", capacity);
    heap_free(ansi);
    return lstrlenA(buffer);
}

UINT WINAPI RealGetWindowClassW(HWND window, LPWSTR buffer, UINT capacity)
{
    return (UINT)GetClassNameW(window, buffer, (int)capacity);
}
UINT WINAPI RealGetWindowClassA(HWND window, LPSTR buffer, UINT capacity)
{
    return (UINT)GetClassNameA(window, buffer, (int)capacity);
}

/* --- class longs --- */

/* FALSE with ERROR_INVALID_INDEX: these extra bytes do not exist. */
static BOOL class_extra_range(const struct window_class *class, int offset, int size)
{
    if (offset >= 0 && offset <= class->class_extra - size) return TRUE;
    return set_user_error(ERROR_INVALID_INDEX);
}

static ULONG_PTR class_long(HWND hwnd, int offset, int size, BOOL wants_unicode, BOOL set, ULONG_PTR value)
{
    struct window *window = window_own_or_error(hwnd);
    if (!window) return 0;
    struct window_class *class = window->class;
    ULONG_PTR old = 0;
#define MEMBER(name, type) \
    old = (ULONG_PTR)class->name; \
    if (set) class->name = (type)value; \
    return old
    switch (offset) {
    case GCLP_HICON: MEMBER(icon, HICON);
    case GCLP_HICONSM: MEMBER(small_icon, HICON);
    case GCLP_HCURSOR: MEMBER(cursor, HCURSOR);
    case GCLP_HBRBACKGROUND: MEMBER(background, HBRUSH);
    case GCL_STYLE: MEMBER(style, UINT);
    case GCL_CBWNDEXTRA: MEMBER(window_extra, int);
    case GCL_CBCLSEXTRA:
        if (set) return (ULONG_PTR)set_user_error(ERROR_INVALID_PARAMETER);
        return (ULONG_PTR)class->class_extra;
    case GCLP_HMODULE: MEMBER(instance, HINSTANCE);
    case GCW_ATOM: return class->atom;
    case GCLP_MENUNAME:
        old = wants_unicode || is_atom(class->menu_name) ? (ULONG_PTR) class->menu_name
                                                         : (ULONG_PTR) class->menu_name_ansi;
        if (set) {
            WCHAR *wide = wants_unicode || is_atom((LPCWSTR)value) ? (WCHAR *)value : wide_from_ansi((LPCSTR)value, -1);
            set_menu_name(class, wide); /* the old text stays: the program was given it */
            if ((ULONG_PTR)wide != value) heap_free(wide);
        }
        return old;
    case GCLP_WNDPROC:
        old = (ULONG_PTR)procedure_for(class->procedure, class->is_unicode, wants_unicode);
        if (set) {
            class->is_unicode = wants_unicode;
            class->procedure = procedure_resolve((WNDPROC)value, &class->is_unicode);
        }
        return old;
    }
#undef MEMBER
    if (!class_extra_range(class, offset, size)) return 0;
    memcpy(&old, class->extra + offset, (SIZE_T)size);
    if (set) memcpy(class->extra + offset, &value, (SIZE_T)size);
    return old;
}

DWORD WINAPI GetClassLongW(HWND window, int offset) { return (DWORD)class_long(window, offset, 4, TRUE, FALSE, 0); }
DWORD WINAPI GetClassLongA(HWND window, int offset) { return (DWORD)class_long(window, offset, 4, FALSE, FALSE, 0); }
DWORD WINAPI SetClassLongW(HWND window, int offset, LONG value)
{
    return (DWORD)class_long(window, offset, 4, TRUE, TRUE, (ULONG_PTR)value);
}
DWORD WINAPI SetClassLongA(HWND window, int offset, LONG value)
{
    return (DWORD)class_long(window, offset, 4, FALSE, TRUE, (ULONG_PTR)value);
}
WORD WINAPI GetClassWord(HWND window, int offset) { return (WORD)class_long(window, offset, 2, TRUE, FALSE, 0); }
WORD WINAPI SetClassWord(HWND window, int offset, WORD value)
{
    if (offset < 0) return (WORD)set_user_error(ERROR_INVALID_INDEX);
    return (WORD)class_long(window, offset, 2, TRUE, TRUE, value);
}
#ifdef _WIN64
ULONG_PTR WINAPI GetClassLongPtrW(HWND window, int offset) { return class_long(window, offset, 8, TRUE, FALSE, 0); }
ULONG_PTR WINAPI GetClassLongPtrA(HWND window, int offset) { return class_long(window, offset, 8, FALSE, FALSE, 0); }
ULONG_PTR WINAPI SetClassLongPtrW(HWND window, int offset, LONG_PTR value)
{
    return class_long(window, offset, 8, TRUE, TRUE, (ULONG_PTR)value);
}
ULONG_PTR WINAPI SetClassLongPtrA(HWND window, int offset, LONG_PTR value)
{
    return class_long(window, offset, 8, FALSE, TRUE, (ULONG_PTR)value);
}
#endif
