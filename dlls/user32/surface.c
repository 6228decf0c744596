/* Surfaces: the shared memory that a top-level window and its children draw into. One is made when it is first drawn on
 * or shown, and replaced by a larger one when the window outgrows it. */
#include "user_private.h"

#define LARGEST 0x7fffu /* the server's limit as well */
#define GRAIN 128u /* sizes are rounded up, so that dragging a border does not make a surface for each pixel */

static void unmap(struct surface_header *header)
{
    if (header) NtUnmapViewOfSection(NtCurrentProcess(), header);
}

static struct surface_header *map_section(HANDLE section)
{
    PVOID base = NULL;
    SIZE_T size = 0;
    NTSTATUS status =
        NtMapViewOfSection(section, NtCurrentProcess(), &base, 0, 0, NULL, &size, ViewUnmap, 0, PAGE_READWRITE);
    return NT_SUCCESS(status) ? base : NULL;
}

static void name_surface(WCHAR *buffer, uint32_t handle, uint32_t serial)
{
    wsprintfW(buffer, L"\\Winrun\\Surface-%x-%x", handle, serial);
}

static struct surface_header *make_surface(uint32_t handle, uint32_t serial, uint32_t width, uint32_t height,
                                           HANDLE *kept)
{
    WCHAR text[64];
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    HANDLE section;
    LARGE_INTEGER size = {.QuadPart = SURFACE_PIXELS_OFFSET + 4ll * width * height};
    name_surface(text, handle, serial);
    RtlInitUnicodeString(&name, text);
    InitializeObjectAttributes(&attributes, &name, 0, NULL, NULL);
    if (!NT_SUCCESS(
            NtCreateSection(&section, SECTION_ALL_ACCESS, &attributes, &size, PAGE_READWRITE, SEC_COMMIT, NULL)))
        return NULL;
    struct surface_header *header = map_section(section);
    if (header) {
        *header =
            (struct surface_header){.magic = SURFACE_MAGIC, .width = width, .height = height, .stride = 4 * width};
        struct request_window_surface_in in = {.handle = handle, .serial = serial, .width = width, .height = height};
        struct request_window_surface_out out;
        if (!NT_SUCCESS(SERVER_CALL(window_surface, &in, &out))) {
            unmap(header);
            header = NULL;
        }
    }
    if (header) *kept = section; /* winrun-desktop opens it by its name, which lives as long as a handle */
    else NtClose(section);
    return header;
}

static void copy_pixels(struct surface_header *to, const struct surface_header *from)
{
    uint32_t width = min(to->width, from->width), height = min(to->height, from->height);
    for (uint32_t y = 0; y < height; y++)
        memcpy((BYTE *)to + SURFACE_PIXELS_OFFSET + (SIZE_T)y * to->stride,
               (const BYTE *)from + SURFACE_PIXELS_OFFSET + (SIZE_T)y * from->stride, 4 * width);
}

static uint32_t round_up(uint32_t size) { return min((max(size, 1u) + GRAIN - 1) / GRAIN * GRAIN, LARGEST); }

struct surface_header *window_surface(HWND top_level, uint32_t width, uint32_t height)
{
    struct window *window = window_own(top_level);
    if (!window || width > LARGEST || height > LARGEST) return NULL;
    user_lock();
    struct surface_header *old = window->surface;
    if (!old || old->width < width || old->height < height) {
        uint32_t new_width = round_up(old ? max(width, old->width) : width),
                 new_height = round_up(old ? max(height, old->height) : height);
        HANDLE section;
        struct surface_header *made =
            make_surface(handle_value(window->handle), window->surface_serial + 1, new_width, new_height, &section);
        if (made) {
            if (window->surface_section) NtClose(window->surface_section);
            window->surface_section = section;
            window->surface_serial++;
            window->surface = made;
            if (old) copy_pixels(made, old);
        }
    }
    struct surface_header *now = window->surface;
    user_unlock();
    if (old && now != old) {
        window_dcs_update(top_level); /* before the old pixels go, nobody draws there any more */
        unmap(old);
    }
    return now;
}

void window_surface_free(struct window *window)
{
    if (!window->surface) return;
    struct surface_header *surface = window->surface;
    window->surface = NULL;
    struct request_window_surface_in in = {.handle = handle_value(window->handle)};
    struct request_window_surface_out out;
    if (window_shared(window->handle)) SERVER_CALL(window_surface, &in, &out);
    unmap(surface);
    NtClose(window->surface_section);
    window->surface_section = NULL;
}

/* --- windows of other processes: a child there, or a tool that draws on another program's window --- */

static struct { uint32_t handle, serial; struct surface_header *header; } foreign;

static struct surface_header *foreign_surface(HWND top_level)
{
    struct window_record record;
    if (!window_read(top_level, &record) || !record.surface_serial) return NULL;
    if (foreign.handle == record.handle && foreign.serial == record.surface_serial) return foreign.header;
    WCHAR text[64];
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    HANDLE section;
    name_surface(text, record.handle, record.surface_serial);
    RtlInitUnicodeString(&name, text);
    InitializeObjectAttributes(&attributes, &name, 0, NULL, NULL);
    if (!NT_SUCCESS(NtOpenSection(&section, SECTION_MAP_READ | SECTION_MAP_WRITE, &attributes))) return NULL;
    struct surface_header *header = map_section(section);
    NtClose(section);
    if (!header || header->magic != SURFACE_MAGIC) return NULL;
    foreign.handle = record.handle; /* the one before stays mapped: a DC may still draw on it */
    foreign.serial = record.surface_serial;
    foreign.header = header;
    return header;
}

struct surface_header *surface_of(HWND window, POINT *origin)
{
    struct window_place place;
    HWND top = window_top_level(window);
    if (!top || !window_place_read(top, &place) || place.parent != handle_value(desktop_window())) return NULL;
    *origin = (POINT){place.window.left, place.window.top};
    if (!window_own(top)) return foreign_surface(top);
    int width = place.window.right - place.window.left, height = place.window.bottom - place.window.top;
    if (width <= 0 || height <= 0) return NULL;
    return window_surface(top, (uint32_t)width, (uint32_t)height);
}
