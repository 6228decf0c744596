TEST_LIBS_kernel32_sync_locks := -lsynchronization
TEST_LIBS_kernel32_normalization := -lnormaliz
FILE_CFLAGS_tests/kernel32/normalization.c := -I$(gen)/tests
$(foreach arch,$(archs),obj/$(arch)/tests/kernel32/normalization.c.o): $(gen)/tests/normalization_rows.h
$(gen)/tests/normalization_rows.h: $(srcdir)/tools/make_normalization_test.py
	$(call quiet,GEN)$(PYTHON3) $< $@
