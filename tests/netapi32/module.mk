TEST_LIBS_netapi32_workstation := -lnetapi32
