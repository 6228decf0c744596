TEST_LIBS_ws2_32_stream := -lws2_32
TEST_LIBS_ws2_32_overlapped := -lws2_32
TEST_LIBS_ws2_32_datagram := -lws2_32
TEST_LIBS_ws2_32_options := -lws2_32
TEST_LIBS_ws2_32_select := -lws2_32
TEST_LIBS_ws2_32_address := -lws2_32
TEST_LIBS_ws2_32_names := -lws2_32
TEST_LIBS_ws2_32_afd := -lws2_32
