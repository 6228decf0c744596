$(foreach test,$(basename $(notdir $(wildcard $(srcdir)/tests/usp10/*.c))),$(eval TEST_LIBS_usp10_$(test) := -lusp10 -lgdi32 -luser32))
