# Apartments, classes in the process, the task allocator, GUIDs, streams, compound files, drag and drop in the process.
ole32_SRCS := apartment.c bind_context.c class.c compound_commit.c compound_file.c compound_tree.c document.c drag_drop.c guid.c \
    lock_bytes.c memory_stream.c property_variant.c proxy_blanket.c storage.c storage_enumerator.c storage_functions.c \
    storage_stream.c stream_helpers.c task_memory.c
ole32_IMPORTS := kernel32 advapi32 oleaut32 user32 gdi32 msvcrt ntdll
ole32_LIBS := -luuid
$(eval $(call dll,ole32))
