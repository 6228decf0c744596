TEST_LIBS_dbghelp_minidump := -ldbghelp
