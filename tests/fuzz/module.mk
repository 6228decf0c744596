FUZZ_SRCS_pe_reader := loader/pe_reader.c
FUZZ_SRCS_pe_image = $(UNIT_SRCS_virtual)
FUZZ_SRCS_protocol = $(server_core_SRCS)
FUZZ_LIBS_protocol := $(SQLITE_LIBS)
FUZZ_SRCS_manifest := dlls/ntdll/manifest.c
FUZZ_SRCS_path := dlls/ntdll/unix/path.c dlls/ntdll/unix/path_cache.c dlls/ntdll/unix/path_names.c
FILE_CFLAGS_tests/fuzz/path.c := -I$(srcdir)/dlls/ntdll/unix
