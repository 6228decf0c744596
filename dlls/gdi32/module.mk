# gdi32.dll; one source a line.
gdi32_SRCS := \
    alpha_blend.c \
    arcs.c \
    bitmap.c \
    blit.c \
    brush.c \
    brush_realize.c \
    character_placement.c \
    clip.c \
    dc.c \
    dc_attributes.c \
    dc_select.c \
    device_caps.c \
    dib.c \
    dib_section.c \
    dib_transfer.c \
    ellipse.c \
    emf_enumerate.c \
    emf_play_bitmaps.c \
    emf_play_mapping.c \
    emf_play_objects.c \
    emf_play_shapes.c \
    enhanced_metafile.c \
    fill.c \
    flood_fill.c \
    font.c \
    font_data.c \
    font_enumeration.c \
    font_faces.c \
    font_link.c \
    font_mapping.c \
    font_outline.c \
    font_realize.c \
    font_resource.c \
    font_symbols.c \
    gdi_objects.c \
    gdi_window_dc.c \
    get_dibits.c \
    glyph_cache.c \
    glyph_outline.c \
    gradient.c \
    line.c \
    lines.c \
    mask_blt.c \
    metafile.c \
    metafile_check.c \
    metafile_convert.c \
    metafile_record.c \
    palette.c \
    path.c \
    path_geometry.c \
    path_stroke.c \
    pen.c \
    pen_realize.c \
    pixel.c \
    plg_blt.c \
    polygon.c \
    polygons.c \
    raster.c \
    raster_copy.c \
    raster_fill.c \
    raster_translate.c \
    record_bitmaps.c \
    record_objects.c \
    record_shapes.c \
    region.c \
    region_api.c \
    region_draw.c \
    rle.c \
    rop.c \
    sampler.c \
    shape.c \
    shapes.c \
    stock.c \
    stroke.c \
    text_ansi.c \
    text_bidi.c \
    text_blend.c \
    text_complex.c \
    text_extent.c \
    text_itemize.c \
    text_layout.c \
    text_metrics.c \
    text_outline_metrics.c \
    text_output.c \
    text_path.c \
    text_shape.c \
    text_widths.c \
    transform.c \
    windows_metafile.c \
    wmf_check.c \
    wmf_play.c
gdi32_CFLAGS := -D_GDI32_
gdi32_IMPORTS := kernel32
# Loops over pixels: the third level makes vectors of them
$(foreach source,blit line raster raster_fill raster_translate rop sampler text_blend,$(eval FILE_CFLAGS_dlls/gdi32/$(source).c := -O3))
# Headers only: FreeType and fontconfig are loaded at the first use
gdi32_UNIX_SRCS := $(addprefix unix/font_,cache.c face.c glyph.c library.c list.c marlett.c memory.c shape.c)
$(foreach source,$(gdi32_UNIX_SRCS),$(eval FILE_CFLAGS_dlls/gdi32/$(source) := $(FONT_CFLAGS) -I$(srcdir)/dlls/ntdll/unix))
$(eval $(call dll,gdi32))
