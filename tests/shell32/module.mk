TEST_LIBS_shell32_item_id_list := -lshell32 -lole32 -luuid -luser32
TEST_LIBS_shell32_file_info := -lshell32 -lole32 -luuid -luser32
TEST_LIBS_shell32_shell_item := -lshell32 -lole32 -luuid -luser32
TEST_LIBS_shell32_shell_link := -lshell32 -lole32 -luuid
