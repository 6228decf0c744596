TEST_LIBS_riched20_text := -lgdi32
TEST_LIBS_riched20_rtf := -lgdi32
