# Builds everything under tests/ and bench/. There is nothing to list: each C file is a program. See the top of Makefile.in.

test_programs :=
bench_programs :=

# ---- Windows programs. 1: architecture, 2: source, relative to the top, 3: program, 4: suffix of its TEST_* variables
define windows_test
objects += obj/$(1)/$(2).o
obj/$(1)/$(2).o: private windows_flags := $(program_flags) $(TEST_CFLAGS_$(4))
obj/$(1)/$(2).o: private windows_flags_$(1) :=
$(3): obj/$(1)/$(2).o
	@mkdir -p $$(@D)
	$$(call quiet,LINK)$(link_$(1)) $(program_link) -o $$@ $$< $(TEST_LIBS_$(4))
endef

# 1: folder, below which every C file is a program; 2: folder of the programs, 3: prefix of their TEST_* variables
windows_test_sources = $(patsubst $(srcdir)/$(1)/%.c,%,$(sort $(wildcard $(srcdir)/$(1)/*.c)))
windows_tests_of = $(foreach arch,$(archs),$(foreach topic,$(call windows_test_sources,$(1)),$(subst ARCH,$(arch),$(2))/$(topic).exe\
    $(eval $(call windows_test,$(arch),$(1)/$(topic).c,$(subst ARCH,$(arch),$(2))/$(topic).exe,$(3)_$(topic)))))

conformance_folders := $(filter-out unit fuzz apps,$(patsubst $(srcdir)/tests/%/,%,$(sort $(dir $(wildcard $(srcdir)/tests/*/*.c)))))
conformance_programs := $(foreach name,$(conformance_folders),$(call windows_tests_of,tests/$(name),tests/ARCH/$(name),$(name)))
test_programs += $(conformance_programs) $(call windows_tests_of,tests/apps,tests/ARCH/apps,apps)
bench_programs += $(call windows_tests_of,bench/windows,bench/ARCH,bench)

# ---- C++ programs of Microsoft's ABI: clang compiles them, without that compiler's headers and libraries, and our linker takes
# the runtime from vcruntime140.dll. Without clang they are left out. 1: architecture, 2: topic
cxx_target_x86_64 := x86_64-pc-windows-msvc19.29
cxx_target_i386 := i686-pc-windows-msvc19.29
cxx_flags := -std=c++17 -O1 -fexceptions -fcxx-exceptions -frtti -fno-stack-protector -Wall -Wextra -fmacro-prefix-map=$(srcdir)/=
cxx_imports = $(addprefix obj/$(1)/imports/,libvcruntime140.a libucrtbase.a)
# The list of safe handlers means nothing to the linker, which would take it for a part of the program.
define cxx_test
obj/$(1)/tests/cxx/$(2).cpp.o: $(srcdir)/tests/cxx/$(2).cpp $(srcdir)/tests/cxx/msvc.h
	@mkdir -p $$(@D)
	$$(call quiet,CXX)$(CLANGXX) --target=$(cxx_target_$(1)) $(cxx_flags) -c -o $$@ $$<
	@$(patsubst %strip,%objcopy,$(strip_$(1))) --remove-section .sxdata $$@
tests/$(1)/cxx/$(2).exe: obj/$(1)/tests/cxx/$(2).cpp.o obj/$(1)/tests/cxx/support/main.c.o $(call cxx_imports,$(1))
	@mkdir -p $$(@D)
	$$(call quiet,LINK)$(link_$(1)) $(program_link) -o $$@ $$^
test_programs += tests/$(1)/cxx/$(2).exe
endef
define cxx_support
objects += obj/$(1)/tests/cxx/support/main.c.o
obj/$(1)/tests/cxx/support/main.c.o: private windows_flags := $(program_flags)
obj/$(1)/tests/cxx/support/main.c.o: private windows_flags_$(1) :=
endef
cxx_topics := $(if $(CLANGXX),$(patsubst $(srcdir)/tests/cxx/%.cpp,%,$(sort $(wildcard $(srcdir)/tests/cxx/*.cpp))))
$(foreach arch,$(archs),$(eval $(call cxx_support,$(arch)))$(foreach topic,$(cxx_topics),$(eval $(call cxx_test,$(arch),$(topic)))))

# ---- unit tests: Linux programs with sanitizers
define unit_test
objects += $(patsubst %,obj/sanitized/%.o,tests/unit/$(1).c $(UNIT_SRCS_$(1)))
tests/unit/$(1): $(patsubst %,obj/sanitized/%.o,tests/unit/$(1).c $(UNIT_SRCS_$(1)))
	@mkdir -p $$(@D)
	$$(call quiet,LINK)$(CC) $(unix_link) $(sanitizers) -o $$@ $$^ $(UNIT_LIBS_$(1))
endef
unit_topics := $(patsubst $(srcdir)/tests/unit/%.c,%,$(sort $(wildcard $(srcdir)/tests/unit/*.c)))
$(foreach topic,$(unit_topics),$(eval $(call unit_test,$(topic))))
test_programs += $(addprefix tests/unit/,$(unit_topics))

# ---- fuzz targets: libFuzzer where clang has it, otherwise a driver of our own that replays and mutates the seeds
fuzz_driver := tests/fuzz/standalone_driver.c
define fuzz_target
objects += $(patsubst %,obj/fuzz/%.o,tests/fuzz/$(1).c $(FUZZ_SRCS_$(1)))
tests/fuzz/$(1): $(patsubst %,obj/fuzz/%.o,tests/fuzz/$(1).c $(FUZZ_SRCS_$(1)) $(if $(CLANG),,$(fuzz_driver)))
	@mkdir -p $$(@D)
	$$(call quiet,LINK)$(fuzz_cc) -pthread $(sanitizers) $(if $(CLANG),-fsanitize=fuzzer) -o $$@ $$^ $(FUZZ_LIBS_$(1))
endef
fuzz_topics := $(patsubst $(srcdir)/tests/fuzz/%.c,%,$(sort $(filter-out $(srcdir)/$(fuzz_driver),$(wildcard $(srcdir)/tests/fuzz/*.c))))
$(foreach topic,$(fuzz_topics),$(eval $(call fuzz_target,$(topic))))
test_programs += $(addprefix tests/fuzz/,$(fuzz_topics))

# ---- native twins of the benchmarks
define native_bench
objects += obj/unix/bench/native/$(1).c.o
bench/native/$(1): obj/unix/bench/native/$(1).c.o
	@mkdir -p $$(@D)
	$$(call quiet,LINK)$(CC) $(unix_link) -o $$@ $$^
endef
native_benches := $(patsubst $(srcdir)/bench/native/%.c,%,$(sort $(wildcard $(srcdir)/bench/native/*.c)))
$(foreach topic,$(native_benches),$(eval $(call native_bench,$(topic))))
bench_programs += $(addprefix bench/native/,$(native_benches))

.PHONY: unit-tests fuzz-targets conformance bench-programs
bench-programs: $(bench_programs)
conformance: $(conformance_programs)
unit-tests: $(addprefix tests/unit/,$(unit_topics))
fuzz-targets: $(addprefix tests/fuzz/,$(fuzz_topics))
tests: $(test_programs) $(if $(wildcard $(srcdir)/server/module.mk),$(sanitized)/winrun-server)
