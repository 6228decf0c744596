$(foreach test,$(basename $(notdir $(wildcard $(srcdir)/tests/comctl32/*.c))),$(eval TEST_LIBS_comctl32_$(test) := -lcomctl32 -luser32 -lgdi32))
