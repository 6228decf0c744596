/* Requests about windows whose handlers are still to come: they answer that they are not implemented. */
#include "request.h"

NTSTATUS handle_queue_create(struct request *request, const struct request_queue_create_in *in, struct request_queue_create_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_queue_destroy(struct request *request, const struct request_queue_destroy_in *in, struct request_queue_destroy_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_queue_set(struct request *request, const struct request_queue_set_in *in, struct request_queue_set_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_queue_attach(struct request *request, const struct request_queue_attach_in *in, struct request_queue_attach_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_foreground_set(struct request *request, const struct request_foreground_set_in *in, struct request_foreground_set_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_window_create(struct request *request, const struct request_window_create_in *in, struct request_window_create_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_window_destroy(struct request *request, const struct request_window_destroy_in *in, struct request_window_destroy_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_window_set(struct request *request, const struct request_window_set_in *in, struct request_window_set_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_window_place(struct request *request, const struct request_window_place_in *in, struct request_window_place_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_window_set_parent(struct request *request, const struct request_window_set_parent_in *in, struct request_window_set_parent_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_window_text_set(struct request *request, const struct request_window_text_set_in *in, struct request_window_text_set_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_window_text_get(struct request *request, const struct request_window_text_get_in *in, struct request_window_text_get_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_window_region_set(struct request *request, const struct request_window_region_set_in *in, struct request_window_region_set_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_window_region_get(struct request *request, const struct request_window_region_get_in *in, struct request_window_region_get_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_window_surface(struct request *request, const struct request_window_surface_in *in, struct request_window_surface_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_window_icon_set(struct request *request, const struct request_window_icon_set_in *in, struct request_window_icon_set_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_window_icon_get(struct request *request, const struct request_window_icon_get_in *in, struct request_window_icon_get_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_window_property(struct request *request, const struct request_window_property_in *in, struct request_window_property_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_window_property_list(struct request *request, const struct request_window_property_list_in *in, struct request_window_property_list_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_atom_add(struct request *request, const struct request_atom_add_in *in, struct request_atom_add_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_atom_find(struct request *request, const struct request_atom_find_in *in, struct request_atom_find_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_atom_delete(struct request *request, const struct request_atom_delete_in *in, struct request_atom_delete_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_atom_name(struct request *request, const struct request_atom_name_in *in, struct request_atom_name_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_message_post(struct request *request, const struct request_message_post_in *in, struct request_message_post_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_message_send(struct request *request, const struct request_message_send_in *in, struct request_message_send_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_message_take(struct request *request, const struct request_message_take_in *in, struct request_message_take_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_message_reply(struct request *request, const struct request_message_reply_in *in, struct request_message_reply_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_message_cancel(struct request *request, const struct request_message_cancel_in *in, struct request_message_cancel_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_input_inject(struct request *request, const struct request_input_inject_in *in, struct request_input_inject_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_cursor_move(struct request *request, const struct request_cursor_move_in *in, struct request_cursor_move_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_cursor_clip(struct request *request, const struct request_cursor_clip_in *in, struct request_cursor_clip_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_cursor_set(struct request *request, const struct request_cursor_set_in *in, struct request_cursor_set_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_cursor_get(struct request *request, const struct request_cursor_get_in *in, struct request_cursor_get_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_hook_set(struct request *request, const struct request_hook_set_in *in, struct request_hook_set_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_clipboard_open(struct request *request, const struct request_clipboard_open_in *in, struct request_clipboard_open_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_clipboard_close(struct request *request, const struct request_clipboard_close_in *in, struct request_clipboard_close_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_clipboard_empty(struct request *request, const struct request_clipboard_empty_in *in, struct request_clipboard_empty_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_clipboard_set(struct request *request, const struct request_clipboard_set_in *in, struct request_clipboard_set_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_clipboard_get(struct request *request, const struct request_clipboard_get_in *in, struct request_clipboard_get_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_clipboard_list(struct request *request, const struct request_clipboard_list_in *in, struct request_clipboard_list_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_clipboard_viewer(struct request *request, const struct request_clipboard_viewer_in *in, struct request_clipboard_viewer_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_desktop_attach(struct request *request, const struct request_desktop_attach_in *in, struct request_desktop_attach_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_desktop_screen(struct request *request, const struct request_desktop_screen_in *in, struct request_desktop_screen_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_desktop_window(struct request *request, const struct request_desktop_window_in *in, struct request_desktop_window_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_desktop_surface(struct request *request, const struct request_desktop_surface_in *in, struct request_desktop_surface_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS handle_desktop_offer(struct request *request, const struct request_desktop_offer_in *in, struct request_desktop_offer_out *out)
{
    (void)request, (void)in, (void)out;
    return STATUS_NOT_IMPLEMENTED;
}
