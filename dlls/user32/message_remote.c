/* Messages to and from other processes. What their parameters point to is packed into bytes, goes along, and comes back
 * for messages that fill a buffer. */
#include "user_private.h"

#define LARGEST_PACKED (8u << 20)
#define ANSWER_GUESS   0x1000u

/* How lparam travels. */
enum packing { PACK_NOTHING, PACK_TEXT, PACK_BUFFER, PACK_COPYDATA, PACK_STRUCT };

/* Structures without pointers that go to the receiver and back. */
static const struct { UINT message; uint32_t size; } structures[] = {
    {WM_GETMINMAXINFO, sizeof(MINMAXINFO)},
    {WM_STYLECHANGING, sizeof(STYLESTRUCT)},
    {WM_STYLECHANGED, sizeof(STYLESTRUCT)},
    {EM_GETRECT, sizeof(RECT)},
    {LB_GETITEMRECT, sizeof(RECT)},
    {CB_GETDROPPEDCONTROLRECT, sizeof(RECT)},
    {WM_WINDOWPOSCHANGING, sizeof(WINDOWPOS)},
    {WM_WINDOWPOSCHANGED, sizeof(WINDOWPOS)},
};

static enum packing packing_of(UINT message, uint32_t *size)
{
    *size = 0;
    switch (message) {
    case WM_SETTEXT: case WM_SETTINGCHANGE: case WM_DEVMODECHANGE: case EM_REPLACESEL:
    case CB_ADDSTRING: case CB_INSERTSTRING: case CB_FINDSTRING: case CB_FINDSTRINGEXACT: case CB_SELECTSTRING:
    case LB_ADDSTRING:
    case LB_INSERTSTRING:
    case LB_FINDSTRING:
    case LB_FINDSTRINGEXACT:
    case LB_SELECTSTRING:
        return PACK_TEXT;
    case WM_GETTEXT: return PACK_BUFFER;
    case WM_COPYDATA: return PACK_COPYDATA;
    }
    for (UINT i = 0; i < COUNT_OF(structures); i++) {
        if (structures[i].message != message) continue;
        *size = structures[i].size;
        return PACK_STRUCT;
    }
    return PACK_NOTHING;
}

/* --- the sender's side --- */

struct packed { enum packing packing; const void *data; uint32_t size; WCHAR *own; };

/* All text goes as UTF-16. */
static BOOL pack(struct packed *packed, UINT message, LPARAM lparam, BOOL is_unicode)
{
    uint32_t size;
    *packed = (struct packed){.packing = packing_of(message, &size)};
    if (packed->packing == PACK_TEXT && lparam) {
        const WCHAR *text = is_unicode ? (const WCHAR *)lparam : (packed->own = wide_from_ansi((LPCSTR)lparam, -1));
        if (!text) return set_user_error(ERROR_NOT_ENOUGH_MEMORY);
        packed->data = text;
        packed->size = (uint32_t)((wcslen(text) + 1) * sizeof(WCHAR));
    } else if (packed->packing == PACK_COPYDATA && lparam) {
        const COPYDATASTRUCT *copy = (const COPYDATASTRUCT *)lparam;
        uint32_t bytes = copy->lpData ? copy->cbData : 0;
        uint64_t number = copy->dwData;
        uint8_t *buffer = bytes <= LARGEST_PACKED ? heap_allocate(bytes + sizeof(number)) : NULL;
        if (!buffer) return set_user_error(ERROR_NOT_ENOUGH_MEMORY);
        memcpy(buffer, &number, sizeof(number));
        if (bytes) memcpy(buffer + sizeof(number), copy->lpData, bytes);
        packed->own = (WCHAR *)buffer;
        packed->data = buffer;
        packed->size = bytes + (uint32_t)sizeof(number);
    } else if (packed->packing == PACK_STRUCT && lparam) {
        packed->data = (const void *)lparam;
        packed->size = size;
    }
    return TRUE;
}

struct waiting {
    struct waiting *next;
    uint32_t ticket;
    volatile LONG done;
    LRESULT result;
    void *data;
    uint32_t size;
};
static struct waiting *waiting; /* of all threads; user_lock */

static void unpack_answer(const struct waiting *answer, UINT message, WPARAM wparam, LPARAM lparam, BOOL is_unicode,
                          LRESULT *result)
{
    uint32_t size;
    enum packing packing = packing_of(message, &size);
    if (!answer->data || !lparam) return;
    if (packing == PACK_STRUCT && answer->size == size) memcpy((void *)lparam, answer->data, size);
    if (packing != PACK_BUFFER || !wparam) return;
    const WCHAR *text = answer->data;
    int units = (int)(answer->size / sizeof(WCHAR)), fit = (int)min((SIZE_T)units, wparam - 1);
    if (is_unicode) {
        memcpy((void *)lparam, text, (SIZE_T)fit * sizeof(WCHAR));
        ((WCHAR *)lparam)[fit] = 0;
        *result = fit;
        return;
    }
    char *ansi = ansi_from_wide(text, units);
    lstrcpynA((char *)lparam, ansi ? ansi : "", (int)wparam);
    *result = lstrlenA((char *)lparam);
    heap_free(ansi);
}

BOOL remote_send(HWND window, UINT message, WPARAM wparam, LPARAM lparam, UINT flags, UINT timeout, BOOL is_unicode,
                 DWORD_PTR *result)
{
    struct packed packed;
    struct message_queue *queue = thread_queue();
    if (!queue || !pack(&packed, message, lparam, is_unicode)) return FALSE;
    struct request_message_send_in in = {.window = handle_value(window),
                                         .message = message,
                                         .wparam = wparam,
                                         .lparam = (ULONG_PTR)lparam,
                                         .flags = flags & SEND_NO_REPLY ? 1 : 0,
                                         .packing = packed.packing};
    struct request_message_send_out out = {0};
    struct waiting answer = {0};
    user_lock(); /* the answer may be taken by this thread only after the ticket is known */
    NTSTATUS status = server_call_data(request_code_message_send, &in, sizeof(in), packed.data, packed.size, &out,
                                       sizeof(out), NULL, 0, NULL);
    answer.ticket = out.ticket;
    answer.next = waiting;
    if (NT_SUCCESS(status) && out.ticket) waiting = &answer;
    user_unlock();
    heap_free(packed.own);
    if (!NT_SUCCESS(status)) return set_server_error(status);
    if (!out.ticket) return TRUE;
    BOOL answered = queue_wait_reply(queue, &answer.done, timeout, (flags & SMTO_BLOCK) != 0) && answer.done == 1;
    user_lock();
    struct waiting **place = &waiting;
    while (*place && *place != &answer) place = &(*place)->next;
    if (*place) *place = answer.next;
    user_unlock();
    if (!answered) {
        struct request_message_cancel_in cancel = {.ticket = out.ticket};
        struct request_message_cancel_out cancelled;
        if (!answer.done) SERVER_CALL(message_cancel, &cancel, &cancelled);
        SetLastError(answer.done ? ERROR_INVALID_WINDOW_HANDLE : ERROR_TIMEOUT);
    } else {
        unpack_answer(&answer, message, wparam, lparam, is_unicode, &answer.result);
        if (result) *result = (DWORD_PTR)answer.result;
    }
    heap_free(answer.data);
    return answered;
}

BOOL remote_post(HWND window, DWORD tid, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct request_message_post_in in = {
        .window = handle_value(window), .tid = tid, .message = message, .wparam = wparam, .lparam = (ULONG_PTR)lparam};
    struct request_message_post_out out;
    NTSTATUS status = SERVER_CALL(message_post, &in, &out);
    if (status == STATUS_INVALID_CID) return set_user_error(ERROR_INVALID_THREAD_ID);
    return NT_SUCCESS(status) || set_server_error(status);
}

/* --- the receiver's side --- */

BOOL server_take(uint32_t kinds, uint32_t ticket, struct request_message_take_out *out, void **data, uint32_t *size)
{
    struct request_message_take_in in = {
        .kinds = kinds, .last_message = ~0u, .remove = 1, .ticket = ticket, .capacity = ANSWER_GUESS};
    uint8_t few[ANSWER_GUESS];
    void *buffer = few;
    *data = NULL;
    *size = 0;
    NTSTATUS status = server_call_data(request_code_message_take, &in, sizeof(in), NULL, 0, out, sizeof(*out), buffer,
                                       in.capacity, size);
    if (status == STATUS_BUFFER_OVERFLOW && out->extra <= LARGEST_PACKED) {
        in.capacity = (uint32_t)out->extra;
        if (!(buffer = *data = heap_allocate(in.capacity))) return FALSE;
        status = server_call_data(request_code_message_take, &in, sizeof(in), NULL, 0, out, sizeof(*out), buffer,
                                  in.capacity, size);
    }
    if (!NT_SUCCESS(status) || out->kind == TAKEN_NOTHING) {
        heap_free(*data);
        *data = NULL;
        return FALSE;
    }
    if (*size && !*data && (*data = heap_allocate(*size))) memcpy(*data, few, *size);
    return TRUE;
}

static void take_reply(const struct request_message_take_out *reply, void *data, uint32_t size)
{
    user_lock();
    struct waiting *each = waiting;
    while (each && each->ticket != reply->ticket) each = each->next;
    if (each) {
        each->result = (LRESULT)reply->lparam;
        each->data = data;
        each->size = size;
        InterlockedExchange(&each->done, reply->flags & 1 ? 2 : 1);
        data = NULL;
    }
    user_unlock();
    heap_free(data);
}

/* Makes the parameters point to memory of this process. */
static void take_sent(struct message_queue *queue, const struct request_message_take_out *taken, void *data,
                      uint32_t size)
{
    struct sent_message *sent = heap_allocate_zeroed(sizeof(*sent));
    COPYDATASTRUCT copy;
    WCHAR *buffer = NULL;
    if (!sent) {
        heap_free(data);
        return;
    }
    *sent = (struct sent_message){.window = handle_from(taken->window),
                                  .message = taken->message,
                                  .wparam = (WPARAM)taken->wparam,
                                  .lparam = (LPARAM)taken->lparam,
                                  .is_unicode = TRUE,
                                  .references = 1,
                                  .ticket = taken->ticket,
                                  .packing = taken->packing};
    uint32_t wanted;
    switch (packing_of(taken->message, &wanted)) {
    case PACK_TEXT:
        if (data && size >= sizeof(WCHAR)) {
            ((WCHAR *)data)[size / sizeof(WCHAR) - 1] = 0;
            sent->lparam = (LPARAM)data;
        } else {
            sent->lparam = 0;
        }
        break;
    case PACK_BUFFER:
        sent->wparam = min(sent->wparam, LARGEST_PACKED / 2);
        buffer = heap_allocate_zeroed((sent->wparam + 1) * sizeof(WCHAR));
        if (!buffer) sent->wparam = 0;
        sent->lparam = (LPARAM)buffer;
        sent->packed = buffer;
        break;
    case PACK_COPYDATA:
        copy = (COPYDATASTRUCT){0};
        if (data && size >= sizeof(uint64_t)) {
            uint64_t number;
            memcpy(&number, data, sizeof(number));
            copy = (COPYDATASTRUCT){(ULONG_PTR)number, size - (DWORD)sizeof(number),
                                    size > sizeof(number) ? (BYTE *)data + sizeof(number) : NULL};
        }
        sent->lparam = (LPARAM)&copy;
        break;
    case PACK_STRUCT:
        if (!data || size != wanted) { /* a sender of the other width: its structure has another layout */
            heap_free(data);
            data = heap_allocate_zeroed(wanted);
            sent->packed_size = 0;
        } else {
            sent->packed_size = size;
        }
        sent->lparam = (LPARAM)data;
        sent->packed = data;
        break;
    default: break;
    }
    sent_message_handle(queue, sent);
    heap_free(buffer);
    heap_free(data);
}

void remote_reply(struct sent_message *sent, LRESULT result)
{
    struct request_message_reply_in in = {.ticket = sent->ticket, .result = (ULONG_PTR)result};
    struct request_message_reply_out out;
    const void *data = NULL;
    uint32_t size = 0;
    if (sent->packing == PACK_BUFFER && sent->packed && result > 0) {
        data = sent->packed;
        size = (uint32_t)(min((SIZE_T)result, sent->wparam) * sizeof(WCHAR));
    } else if (sent->packing == PACK_STRUCT && sent->packed_size) {
        data = sent->packed;
        size = sent->packed_size;
    }
    server_call_data(request_code_message_reply, &in, sizeof(in), data, size, &out, sizeof(out), NULL, 0, NULL);
}

void remote_received(struct message_queue *queue)
{
    for (;;) {
        uint32_t bits = __atomic_load_n(&windowing->queues[queue->index].server_bits, __ATOMIC_ACQUIRE);
        if (!(bits & (QS_SENDMESSAGE | QUEUE_BIT_REPLY | QUEUE_BIT_INTERNAL))) return;
        struct request_message_take_out taken = {0};
        void *data;
        uint32_t size;
        if (!server_take(1u << TAKEN_SENT | 1u << TAKEN_REPLY | 1u << TAKEN_INTERNAL, 0, &taken, &data, &size)) return;
        if (taken.kind == TAKEN_REPLY) {
            take_reply(&taken, data, size);
            return; /* who waits for it goes on first */
        }
        if (taken.kind == TAKEN_SENT) {
            take_sent(queue, &taken, data, size);
            continue;
        }
        internal_message_handle(handle_from(taken.window), taken.message, (WPARAM)taken.wparam, (LPARAM)taken.lparam,
                                data, size);
        heap_free(data);
    }
}
