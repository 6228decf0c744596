TEST_LIBS_ntdll_sync_objects := -lntdll
TEST_LIBS_ntdll_nls_convert := -lntdll
TEST_LIBS_ntdll_file_paths := -lntdll
