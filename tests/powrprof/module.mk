TEST_LIBS_powrprof_power := -lpowrprof
