# gdi32.dll; one source a line.
gdi32_SRCS := \
    alpha_blend.c \
    bitmap.c \
    blit.c \
    brush.c \
    brush_realize.c \
    clip.c \
    dc.c \
    dc_attributes.c \
    dc_select.c \
    device_caps.c \
    dib.c \
    dib_section.c \
    dib_transfer.c \
    ellipse.c \
    fill.c \
    flood_fill.c \
    gdi_objects.c \
    gdi_window_dc.c \
    get_dibits.c \
    gradient.c \
    mask_blt.c \
    palette.c \
    pen.c \
    pixel.c \
    plg_blt.c \
    polygon.c \
    raster.c \
    raster_copy.c \
    raster_fill.c \
    raster_translate.c \
    region.c \
    region_api.c \
    rle.c \
    rop.c \
    sampler.c \
    stock.c \
    transform.c
# Simple forms of what is still missing.
gdi32_SRCS += $(foreach topic,region clip transform path font polygon,$(if $(filter $(topic).c,$(gdi32_SRCS)),,interim_$(topic).c))
gdi32_CFLAGS := -D_GDI32_
gdi32_IMPORTS := kernel32
# Headers only: FreeType and fontconfig are loaded at the first use
gdi32_UNIX_SRCS := $(addprefix unix/font_,face.c glyph.c library.c list.c marlett.c memory.c)
$(foreach source,$(gdi32_UNIX_SRCS),$(eval FILE_CFLAGS_dlls/gdi32/$(source) := $(FONT_CFLAGS)))
$(eval $(call dll,gdi32))
