TEST_LIBS_kernel32_sync_locks := -lsynchronization
