# Shows the windows of a prefix on X, and makes screenshots without one.
winrun-desktop_SRCS := main.c connection.c records.c surface.c screenshot.c \
    x11_main.c x11_window.c x11_focus.c x11_input.c x11_keyboard.c x11_selection.c x11_screen.c x11_shape.c x11_tray.c
winrun-desktop_CFLAGS := $(DESKTOP_CFLAGS)
winrun-desktop_LIBS := $(DESKTOP_LIBS)
$(eval $(call unix_program,winrun-desktop))
