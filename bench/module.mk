TEST_LIBS_bench_sockets := -lws2_32
