FUZZ_SRCS_pe_reader := loader/pe_reader.c
FUZZ_SRCS_pe_image = $(UNIT_SRCS_virtual)
FUZZ_SRCS_protocol = $(server_core_SRCS)
FUZZ_LIBS_protocol := $(SQLITE_LIBS)
FUZZ_SRCS_manifest := dlls/ntdll/manifest.c
FUZZ_SRCS_path := dlls/ntdll/unix/path.c dlls/ntdll/unix/path_cache.c dlls/ntdll/unix/path_names.c
FILE_CFLAGS_tests/fuzz/path.c := -I$(srcdir)/dlls/ntdll/unix
FUZZ_SRCS_cmd := programs/cmd/expand.c programs/cmd/lexer.c programs/cmd/parser.c programs/cmd/set_arithmetic.c programs/cmd/text.c programs/cmd/unparse.c
FILE_CFLAGS_tests/fuzz/cmd.c := -I$(srcdir)/programs/cmd
FUZZ_SRCS_resource_image := dlls/kernel32/resource_image.c
FILE_CFLAGS_tests/fuzz/resource_image.c := -I$(srcdir)/dlls/kernel32
FUZZ_SRCS_console_decode := dlls/ntdll/unix/console_decode.c
FILE_CFLAGS_tests/fuzz/console_decode.c := -I$(srcdir)/dlls/ntdll/unix
FUZZ_SRCS_der := dlls/crypt32/der.c
FUZZ_SRCS_picture := dlls/user32/picture.c dlls/user32/picture_directory.c
FILE_CFLAGS_tests/fuzz/picture.c := -I$(srcdir)/dlls/user32
FUZZ_SRCS_dialog_template := dlls/user32/dialog_template.c
FILE_CFLAGS_tests/fuzz/dialog_template.c := -I$(srcdir)/dlls/user32
FUZZ_SRCS_font = $(addprefix dlls/gdi32/,$(gdi32_UNIX_SRCS))
FUZZ_LIBS_font := -ldl
FILE_CFLAGS_tests/fuzz/font.c := -I$(srcdir)/dlls/gdi32/unix -I$(srcdir)/dlls/ntdll/unix $(FONT_CFLAGS)
FUZZ_SRCS_metafile := dlls/gdi32/metafile_check.c dlls/gdi32/wmf_check.c
FILE_CFLAGS_tests/fuzz/metafile.c := -I$(srcdir)/dlls/gdi32
FUZZ_SRCS_hive := dlls/advapi32/hive_reader.c dlls/advapi32/hive_writer.c
FILE_CFLAGS_tests/fuzz/hive.c := -I$(srcdir)/dlls/advapi32
# PE sources with a few Windows types of their own
FILE_CFLAGS_tests/fuzz/code_pages.c := -fshort-wchar -I$(gen)/dlls/ntdll -DNLS_DATA_FILE='"$(gen)/dlls/ntdll/nls_data.bin"'
obj/fuzz/tests/fuzz/code_pages.c.o: $(gen)/dlls/ntdll/nls_offsets.h $(gen)/dlls/ntdll/nls_data.bin
FUZZ_SRCS_command_line := loader/command_line.c
FILE_CFLAGS_tests/fuzz/command_line.c := -fshort-wchar -I$(srcdir)/tests/fuzz/windows
FUZZ_SRCS_reg_script := programs/reg/script.c
FILE_CFLAGS_tests/fuzz/reg_script.c := -I$(srcdir)/programs/reg
FUZZ_SRCS_rtf := dlls/riched20/rtf_reader.c
FILE_CFLAGS_tests/fuzz/rtf.c := -I$(srcdir)/dlls/riched20
FUZZ_SRCS_link := dlls/shell32/link_file.c
FILE_CFLAGS_tests/fuzz/link.c := -I$(srcdir)/dlls/shell32
FUZZ_SRCS_szdd := dlls/lz32/szdd.c
