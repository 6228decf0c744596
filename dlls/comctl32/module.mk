# comctl32.dll, version 5.82; one source a line.
comctl32_SRCS := \
    arrays.c \
    common.c \
    flat_scroll_bar.c \
    header.c \
    helpers.c \
    image_list.c \
    image_list_copy.c \
    image_list_draw.c \
    list_columns.c \
    list_edit.c \
    list_input.c \
    list_items.c \
    list_layout.c \
    list_paint.c \
    list_view.c \
    main.c \
    progress_bar.c \
    property_sheet.c \
    status_bar.c \
    subclass.c \
    tab.c \
    tool_bar.c \
    tool_items.c \
    tool_layout.c \
    tooltips.c \
    track_bar.c \
    tree_edit.c \
    tree_input.c \
    tree_items.c \
    tree_layout.c \
    tree_paint.c \
    tree_view.c \
    up_down.c
comctl32_IMPORTS := user32 gdi32 kernel32
comctl32_CFLAGS := -D_COMCTL32_
comctl32_VERSION := 5.82.19041.1
$(eval $(call dll,comctl32))
