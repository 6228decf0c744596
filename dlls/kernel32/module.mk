# kernel32.dll; one source a line. Files carry the names of Microsoft's headers.
kernel32_SRCS := \
    power.c \
    winnls_geo.c \
    profile_ansi.c \
    profile.c \
    format_message.c \
    atoms.c \
    winnls_number.c \
    datetimeapi.c \
    calendars.c \
    timezoneapi_registry.c \
    lstr.c \
    winnls_enum.c \
    winnls_enum_ansi.c \
    winnls_info.c \
    winnls_map.c \
    stringapiset.c \
    collation_data.S \
    collation.c \
    locale_data.S \
    locale_data.c \
    fileapi.c \
    fileapi_find.c \
    resource_image.c \
    resources_update.c \
    commapi.c \
    fileapi_changes.c \
    fileapi_mount.c \
    fileapi_streams.c \
    winbase_transacted.c \
    winbase_backup.c \
    fileapi_attributes.c \
    fileapi_path.c \
    fileapi_volume.c \
    winbase_file.c \
    winbase_delayed_move.c \
    winbase_legacy_file.c \
    ioapiset.c \
    namedpipeapi.c \
    timezoneapi.c \
    winnls_codepage.c \
    stringapiset_convert.c \
    stringapiset_iso2022.c \
    startup.c \
    interlockedapi.c \
    computer_name.c \
    debugapi.c \
    debugapi_debugger.c \
    tlhelp32_heap.c \
    errhandlingapi.c \
    badptr.c \
    global_local.c \
    sysinfoapi_memory.c \
    memoryapi.c pathcch.c \
    heapapi.c \
    libloaderapi.c \
    resources.c \
    actctx.c \
    processenv.c \
    winver.c \
    object_names.c \
    handleapi.c \
    synchapi.c \
    processthreadsapi.c \
    processthreadsapi_thread.c \
    processthreadsapi_create.c \
    processthreadsapi_attributes.c \
    fibersapi.c \
    ioapiset_completion.c \
    sysinfoapi_processors.c \
    threadpoolapi.c \
    appmodel.c \
    jobapi.c \
    tlhelp32.c \
    psapi.c \
    module_walk.c \
    binary_type.c \
    consoleapi_control.c \
    consoleapi.c \
    consoleapi_streams.c \
    consoleapi_input.c \
    console_cells.c \
    console_history.c \
    console_screen.c

# Locales and collation are made from Debian's unicode-cldr-core and unicode-data.
kernel32_GENERATED := locale_data.S locale_fields.h collation_data.S collation_offsets.h
$(gen)/dlls/kernel32/locale_data.S: $(srcdir)/tools/make_locales.py $(srcdir)/tools/data/locale_ids.tsv $(srcdir)/tools/data/geo_ids.tsv
	$(call quiet,GEN)$(PYTHON3) $< $(@D)
$(gen)/dlls/kernel32/collation_data.S: $(srcdir)/tools/make_collation.py $(srcdir)/tools/collation_rules.py $(srcdir)/tools/unicode_tables.py
	$(call quiet,GEN)$(PYTHON3) $< $(@D)
$(gen)/dlls/kernel32/locale_fields.h: $(gen)/dlls/kernel32/locale_data.S ;
$(gen)/dlls/kernel32/collation_offsets.h: $(gen)/dlls/kernel32/collation_data.S ;

kernel32_IMPORTS := ntdll

$(eval $(call dll,kernel32))
