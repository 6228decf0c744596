winrun-server_SRCS := main.c core.c client.c dispatch.c log.c text.c clock.c kill.c status.c \
    slots.c object.c reference.c directory.c waitable.c section.c \
    process.c process_death.c thread.c handles.c file.c file_lock.c pipe.c job.c job_limits.c job_port.c control.c debug.c token.c security.c \
    windowing.c window.c window_data.c atom.c queue.c message.c input.c clipboard.c desktop_client.c \
    key.c registry_tree.c registry_path.c registry_notify.c registry_store.c registry_base.c registry_base_text.S
winrun-server_CFLAGS := $(SQLITE_CFLAGS)
winrun-server_LIBS := $(SQLITE_LIBS)
$(eval $(call unix_program,winrun-server))

# The base layer is part of the executable.
registry_time_zones := $(gen)/server/registry_time_zones.txt
FILE_CFLAGS_server/registry_base_text.S := -DREGISTRY_BASE_FILE='"$(srcdir)/server/registry_base.txt"' \
    -DREGISTRY_TIME_ZONES_FILE='"$(registry_time_zones)"'
$(foreach kind,unix sanitized fuzz,obj/$(kind)/server/registry_base_text.S.o): $(srcdir)/server/registry_base.txt $(registry_time_zones)
$(registry_time_zones): $(srcdir)/tools/make_registry_time_zones.py
	@mkdir -p $(@D)
	$(call quiet,GEN)$(PYTHON3) $< $@
