# Programs with real DLLs beside them: tests/loader/dll/NAME.c becomes wr_NAME.dll, with an import library and one for delay loading.
loader_test_dlls := notes first second third late later delayed registered
loader_flags_registered := -Wl,--kill-at -ladvapi32
loader_imports_first := notes
loader_imports_second := notes first
loader_imports_third := notes second
loader_imports_late := notes later
loader_imports_later := notes

# Without the C runtime, whose thread-local storage DisableThreadLibraryCalls does not go along with.
loader_flags_first = -nostartfiles -Wl,--entry=$(if $(filter i386,$(1)),_DllMain@12,DllMain)

# 1: architecture, 2: name
define loader_test_dll
objects += obj/$(1)/tests/loader/dll/$(2).c.o
obj/$(1)/tests/loader/dll/$(2).c.o: private windows_flags := $(program_flags)
obj/$(1)/tests/loader/dll/$(2).c.o: private windows_flags_$(1) :=
tests/$(1)/loader/wr_$(2).dll: obj/$(1)/tests/loader/dll/$(2).c.o $(patsubst %,tests/$(1)/loader/wr_%.dll,$(loader_imports_$(2)))
	@mkdir -p $$(@D)
	$$(call quiet,LINK)$(link_$(1)) -shared $(program_link) $(loader_flags_$(2)) -Wl,--out-implib,obj/$(1)/tests/loader/dll/libwr_$(2).a \
	    -Wl,--output-def,obj/$(1)/tests/loader/dll/wr_$(2).def -o $$@ $$< $(patsubst %,obj/$(1)/tests/loader/dll/libwr_%.a,$(loader_imports_$(2)))
test_programs += tests/$(1)/loader/wr_$(2).dll
endef
$(foreach arch,$(archs),$(foreach name,$(loader_test_dlls),$(eval $(call loader_test_dll,$(arch),$(name)))))

# The names are written down here because one of these DLLs does not exist, and the other lacks a function that its list promises.
define loader_delay_library
obj/$(1)/tests/loader/dll/delay_$(2).a: $(srcdir)/tests/loader/module.mk
	@mkdir -p $$(@D)
	@printf 'LIBRARY wr_$(2).dll\nEXPORTS\n$(3)' >$$@.def
	$$(call quiet,IMPORTS)$(dlltool_$(1)) -d $$@.def --output-delaylib $$@
tests/$(1)/loader/delay.exe: obj/$(1)/tests/loader/dll/delay_$(2).a
endef
$(foreach arch,$(archs),\
    $(eval $(call loader_delay_library,$(arch),delayed,delayed_answer\ndelayed_sum\ndelayed_not_there\n))\
    $(eval $(call loader_delay_library,$(arch),absent,absent_answer\n))\
    $(eval tests/$(arch)/loader/delay.exe: tests/$(arch)/loader/wr_delayed.dll)\
    $(eval tests/$(arch)/loader/order.exe: $(patsubst %,tests/$(arch)/loader/wr_%.dll,$(loader_test_dlls))))

TEST_LIBS_loader_delay = $(patsubst %,obj/$(1)/tests/loader/dll/delay_%.a,delayed absent) -ldelayimp
TEST_LIBS_loader_order = $(patsubst %,obj/$(1)/tests/loader/dll/libwr_%.a,third first notes)
