# Apartments, classes in the process, the task allocator, GUIDs, streams, drag and drop in the process.
ole32_SRCS := apartment.c bind_context.c class.c drag_drop.c memory_stream.c stream_helpers.c guid.c property_variant.c proxy_blanket.c task_memory.c
ole32_IMPORTS := kernel32 advapi32 oleaut32 user32 gdi32
ole32_LIBS := -luuid
$(eval $(call dll,ole32))
