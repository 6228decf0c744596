TEST_LIBS_pdh_query := -lpdh
