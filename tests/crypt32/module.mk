TEST_LIBS_crypt32_certificate := -lcrypt32
TEST_LIBS_crypt32_chain := -lcrypt32
TEST_LIBS_crypt32_protect := -lcrypt32
TEST_LIBS_crypt32_store := -lcrypt32
TEST_LIBS_crypt32_text := -lcrypt32
