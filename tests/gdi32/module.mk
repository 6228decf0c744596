$(foreach test,$(basename $(notdir $(wildcard $(srcdir)/tests/gdi32/*.c))),$(eval TEST_LIBS_gdi32_$(test) := -lgdi32 -lmsimg32))
