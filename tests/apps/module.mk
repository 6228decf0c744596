TEST_LIBS_apps_tls_client := -lsecur32
