TEST_LIBS_iphlpapi_interfaces := -liphlpapi -lws2_32
