TEST_LIBS_ntdll_sync_objects := -lntdll
