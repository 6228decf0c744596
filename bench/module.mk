TEST_LIBS_bench_sockets := -lws2_32
TEST_LIBS_bench_core := -ladvapi32
