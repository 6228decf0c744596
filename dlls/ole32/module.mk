# So far what console programs use: apartments, classes in the process, the task allocator, GUIDs.
ole32_SRCS := apartment.c class.c guid.c property_variant.c task_memory.c
ole32_IMPORTS := kernel32 advapi32 oleaut32
ole32_LIBS := -luuid
$(eval $(call dll,ole32))
