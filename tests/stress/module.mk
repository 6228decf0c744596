TEST_LIBS_stress_random_api := -lpsapi -lws2_32
