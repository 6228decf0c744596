TEST_LIBS_rpcrt4_uuid := -lrpcrt4
