/* The clipboard: formats and their bytes, who has it open, who owns it, who wants to know of changes. */
#include <stdlib.h>
#include <string.h>
#include "request.h"
#include "windows.h"

#define MOST_FORMATS       256u
#define MOST_LISTENERS     256u
#define WM_DRAWCLIPBOARD   0x0308u
#define WM_CLIPBOARDUPDATE 0x031du
#define SEND_WITHOUT_REPLY 1u

static struct clip {
    uint32_t format;
    bool delayed; /* the owner renders it when somebody asks */
    uint32_t size;
    uint8_t *data;
} clips[MOST_FORMATS];
static uint32_t clip_count;
static uint32_t listeners[MOST_LISTENERS], listener_count;

static struct {
    const struct client *client; /* NULL: it is closed */
    uint32_t tid;
    uint32_t window;
} opener;
static bool has_changed;

static bool is_opener(const struct request *request)
{
    return opener.client == request->client && opener.tid == request->tid;
}

static struct clip *clip_find(uint32_t format)
{
    for (uint32_t i = 0; i < clip_count; i++)
        if (clips[i].format == format) return &clips[i];
    return NULL;
}

static void changed(void)
{
    has_changed = true;
    if (!++screen_change()->clipboard_serial) screen_change()->clipboard_serial = 1;
}

NTSTATUS handle_clipboard_open(struct request *request, const struct request_clipboard_open_in *in,
                               struct request_clipboard_open_out *out)
{
    (void)out;
    if (opener.client && !is_opener(request)) return STATUS_ACCESS_DENIED;
    if (in->window && !window_find(in->window)) return STATUS_INVALID_HANDLE;
    opener.client = request->client;
    opener.tid = request->tid;
    opener.window = in->window;
    screen_change()->clipboard_open = in->window;
    screen_publish();
    return STATUS_SUCCESS;
}

static void post(uint32_t handle, enum taken_kind kind, uint32_t number)
{
    const struct window *window = window_find(handle);
    if (!window || !window->queue) return;
    struct message *message = message_new(kind, handle, number, 0, 0);
    if (message) message->flags = SEND_WITHOUT_REPLY;
    message_put(window->queue, message);
}

static void tell_listeners(void)
{
    if (!has_changed) return;
    has_changed = false;
    for (uint32_t i = 0; i < listener_count; i++) post(listeners[i], TAKEN_POSTED, WM_CLIPBOARDUPDATE);
    if (screen_now()->clipboard_viewer) post(screen_now()->clipboard_viewer, TAKEN_SENT, WM_DRAWCLIPBOARD);
}

static void close_clipboard(void)
{
    opener.client = NULL;
    screen_change()->clipboard_open = 0;
    screen_publish();
    tell_listeners();
}

NTSTATUS handle_clipboard_close(struct request *request, const struct request_clipboard_close_in *in,
                                struct request_clipboard_close_out *out)
{
    (void)in, (void)out;
    if (!is_opener(request)) return STATUS_ACCESS_DENIED;
    close_clipboard();
    return STATUS_SUCCESS;
}

static void free_clips(void)
{
    for (uint32_t i = 0; i < clip_count; i++) free(clips[i].data);
    clip_count = 0;
}

NTSTATUS handle_clipboard_empty(struct request *request, const struct request_clipboard_empty_in *in,
                                struct request_clipboard_empty_out *out)
{
    (void)in, (void)out;
    if (!is_opener(request)) return STATUS_ACCESS_DENIED;
    free_clips();
    screen_change()->clipboard_owner = opener.window;
    changed();
    screen_publish();
    return STATUS_SUCCESS;
}

/* Who has it open sets; so does the owner that renders what it promised, while another has it open. */
static bool may_set(const struct request *request, const struct clip *clip)
{
    const struct window *owner = window_find(screen_now()->clipboard_owner);
    if (is_opener(request)) return true;
    return clip && clip->delayed && owner && owner->queue && owner->queue->process == request->process;
}

NTSTATUS handle_clipboard_set(struct request *request, const struct request_clipboard_set_in *in,
                              struct request_clipboard_set_out *out)
{
    struct clip *clip = clip_find(in->format);
    (void)out;
    if (!in->format) return STATUS_INVALID_PARAMETER;
    if (!may_set(request, clip)) return STATUS_ACCESS_DENIED;
    if (!clip && clip_count == MOST_FORMATS) return STATUS_QUOTA_EXCEEDED;
    uint8_t *data = request->data_size ? malloc(request->data_size) : NULL;
    if (request->data_size && !data) return STATUS_NO_MEMORY;
    if (data) memcpy(data, request->data, request->data_size);
    bool was_promised = clip && clip->delayed;
    if (!clip) {
        clip = &clips[clip_count++];
        clip->data = NULL;
    }
    free(clip->data);
    *clip = (struct clip){in->format, in->delayed, request->data_size, data};
    if (!was_promised || in->delayed) changed();
    screen_publish();
    return STATUS_SUCCESS;
}

NTSTATUS handle_clipboard_get(struct request *request, const struct request_clipboard_get_in *in,
                              struct request_clipboard_get_out *out)
{
    const struct clip *clip = clip_find(in->format);
    if (!clip) return STATUS_NOT_FOUND;
    out->size = clip->size;
    out->delayed = clip->delayed;
    const struct window *owner = clip->delayed && !request->process ? window_find(screen_now()->clipboard_owner) : NULL;
    if (owner && owner->queue) internal_message_put(owner->queue, owner->record.handle, INTERNAL_RENDER, in->format, 0);
    return request_answer_data(request, clip->data, clip->size) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

NTSTATUS handle_clipboard_list(struct request *request, const struct request_clipboard_list_in *in,
                               struct request_clipboard_list_out *out)
{
    (void)in;
    for (uint32_t i = 0; i < clip_count; i++)
        if (!request_answer_data(request, &clips[i].format, sizeof(clips[i].format))) return STATUS_NO_MEMORY;
    out->count = clip_count;
    out->serial = screen_now()->clipboard_serial;
    return STATUS_SUCCESS;
}

enum viewer_operation { VIEWER_SET, LISTENER_ADD, LISTENER_REMOVE };

static bool listener_remove(uint32_t window)
{
    for (uint32_t i = 0; i < listener_count; i++) {
        if (listeners[i] != window) continue;
        listeners[i] = listeners[--listener_count];
        return true;
    }
    return false;
}

NTSTATUS handle_clipboard_viewer(struct request *request, const struct request_clipboard_viewer_in *in,
                                 struct request_clipboard_viewer_out *out)
{
    (void)request;
    if (in->window && !window_find(in->window)) return STATUS_INVALID_HANDLE;
    out->previous = screen_now()->clipboard_viewer;
    if (in->listen == LISTENER_REMOVE) return listener_remove(in->window) ? STATUS_SUCCESS : STATUS_NOT_FOUND;
    if (in->listen == LISTENER_ADD) {
        if (listener_remove(in->window)) {
            listeners[listener_count++] = in->window;
            return STATUS_OBJECT_NAME_COLLISION;
        }
        if (listener_count == MOST_LISTENERS) return STATUS_QUOTA_EXCEEDED;
        listeners[listener_count++] = in->window;
        return STATUS_SUCCESS;
    }
    screen_change()->clipboard_viewer = in->window;
    screen_publish();
    return STATUS_SUCCESS;
}

/* What its owner promised and has not rendered cannot be had any more. */
static void owner_gone(void)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < clip_count; i++) {
        if (clips[i].delayed) free(clips[i].data);
        else clips[kept++] = clips[i];
    }
    if (kept != clip_count) changed();
    clip_count = kept;
    screen_change()->clipboard_owner = 0;
}

void clipboard_window_gone(uint32_t handle)
{
    struct screen_record *screen = screen_change();
    listener_remove(handle);
    bool is_known = screen->clipboard_owner == handle || screen->clipboard_viewer == handle || opener.window == handle;
    if (!handle || !is_known) return;
    if (screen->clipboard_owner == handle) owner_gone();
    if (screen->clipboard_viewer == handle) screen->clipboard_viewer = 0;
    if (opener.window == handle) opener.window = screen->clipboard_open = 0;
    screen_publish();
    if (!opener.client) tell_listeners();
}

void clipboard_queue_gone(const struct queue *queue)
{
    if (opener.client && opener.client == queue->process->client && opener.tid == queue->record.tid) close_clipboard();
}

void clipboard_client_gone(const struct client *client)
{
    if (opener.client == client) close_clipboard();
}
