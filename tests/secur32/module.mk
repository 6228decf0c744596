TEST_LIBS_secur32_schannel := -lsecur32 -lcrypt32
TEST_LIBS_secur32_names := -lsecur32
TEST_LIBS_secur32_logon_session := -lsecur32 -ladvapi32
