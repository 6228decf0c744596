# ntdll.dll; one source a line, by topic. ntdll_UNIX_SRCS is the Unix side, linked into `winrun`.
ntdll_SRCS := \
    path.c \
    current_directory.c \
    file.c \
    file_name.c \
    file_extra.c \
    file_io.c \
    console.c \
    async_io.c \
    file_information.c \
    file_control.c \
    disk_control.c \
    serial.c \
    directory.c \
    volume.c \
    pipe.c \
    socket.c \
    socket_io.c \
    socket_engine.c \
    socket_events.c \
    socket_poll.c \
    registry.c \
    registry_cache.c \
    token.c \
    token_information.c \
    access_check.c \
    security_object.c \
    unix_call.S \
    crt_memory.c \
    crt_string.c \
    crt_wide.c \
    crt_number.c \
    crt_ctype.c \
    crt_sort.c \
    crt_format.c \
    virtual.c \
    section.c \
    exception.c \
    crash_report.c \
    debug.c \
    debug_object.c \
    debug_ui.c \
    log.c \
    process_start.c \
    process_parameters.c \
    environment.c \
    heap.c \
    heap_info.c \
    heap_listing.c \
    rtl_ansi.c \
    rtl_version.c \
    nls_tables.c \
    nls_utf8.c \
    nls_code_page.c \
    nls_settings.c \
    nls_rtl.c \
    nls_normalize.c \
    nls_data.S \
    atom.c \
    time.c \
    time_zone.c \
    ldr_module.c \
    ldr_paths.c \
    ldr_search.c \
    ldr_apiset.c \
    ldr_export.c \
    ldr_import.c \
    ldr_tls.c \
    ldr_attach.c \
    ldr_unload.c \
    ldr_notify.c \
    ldr_api.c \
    ldr_datafile.c \
    ldr_resource.c \
    ldr_delay.c \
    manifest.c \
    actctx.c \
    actctx_query.c \
    rtl_slist.c \
    rtl_integer.c \
    rtl_bitmap.c \
    rtl_error.c \
    rtl_image.c \
    rtl_string.c \
    handle.c \
    object.c \
    slot.c \
    futex.c \
    wait.c \
    event.c \
    mutant.c \
    semaphore.c \
    timer.c \
    apc.c \
    critical_section.c \
    srw_lock.c \
    condition_variable.c \
    wait_on_address.c \
    run_once.c \
    barrier.c \
    thread.c \
    thread_info.c \
    thread_context.c \
    remote.c \
    process_walk.c \
    fls.c \
    process.c \
    process_info.c \
    completion_port.c \
    keyed_event.c \
    job.c \
    job_port.c \
    system_info.c \
    threadpool.c \
    threadpool_service.c \
    threadpool_io.c \
    threadpool_legacy.c \

ntdll_x86_64_SRCS += context_x86_64.S exception_x86_64.c unwind_x86_64.c function_table_x86_64.c
ntdll_i386_SRCS += context_i386.S exception_i386.c

# The character data is made from Debian's unicode-data and iconv.
ntdll_GENERATED := nls_data.S nls_offsets.h nls_data.bin time_zones.h
$(gen)/dlls/ntdll/time_zones.h: $(srcdir)/tools/make_time_zones.py
	@mkdir -p $(@D)
	$(call quiet,GEN)$(PYTHON3) $< $@
$(gen)/dlls/ntdll/nls_data.S: $(srcdir)/tools/make_nls.py $(srcdir)/tools/unicode_tables.py
	$(call quiet,GEN)$(PYTHON3) $< $(@D)
$(gen)/dlls/ntdll/nls_offsets.h $(gen)/dlls/ntdll/nls_data.bin: $(gen)/dlls/ntdll/nls_data.S ;

# The compiler must not turn these functions into calls of themselves.
$(foreach file,crt_memory.c crt_string.c crt_wide.c crt_number.c crt_ctype.c crt_format.c,$(eval FILE_CFLAGS_dlls/ntdll/$(file) := -fno-builtin -fno-tree-loop-distribute-patterns))

ntdll_UNIX_SRCS := \
    unix/dispatcher.S \
    unix/native_open.c \
    unix/context.c \
    unix/signal.c \
    unix/thread.c \
    unix/core.c \
    unix/sync.c \
    unix/process.c \
    unix/control.c \
    unix/control_work.c \
    unix/debug.c \
    unix/debug_registers.c \
    unix/console.c \
    unix/console_terminal.c \
    unix/console_screen.c \
    unix/console_vt.c \
    unix/console_decode.c \
    unix/console_input.c \
    unix/console_request.c \
    unix/console_line.c \
    unix/console_pseudo.c \
    unix/locale.c \
    unix/module.c \
    unix/job_memory.c \
    unix/virtual.c \
    unix/virtual_tree.c \
    unix/virtual_fault.c \
    unix/virtual_placeholder.c \
    unix/image.c \
    unix/image_headers.c \
    unix/section.c \
    unix/memory_other.c \
    unix/path.c \
    unix/path_cache.c \
    unix/path_names.c \
    unix/file_open.c \
    unix/file_info.c \
    unix/file_io.c \
    unix/directory_lookahead.c \
    unix/file_directory.c \
    unix/file_names.c \
    unix/file_volume.c \
    unix/file_pipe.c \
    unix/socket.c \
    unix/socket_transfer.c \
    unix/socket_options.c \
    unix/resolver.c \
    unix/network_echo.c \
    unix/network_tables.c \
    unix/file_security.c \
    unix/serial.c \
    unix/file_stream.c \
    unix/file_reparse.c \
    unix/file_search.c \
    unix/thread_scratch.c \
    unix/file_watch.c

$(eval $(call dll,ntdll))
