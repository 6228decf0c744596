/* Messages that go from one process to another, and input, until the thread that they are for takes them. */
#include <stdlib.h>
#include <string.h>
#include "request.h"
#include "slots.h"
#include "windows.h"

#define MOST_WAITING      10000u /* as many posted messages as a queue of Windows takes */
#define LARGEST_PACKED    (8u << 20)
#define QS_POSTMESSAGE    0x0008u
#define QS_SENDMESSAGE    0x0040u
#define WM_KEYFIRST       0x0100u
#define WM_KEYLAST        0x0109u
#define SEND_WITHOUT_REPLY 1u
#define REPLY_FAILED      1u

/* Sent and not yet answered. */
struct pending_send {
    struct pending_send *next;
    uint32_t ticket;
    uint32_t sender; /* thread */
    struct queue *target;
};
static struct pending_send *pending_sends;
static uint32_t last_ticket;

struct message *message_new(enum taken_kind kind, uint32_t window, uint32_t message, uint64_t wparam, uint64_t lparam)
{
    struct message *created = calloc(1, sizeof(*created));
    if (!created) return NULL;
    created->kind = kind;
    created->window = window;
    created->message = message;
    created->wparam = wparam;
    created->lparam = lparam;
    created->time = milliseconds_now();
    created->x = screen_now()->cursor_x;
    created->y = screen_now()->cursor_y;
    static const uint32_t bits[] = {[TAKEN_POSTED] = QS_POSTMESSAGE,
                                    [TAKEN_SENT] = QS_SENDMESSAGE,
                                    [TAKEN_REPLY] = QUEUE_BIT_REPLY,
                                    [TAKEN_INTERNAL] = QUEUE_BIT_INTERNAL};
    created->bit = bits[kind];
    return created;
}

struct message *message_with_data(struct message *message, const void *data, uint32_t size)
{
    if (!message || !size) return message;
    struct message *larger = realloc(message, sizeof(*message) + size);
    if (!larger) {
        free(message);
        return NULL;
    }
    memcpy(larger->data, data, size);
    larger->data_size = size;
    return larger;
}

static void update_bits(struct queue *queue)
{
    uint32_t bits = 0;
    for (int kind = 0; kind <= TAKEN_INTERNAL; kind++)
        for (const struct message *each = queue->lists[kind].first; each; each = each->next) {
            bits |= each->bit;
            if (kind != TAKEN_INPUT) break; /* all of a list have the same */
        }
    queue->record.server_bits = bits;
    __atomic_store_n(&windowing->queues[queue->index].server_bits, bits, __ATOMIC_SEQ_CST);
}

void message_put(struct queue *queue, struct message *message)
{
    if (!message) return;
    struct message_list *list = &queue->lists[message->kind];
    if (list->count >= MOST_WAITING && message->kind != TAKEN_REPLY) {
        free(message);
        return;
    }
    if (list->last)
        list->last->next = message;
    else
        list->first = message;
    list->last = message;
    list->count++;
    queue->record.server_bits |= message->bit;
    __atomic_fetch_or(&windowing->queues[queue->index].server_bits, message->bit, __ATOMIC_SEQ_CST);
    slot_signal(queue->record.slot, 1);
}

void internal_message_put(struct queue *queue, uint32_t window, enum internal_message message, uint64_t wparam,
                          uint64_t lparam)
{
    if (queue) message_put(queue, message_new(TAKEN_INTERNAL, window, message, wparam, lparam));
}

/* Takes *place, a link of the list, out of it. */
static struct message *unlink_message(struct message_list *list, struct message **place)
{
    struct message *message = *place;
    *place = message->next;
    list->count--;
    if (list->last == message) {
        list->last = NULL;
        for (struct message *each = list->first; each; each = each->next) list->last = each;
    }
    message->next = NULL;
    return message;
}

/* --- sending --- */

static struct pending_send *take_pending(uint32_t ticket, const struct queue *target, uint32_t sender)
{
    for (struct pending_send **place = &pending_sends; *place; place = &(*place)->next) {
        struct pending_send *pending = *place;
        if (pending->ticket != ticket || (target && pending->target != target) || (sender && pending->sender != sender))
            continue;
        *place = pending->next;
        return pending;
    }
    return NULL;
}

static void answer_send(struct pending_send *pending, uint64_t result, uint32_t flags, const void *data, uint32_t size)
{
    struct queue *sender = queue_of_thread(pending->sender);
    struct message *reply = sender ? message_new(TAKEN_REPLY, 0, 0, 0, result) : NULL;
    reply = message_with_data(reply, data, size);
    if (reply) {
        reply->ticket = pending->ticket;
        reply->flags = flags;
        message_put(sender, reply);
    }
    free(pending);
}

static void free_list(struct queue *queue, enum taken_kind kind)
{
    struct message_list *list = &queue->lists[kind];
    while (list->first) free(unlink_message(list, &list->first));
}

void queue_messages_free(struct queue *queue)
{
    for (int kind = 0; kind <= TAKEN_INTERNAL; kind++) free_list(queue, kind);
    for (struct pending_send **place = &pending_sends; *place;) {
        struct pending_send *pending = *place;
        bool is_target = pending->target == queue, is_sender = pending->sender == queue->record.tid;
        if (!is_target && !is_sender) {
            place = &pending->next;
            continue;
        }
        *place = pending->next;
        if (is_sender)
            free(pending);
        else
            answer_send(pending, 0, REPLY_FAILED, NULL, 0);
    }
}

void messages_of_window_free(struct queue *queue, uint32_t window, uint32_t heir)
{
    static const enum taken_kind kinds[] = {TAKEN_POSTED, TAKEN_SENT, TAKEN_INPUT, TAKEN_INTERNAL};
    for (int i = 0; queue && i < 4; i++) {
        struct message_list *list = &queue->lists[kinds[i]];
        for (struct message **place = &list->first; *place;) {
            if ((*place)->window != window) {
                place = &(*place)->next;
                continue;
            }
            bool is_key = (*place)->message >= WM_KEYFIRST && (*place)->message <= WM_KEYLAST;
            if (kinds[i] == TAKEN_INPUT && (is_key || heir)) {
                (*place)->window = heir;
                place = &(*place)->next;
                continue;
            }
            struct message *message = unlink_message(list, place);
            struct pending_send *pending = message->ticket ? take_pending(message->ticket, queue, 0) : NULL;
            if (pending) answer_send(pending, 0, REPLY_FAILED, NULL, 0);
            free(message);
        }
    }
    if (queue) update_bits(queue);
}

/* --- requests --- */

NTSTATUS handle_message_post(struct request *request, const struct request_message_post_in *in,
                             struct request_message_post_out *out)
{
    const struct window *window = in->window ? window_find(in->window) : NULL;
    struct queue *queue = in->window ? (window ? window->queue : NULL) : queue_of_thread(in->tid);
    (void)out;
    if (!queue) return in->window ? STATUS_INVALID_HANDLE : STATUS_INVALID_CID;
    if (queue->lists[TAKEN_POSTED].count >= MOST_WAITING) return STATUS_QUOTA_EXCEEDED;
    struct message *message = message_new(TAKEN_POSTED, in->window, in->message, in->wparam, in->lparam);
    if (!message) return STATUS_NO_MEMORY;
    message->sender_tid = request->tid;
    message_put(queue, message);
    return STATUS_SUCCESS;
}

NTSTATUS handle_message_send(struct request *request, const struct request_message_send_in *in,
                             struct request_message_send_out *out)
{
    const struct window *window = window_find(in->window);
    struct queue *sender = queue_of_request(request), *target = window ? window->queue : NULL;
    bool wants_reply = !(in->flags & SEND_WITHOUT_REPLY);
    if (!target) return STATUS_INVALID_HANDLE;
    if (wants_reply && !sender) return STATUS_INVALID_CID;
    if (request->data_size > LARGEST_PACKED || target->lists[TAKEN_SENT].count >= MOST_WAITING)
        return STATUS_QUOTA_EXCEEDED;
    struct message *message = message_new(TAKEN_SENT, in->window, in->message, in->wparam, in->lparam);
    message = message_with_data(message, request->data, request->data_size);
    struct pending_send *pending = wants_reply && message ? malloc(sizeof(*pending)) : NULL;
    if (!message || (wants_reply && !pending)) {
        free(message);
        return STATUS_NO_MEMORY;
    }
    if (pending) {
        if (!++last_ticket) ++last_ticket;
        *pending = (struct pending_send){pending_sends, last_ticket, request->tid, target};
        pending_sends = pending;
        message->ticket = out->ticket = last_ticket;
    }
    message->flags = in->flags;
    message->packing = in->packing;
    message->sender_tid = request->tid;
    message_put(target, message);
    return STATUS_SUCCESS;
}

NTSTATUS handle_message_reply(struct request *request, const struct request_message_reply_in *in,
                              struct request_message_reply_out *out)
{
    struct queue *queue = queue_of_request(request);
    struct pending_send *pending = queue ? take_pending(in->ticket, queue, 0) : NULL;
    (void)out;
    if (!pending) return STATUS_NOT_FOUND;
    if (request->data_size > LARGEST_PACKED) {
        answer_send(pending, 0, REPLY_FAILED, NULL, 0);
        return STATUS_INVALID_PARAMETER;
    }
    answer_send(pending, in->result, 0, request->data, request->data_size);
    return STATUS_SUCCESS;
}

/* The message stays with its receiver, as in Windows; only its answer has nowhere to go any more. */
NTSTATUS handle_message_cancel(struct request *request, const struct request_message_cancel_in *in,
                               struct request_message_cancel_out *out)
{
    struct pending_send *pending = take_pending(in->ticket, NULL, request->tid);
    (void)out;
    if (!pending) return STATUS_NOT_FOUND;
    free(pending);
    return STATUS_SUCCESS;
}

static bool matches(const struct message *message, const struct request_message_take_in *in)
{
    if (message->kind == TAKEN_REPLY) return !in->ticket || message->ticket == in->ticket;
    if (message->kind != TAKEN_POSTED && message->kind != TAKEN_INPUT) return true;
    if (message->message < in->first_message || message->message > in->last_message) return false;
    if (!in->window) return true;
    if (in->window == 0xffffffffu) return !message->window; /* PeekMessage with -1: thread messages */
    const struct window *wanted = window_find(in->window), *window = window_find(message->window);
    if (!wanted || !window) return false;
    return window_is_child_of(window, wanted) || (message->kind == TAKEN_INPUT && window_is_child_of(wanted, window));
}

static struct message **find_message(struct queue *queue, const struct request_message_take_in *in)
{
    static const enum taken_kind order[] = {TAKEN_INTERNAL, TAKEN_SENT, TAKEN_REPLY, TAKEN_POSTED, TAKEN_INPUT};
    for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
        if (!(in->kinds & 1u << order[i])) continue;
        for (struct message **place = &queue->lists[order[i]].first; *place; place = &(*place)->next)
            if (matches(*place, in)) return place;
    }
    return NULL;
}

NTSTATUS handle_message_take(struct request *request, const struct request_message_take_in *in,
                             struct request_message_take_out *out)
{
    struct queue *queue = queue_of_request(request);
    if (!queue) return STATUS_INVALID_CID;
    struct message **place = find_message(queue, in);
    if (!place) return STATUS_SUCCESS; /* kind: TAKEN_NOTHING */
    struct message *message = *place;
    if (message->data_size > in->capacity) {
        out->extra = message->data_size;
        return STATUS_BUFFER_OVERFLOW;
    }
    if (!request_answer_data(request, message->data, message->data_size)) return STATUS_NO_MEMORY;
    out->kind = message->kind;
    out->window = message->window;
    out->message = message->message;
    out->ticket = message->ticket;
    out->wparam = message->wparam;
    out->lparam = message->lparam;
    out->extra = message->extra;
    out->time = message->time;
    out->x = message->x;
    out->y = message->y;
    out->sender_tid = message->sender_tid;
    out->packing = message->packing;
    out->flags = message->flags;
    bool stays = !in->remove && (message->kind == TAKEN_POSTED || message->kind == TAKEN_INPUT);
    if (stays) return STATUS_SUCCESS;
    free(unlink_message(&queue->lists[message->kind], place));
    update_bits(queue);
    return STATUS_SUCCESS;
}
