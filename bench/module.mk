TEST_LIBS_bench_sockets := -lws2_32
TEST_LIBS_bench_core := -ladvapi32
TEST_LIBS_bench_drawing := -lgdi32
TEST_LIBS_bench_messages := -lgdi32
