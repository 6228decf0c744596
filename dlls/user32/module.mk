# user32.dll; one source a line.
user32_SRCS := \
    bitmap_load.c \
    builtin_classes.c \
    call_procedure.c \
    caret.c \
    characters.c \
    class.c \
    control_art.c \
    cursor_state.c \
    def_window_proc.c \
    draw_caption.c \
    draw_edge.c \
    draw_frame_control.c \
    draw_text.c \
    focus.c \
    hook.c \
    icon.c \
    icon_draw.c \
    icon_info.c \
    icon_load.c \
    input.c \
    keyboard.c \
    keyboard_state.c \
    load_image.c \
    main.c \
    menu_bar.c \
    message_queue.c \
    message_remote.c \
    message_send.c \
    monitor.c \
    move_size.c \
    nonclient.c \
    painting.c \
    picture.c \
    picture_directory.c \
    picture_scale.c \
    rectangle.c \
    scroll_bar.c \
    scrolling.c \
    shared.c \
    show_window.c \
    string_resources.c \
    surface.c \
    system_colors.c \
    system_cursors.c \
    system_icons.c \
    system_metrics.c \
    system_parameter_structures.c \
    system_parameters.c \
    tabbed_text.c \
    text_copy.c \
    text_layout.c \
    timer.c \
    user_object.c \
    user_registry.c \
    window.c \
    window_create.c \
    window_dc.c \
    window_icon.c \
    window_internal.c \
    window_metrics.c \
    window_position.c \
    window_station.c \
    window_tree.c \
    windowless.c \
    wsprintf.c
user32_UNIX_SRCS := unix/png.c
user32_CFLAGS := -D_USER32_
user32_IMPORTS := gdi32 kernel32
$(eval $(call dll,user32))
