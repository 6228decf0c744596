TEST_LIBS_netapi32_workstation := -lnetapi32
TEST_LIBS_netapi32_users := -lnetapi32 -ladvapi32
