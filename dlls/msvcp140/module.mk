# The C++ standard library's DLL. Two files are msvcrt's: thrown objects need tables in the DLL that throws them.
msvcp140_SRCS := throw.c exception_objects.c cxx_this_i386.S exception_pointer.c mutex.c condition.c thread.c time.c locale.c
msvcp140_GENERATED := exception_objects.c cxx_this_i386.S
msvcp140_IMPORTS := kernel32 ucrtbase vcruntime140
msvcp140_CFLAGS := -fno-builtin -I$(srcdir)/dlls/msvcrt

$(gen)/dlls/msvcp140/%: $(srcdir)/dlls/msvcrt/%
	@mkdir -p $(@D)
	@echo '#include "$<"' >$@

msvcp140_VERSION := 14.30.30704.0
$(eval $(call dll,msvcp140))
