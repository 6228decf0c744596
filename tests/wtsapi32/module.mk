TEST_LIBS_wtsapi32_sessions := -lwtsapi32
