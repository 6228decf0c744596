TEST_LIBS_winmm_time := -lwinmm
