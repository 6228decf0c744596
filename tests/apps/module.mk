TEST_LIBS_apps_tls_client := -lsecur32
TEST_LIBS_apps_desktop_client := -lgdi32 -lshell32
TEST_LIBS_apps_tray_client := -lshell32
TEST_LIBS_apps_gui_driver := -lgdi32
