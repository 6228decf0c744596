TEST_LIBS_shlwapi_path := -lshlwapi
TEST_LIBS_shlwapi_strings := -lshlwapi -lole32
TEST_LIBS_shlwapi_file_stream := -lshlwapi -lole32 -luuid -luser32
TEST_LIBS_shlwapi_url := -lshlwapi
TEST_LIBS_shlwapi_registry := -lshlwapi -ladvapi32
