TEST_LIBS_ole32_memory_stream := -lole32 -luuid
TEST_LIBS_ole32_drag_drop := -lole32 -luuid
TEST_LIBS_ole32_storage := -lole32 -luuid -luser32
