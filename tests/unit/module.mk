# Sources that the unit tests link with; see the top of Makefile.in.
UNIT_SRCS_virtual := $(addprefix dlls/ntdll/unix/,virtual.c virtual_tree.c virtual_fault.c virtual_placeholder.c image.c image_headers.c section.c memory_other.c)

server_core_SRCS := $(addprefix server/,$(filter-out main.c,$(winrun-server_SRCS)))
UNIT_SRCS_server_objects = $(server_core_SRCS)
UNIT_SRCS_server_files = $(server_core_SRCS)
UNIT_SRCS_server_registry = $(server_core_SRCS)
UNIT_LIBS_server_objects := $(SQLITE_LIBS)
UNIT_LIBS_server_files := $(SQLITE_LIBS)
UNIT_LIBS_server_registry := $(SQLITE_LIBS)
