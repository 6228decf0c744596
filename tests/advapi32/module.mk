TEST_LIBS_advapi32_registry_keys := -ladvapi32
TEST_LIBS_advapi32_registry_values := -ladvapi32
TEST_LIBS_advapi32_registry_views := -ladvapi32
TEST_LIBS_advapi32_sid := -ladvapi32
TEST_LIBS_advapi32_acl := -ladvapi32
TEST_LIBS_advapi32_token := -ladvapi32
TEST_LIBS_advapi32_hash_and_services := -ladvapi32
