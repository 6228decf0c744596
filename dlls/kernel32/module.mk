# kernel32.dll; one source a line. Files carry the names of Microsoft's headers.
kernel32_SRCS := \
    timezoneapi.c \
    winnls_codepage.c \
    stringapiset_convert.c \
    startup.c \
    debugapi.c \
    errhandlingapi.c \
    badptr.c \
    global_local.c \
    sysinfoapi_memory.c \
    memoryapi.c \
    heapapi.c \
    libloaderapi.c \
    resources.c \
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
    consoleapi.c \
    console_screen.c

kernel32_IMPORTS := ntdll

$(eval $(call dll,kernel32))
