TEST_LIBS_dbghelp_minidump := -ldbghelp
TEST_LIBS_dbghelp_symbol_names := -ldbghelp
