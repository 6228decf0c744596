TEST_LIBS_oleaut32_safe_array := -loleaut32 -lole32
TEST_LIBS_oleaut32_change_type := -loleaut32 -lole32
TEST_LIBS_oleaut32_error_info := -loleaut32 -lole32 -luuid
