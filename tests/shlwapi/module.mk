TEST_LIBS_shlwapi_path := -lshlwapi
TEST_LIBS_shlwapi_strings := -lshlwapi -lole32
