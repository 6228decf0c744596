TEST_LIBS_stress_random_api := -lpsapi
