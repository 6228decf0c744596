$(foreach test,$(basename $(notdir $(wildcard $(srcdir)/tests/user32/*.c))),$(eval TEST_LIBS_user32_$(test) := -luser32 -lgdi32))
