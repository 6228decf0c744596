/* What belongs to a window besides its record: region, surface, icons, properties. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "object.h"
#include "request.h"
#include "windows.h"

#define LARGEST_REGION   65536u /* rectangles */
#define LARGEST_ICON     1024u
#define LARGEST_SURFACE  32767u
#define MOST_PROPERTIES  4096u

/* --- region --- */

NTSTATUS handle_window_region_set(struct request *request, const struct request_window_region_set_in *in,
                                  struct request_window_region_set_out *out)
{
    struct window *window = window_find(in->handle);
    uint32_t count = request->data_size / 16;
    (void)out;
    if (!window || !window->queue) return STATUS_INVALID_HANDLE;
    if (request->data_size % 16 || count > LARGEST_REGION) return STATUS_INVALID_PARAMETER;
    int32_t *region = NULL;
    if (in->present && count && !(region = malloc(request->data_size))) return STATUS_NO_MEMORY;
    if (region) memcpy(region, request->data, request->data_size);
    free(window->region);
    window->region = region;
    window->region_count = region ? count : 0;
    window->has_region = in->present;
    window->record.region_serial++;
    window->record.flags = (window->record.flags & ~WINDOW_HAS_REGION) | (in->present ? WINDOW_HAS_REGION : 0);
    window_publish(window);
    return STATUS_SUCCESS;
}

NTSTATUS handle_window_region_get(struct request *request, const struct request_window_region_get_in *in,
                                  struct request_window_region_get_out *out)
{
    const struct window *window = window_find(in->handle);
    if (!window) return STATUS_INVALID_HANDLE;
    out->serial = window->record.region_serial;
    out->present = window->has_region;
    return request_answer_data(request, window->region, 16 * window->region_count) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

/* --- surface --- */

/* \Winrun\Surface-HWND-SERIAL */
static struct object *surface_find(uint32_t handle, uint32_t serial)
{
    char name[64];
    snprintf(name, sizeof(name), "\\Winrun\\Surface-%x-%x", handle, serial);
    struct object *object = directory_find_section(name);
    return object;
}

NTSTATUS handle_window_surface(struct request *request, const struct request_window_surface_in *in,
                               struct request_window_surface_out *out)
{
    struct window *window = window_find(in->handle);
    (void)out;
    if (!window || !window->queue) return STATUS_INVALID_HANDLE;
    if (window->queue->process != request->process) return STATUS_ACCESS_DENIED;
    if (in->width > LARGEST_SURFACE || in->height > LARGEST_SURFACE) return STATUS_INVALID_PARAMETER;
    const struct object *section = in->serial ? surface_find(in->handle, in->serial) : NULL;
    if (in->serial && !section) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (section && section_size(section) < SURFACE_PIXELS_OFFSET + 4ull * in->width * in->height)
        return STATUS_INVALID_PARAMETER;
    window->record.surface_serial = in->serial;
    window->record.surface_width = in->width;
    window->record.surface_height = in->height;
    window_publish(window);
    return STATUS_SUCCESS;
}

NTSTATUS handle_desktop_surface(struct request *request, const struct request_desktop_surface_in *in,
                                struct request_desktop_surface_out *out)
{
    (void)out;
    struct object *section = surface_find(in->window, in->serial);
    int fd = section ? section->operations->descriptor(section) : -1;
    if (fd < 0) return STATUS_NOT_FOUND;
    request_answer_fd(request, fd, false);
    return STATUS_SUCCESS;
}

/* --- icons --- */

NTSTATUS handle_window_icon_set(struct request *request, const struct request_window_icon_set_in *in,
                                struct request_window_icon_set_out *out)
{
    struct window *window = window_find(in->handle);
    (void)out;
    if (!window || !window->queue) return STATUS_INVALID_HANDLE;
    if (in->which > 1 || in->width > LARGEST_ICON || in->height > LARGEST_ICON ||
        request->data_size != 4 * in->width * in->height)
        return STATUS_INVALID_PARAMETER;
    uint8_t *pixels = request->data_size ? malloc(request->data_size) : NULL;
    if (request->data_size && !pixels) return STATUS_NO_MEMORY;
    if (pixels) memcpy(pixels, request->data, request->data_size);
    struct icon *icon = &window->icons[in->which];
    free(icon->pixels);
    *icon = (struct icon){in->width, in->height, pixels};
    window->record.icon_serial++;
    window_publish(window);
    return STATUS_SUCCESS;
}

NTSTATUS handle_window_icon_get(struct request *request, const struct request_window_icon_get_in *in,
                                struct request_window_icon_get_out *out)
{
    const struct window *window = window_find(in->handle);
    if (!window || in->which > 1) return STATUS_INVALID_HANDLE;
    const struct icon *icon = &window->icons[in->which];
    if (!icon->pixels) return STATUS_NOT_FOUND;
    out->width = icon->width;
    out->height = icon->height;
    return request_answer_data(request, icon->pixels, 4 * icon->width * icon->height) ? STATUS_SUCCESS
                                                                                      : STATUS_NO_MEMORY;
}

/* --- properties --- */

enum property_operation { PROPERTY_GET, PROPERTY_SET, PROPERTY_REMOVE };

static struct property *property_find(const struct window *window, uint32_t atom)
{
    for (uint32_t i = 0; i < window->property_count; i++)
        if (window->properties[i].atom == atom) return &window->properties[i];
    return NULL;
}

static NTSTATUS property_set(struct window *window, uint32_t atom, uint64_t value)
{
    struct property *property = property_find(window, atom);
    if (!property) {
        if (window->property_count >= MOST_PROPERTIES) return STATUS_QUOTA_EXCEEDED;
        struct property *larger = realloc(window->properties, (window->property_count + 1) * sizeof(*larger));
        if (!larger) return STATUS_NO_MEMORY;
        window->properties = larger;
        property = &larger[window->property_count++];
        property->atom = atom;
    }
    property->value = value;
    return STATUS_SUCCESS;
}

NTSTATUS handle_window_property(struct request *request, const struct request_window_property_in *in,
                                struct request_window_property_out *out)
{
    struct window *window = window_find(in->handle);
    (void)request;
    if (!window) return STATUS_INVALID_HANDLE;
    struct property *property = property_find(window, in->atom);
    out->value = property ? property->value : 0;
    if (in->operation == PROPERTY_SET) return property_set(window, in->atom, in->value);
    if (!property) return STATUS_NOT_FOUND;
    if (in->operation == PROPERTY_REMOVE) *property = window->properties[--window->property_count];
    return STATUS_SUCCESS;
}

NTSTATUS handle_window_property_list(struct request *request, const struct request_window_property_list_in *in,
                                     struct request_window_property_list_out *out)
{
    const struct window *window = window_find(in->handle);
    if (!window) return STATUS_INVALID_HANDLE;
    for (uint32_t i = 0; i < window->property_count; i++) {
        struct {
            uint32_t atom, padding;
            uint64_t value;
        } item = {window->properties[i].atom, 0, window->properties[i].value};
        if (!request_answer_data(request, &item, sizeof(item))) return STATUS_NO_MEMORY;
        out->count++;
    }
    return STATUS_SUCCESS;
}
