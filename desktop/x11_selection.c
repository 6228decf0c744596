/* X's clipboard and the prefix's: text goes both ways. Who copies last has it. */
#include <X11/Xatom.h>
#include <X11/extensions/Xfixes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "x11.h"

#define CF_UNICODETEXT 13u
#define LARGEST_TEXT   (16u << 20)
#define RENDER_TRIES   100 /* a program that promised text has this many times 10 ms to give it */

static Window selection_window;
static int fixes_event = -1;
static uint32_t known_serial; /* of the prefix's clipboard, as last seen or set here */

void selection_init(void)
{
    struct screen_record screen;
    int error;
    selection_window = XCreateSimpleWindow(display, root_window, -1, -1, 1, 1, 0, 0, 0);
    XSelectInput(display, selection_window, PropertyChangeMask);
    if (XFixesQueryExtension(display, &fixes_event, &error))
        XFixesSelectSelectionInput(display, root_window, x_atoms[X_CLIPBOARD], XFixesSetSelectionOwnerNotifyMask);
    else
        fixes_event = -1;
    screen_read(&screen);
    known_serial = 0;
    if (!screen.clipboard_serial && XGetSelectionOwner(display, x_atoms[X_CLIPBOARD]))
        XConvertSelection(display, x_atoms[X_CLIPBOARD], x_atoms[X_UTF8_STRING], x_atoms[X_WINRUN_SELECTION],
                          selection_window, CurrentTime);
}

/* A program has put something on the clipboard: X's is ours to give. */
void selection_sync(const struct screen_record *screen)
{
    if (screen->clipboard_serial == known_serial || screen->clipboard_open) return;
    known_serial = screen->clipboard_serial;
    XSetSelectionOwner(display, x_atoms[X_CLIPBOARD], selection_window, CurrentTime);
}

/* --- giving --- */

static size_t to_utf8(const uint8_t *utf16, uint32_t size, char *text)
{
    size_t used = 0;
    for (uint32_t i = 0; i + 2 <= size; i += 2) {
        uint32_t c = (uint32_t)(utf16[i] | utf16[i + 1] << 8);
        if (!c) break;
        if (c == '\r' && i + 4 <= size && utf16[i + 2] == '\n' && !utf16[i + 3])
            continue; /* X's lines end with \n alone */
        if ((c & 0xfc00) == 0xd800 && i + 4 <= size) {
            c = 0x10000 + ((c & 0x3ff) << 10) + ((uint32_t)(utf16[i + 2] | utf16[i + 3] << 8) & 0x3ff);
            i += 2;
        }
        if (c < 0x80) {
            text[used++] = (char)c;
        } else if (c < 0x800) {
            text[used++] = (char)(0xc0 | c >> 6);
            text[used++] = (char)(0x80 | (c & 0x3f));
        } else if (c < 0x10000) {
            text[used++] = (char)(0xe0 | c >> 12);
            text[used++] = (char)(0x80 | (c >> 6 & 0x3f));
            text[used++] = (char)(0x80 | (c & 0x3f));
        } else {
            text[used++] = (char)(0xf0 | c >> 18);
            text[used++] = (char)(0x80 | (c >> 12 & 0x3f));
            text[used++] = (char)(0x80 | (c >> 6 & 0x3f));
            text[used++] = (char)(0x80 | (c & 0x3f));
        }
    }
    return used;
}

/* The clipboard's text, which its owner may still have to render; the caller frees it. */
static uint8_t *clipboard_text(uint32_t *size)
{
    for (int tries = 0; tries < RENDER_TRIES; tries++) {
        struct request_clipboard_get_in in = {CF_UNICODETEXT, 0};
        struct request_clipboard_get_out out;
        uint8_t *data = NULL;
        if (ask(request_code_clipboard_get, &in, sizeof(in), NULL, 0, &out, sizeof(out), &data, size, NULL)) {
            free(data);
            return NULL;
        }
        if (!out.delayed) return data;
        free(data);
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    return NULL;
}

static bool give_text(const XSelectionRequestEvent *request, Atom property)
{
    uint32_t size = 0;
    uint8_t *data = clipboard_text(&size);
    char *text = data ? malloc(3 * ((size_t)size / 2) + 4) : NULL;
    size_t length = text ? to_utf8(data, size, text) : 0;
    long longest = 4 * XMaxRequestSize(display) - 100;
    bool fits = text && (long)length <= longest;
    if (fits)
        XChangeProperty(display, request->requestor, property, request->target, 8, PropModeReplace,
                        (unsigned char *)text, (int)length);
    free(text);
    free(data);
    return fits;
}

static void give(const XSelectionRequestEvent *request)
{
    Atom property = request->property ? request->property : request->target;
    bool given = false;
    if (request->target == x_atoms[X_TARGETS]) {
        Atom targets[] = {x_atoms[X_TARGETS], x_atoms[X_UTF8_STRING], x_atoms[X_TEXT]};
        XChangeProperty(display, request->requestor, property, XA_ATOM, 32, PropModeReplace, (unsigned char *)targets,
                        3);
        given = true;
    } else if (request->target == x_atoms[X_UTF8_STRING] || request->target == x_atoms[X_TEXT]) {
        given = give_text(request, property);
    }
    XEvent answer = {.xselection = {.type = SelectionNotify,
                                    .requestor = request->requestor,
                                    .selection = request->selection,
                                    .target = request->target,
                                    .property = given ? property : None,
                                    .time = request->time}};
    XSendEvent(display, request->requestor, False, 0, &answer);
}

/* --- taking --- */

static uint32_t to_utf16(const unsigned char *text, size_t length, uint16_t *out)
{
    uint32_t used = 0;
    for (size_t i = 0; i < length;) {
        unsigned char first = text[i];
        int more = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : -1;
        uint32_t c = more <= 0 ? first : first & (0x3fu >> more);
        i++;
        if (more < 0) c = 0xfffd;
        for (; more > 0 && i < length && (text[i] & 0xc0) == 0x80; more--) c = c << 6 | (text[i++] & 0x3f);
        if (more > 0 || c > 0x10ffff) c = 0xfffd;
        if (c == '\n' && (!used || out[used - 1] != '\r')) out[used++] = '\r';
        if (c >= 0x10000) {
            out[used++] = (uint16_t)(0xd800 | (c - 0x10000) >> 10);
            c = 0xdc00 | (c & 0x3ff);
        }
        out[used++] = (uint16_t)c;
    }
    out[used++] = 0;
    return used;
}

static void put_on_clipboard(const uint16_t *text, uint32_t count)
{
    struct request_clipboard_open_in open = {0, 0};
    struct request_clipboard_open_out opened;
    struct request_clipboard_empty_in empty = {0};
    struct request_clipboard_empty_out emptied;
    struct request_clipboard_set_in set = {CF_UNICODETEXT, 0};
    struct request_clipboard_set_out done;
    struct request_clipboard_close_in close = {0};
    struct request_clipboard_close_out closed;
    struct screen_record screen;
    if (ASK(clipboard_open, &open, &opened)) return;
    ASK(clipboard_empty, &empty, &emptied);
    ask(request_code_clipboard_set, &set, sizeof(set), text, 2 * count, &done, sizeof(done), NULL, NULL, NULL);
    ASK(clipboard_close, &close, &closed);
    screen_read(&screen);
    known_serial = screen.clipboard_serial;
}

static void take(const XSelectionEvent *event)
{
    Atom type;
    int format;
    unsigned long count = 0, rest;
    unsigned char *data = NULL;
    if (!event->property) return;
    if (XGetWindowProperty(display, selection_window, event->property, 0, LARGEST_TEXT / 4, True, AnyPropertyType,
                           &type, &format, &count, &rest, &data) != Success)
        return;
    uint16_t *text = data && format == 8 && type != x_atoms[X_INCR] ? malloc(4 * (count + 1)) : NULL;
    if (text) put_on_clipboard(text, to_utf16(data, count, text));
    free(text);
    if (data) XFree(data);
}

bool selection_event(XEvent *event)
{
    if (fixes_event >= 0 && event->type == fixes_event + XFixesSelectionNotify) {
        const XFixesSelectionNotifyEvent *notify = (const XFixesSelectionNotifyEvent *)event;
        if (notify->owner && notify->owner != selection_window)
            XConvertSelection(display, x_atoms[X_CLIPBOARD], x_atoms[X_UTF8_STRING], x_atoms[X_WINRUN_SELECTION],
                              selection_window, CurrentTime);
        return true;
    }
    if (event->type == SelectionRequest) give(&event->xselectionrequest);
    if (event->type == SelectionNotify) take(&event->xselection);
    return event->type == SelectionRequest || event->type == SelectionNotify || event->type == SelectionClear;
}
