TEST_LIBS_lz32_expand := -llz32
