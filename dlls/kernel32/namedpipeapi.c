/* Pipes, anonymous and named. */
#include "file_private.h"

BOOL WINAPI CreatePipe(PHANDLE read, PHANDLE write, LPSECURITY_ATTRIBUTES security, DWORD size)
{
    return check_status(winrun_create_pipe(read, write, security && security->bInheritHandle, size));
}

HANDLE WINAPI CreateNamedPipeW(LPCWSTR name, DWORD open_mode, DWORD pipe_mode, DWORD maximum_instances, DWORD out_size,
                               DWORD in_size, DWORD timeout, LPSECURITY_ATTRIBUTES security)
{
    static const ACCESS_MASK accesses[] = {0, GENERIC_READ, GENERIC_WRITE, GENERIC_READ | GENERIC_WRITE};
    static const ULONG shares[] = {0, FILE_SHARE_WRITE, FILE_SHARE_READ, FILE_SHARE_READ | FILE_SHARE_WRITE};
    struct nt_path path;
    IO_STATUS_BLOCK io;
    HANDLE handle;
    LARGE_INTEGER default_timeout = {.QuadPart = timeout ? -(LONGLONG)timeout * 10000 : -500000};
    DWORD direction = open_mode & PIPE_ACCESS_DUPLEX;
    if (!direction || !maximum_instances || maximum_instances > PIPE_UNLIMITED_INSTANCES) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    if (!nt_path_begin(&path, name)) return INVALID_HANDLE_VALUE;
    if (security && security->bInheritHandle) path.attributes.Attributes |= OBJ_INHERIT;
    ULONG options = open_mode & FILE_FLAG_OVERLAPPED ? 0 : FILE_SYNCHRONOUS_IO_NONALERT;
    if (open_mode & FILE_FLAG_WRITE_THROUGH) options |= FILE_WRITE_THROUGH;
    if (timeout == NMPWAIT_WAIT_FOREVER) default_timeout.QuadPart = INT64_MIN;
    NTSTATUS status = NtCreateNamedPipeFile(
        &handle, accesses[direction] | SYNCHRONIZE, &path.attributes, &io, shares[direction],
        open_mode & FILE_FLAG_FIRST_PIPE_INSTANCE ? FILE_CREATE : FILE_OPEN_IF, options,
        (pipe_mode & PIPE_TYPE_MESSAGE) != 0, (pipe_mode & PIPE_READMODE_MESSAGE) != 0, (pipe_mode & PIPE_NOWAIT) != 0,
        maximum_instances == PIPE_UNLIMITED_INSTANCES ? ~0u : maximum_instances, in_size, out_size, &default_timeout);
    nt_path_end(&path);
    if (status == STATUS_OBJECT_NAME_COLLISION) status = STATUS_ACCESS_DENIED;
    if (!check_status(status)) return INVALID_HANDLE_VALUE;
    return handle;
}

HANDLE WINAPI CreateNamedPipeA(LPCSTR name, DWORD open_mode, DWORD pipe_mode, DWORD maximum_instances, DWORD out_size,
                               DWORD in_size, DWORD timeout, LPSECURITY_ATTRIBUTES security)
{
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return INVALID_HANDLE_VALUE;
    HANDLE handle =
        CreateNamedPipeW(wide, open_mode, pipe_mode, maximum_instances, out_size, in_size, timeout, security);
    heap_free(wide);
    return handle;
}

BOOL WINAPI ConnectNamedPipe(HANDLE pipe, LPOVERLAPPED overlapped)
{
    IO_STATUS_BLOCK own_io, *io = overlapped ? (PIO_STATUS_BLOCK)overlapped : &own_io;
    HANDLE event = overlapped ? (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1) : NULL;
    PVOID context = overlapped && !((ULONG_PTR)overlapped->hEvent & 1) ? overlapped : NULL;
    io->Status = STATUS_PENDING;
    NTSTATUS status = NtFsControlFile(pipe, event, NULL, context, io, FSCTL_PIPE_LISTEN, NULL, 0, NULL, 0);
    if (status == STATUS_PENDING && !overlapped) {
        NtWaitForSingleObject(pipe, FALSE, NULL);
        status = io->Status;
    }
    if (status == STATUS_PENDING) return set_error(ERROR_IO_PENDING);
    return check_status(status);
}

BOOL WINAPI DisconnectNamedPipe(HANDLE pipe)
{
    IO_STATUS_BLOCK io;
    return check_status(NtFsControlFile(pipe, NULL, NULL, NULL, &io, FSCTL_PIPE_DISCONNECT, NULL, 0, NULL, 0));
}

BOOL WINAPI WaitNamedPipeW(LPCWSTR name, DWORD timeout)
{
    struct nt_path path;
    LONGLONG wait = timeout == NMPWAIT_WAIT_FOREVER       ? INT64_MIN
                    : timeout == NMPWAIT_USE_DEFAULT_WAIT ? 0
                                                          : -(LONGLONG)timeout * 10000;
    if (!nt_path_begin(&path, name)) return FALSE;
    NTSTATUS status = winrun_pipe_wait(&path.name, wait);
    nt_path_end(&path);
    if (status == STATUS_IO_TIMEOUT) return set_error(ERROR_SEM_TIMEOUT);
    return check_status(status);
}

BOOL WINAPI WaitNamedPipeA(LPCSTR name, DWORD timeout)
{
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return FALSE;
    BOOL result = WaitNamedPipeW(wide, timeout);
    heap_free(wide);
    return result;
}

BOOL WINAPI PeekNamedPipe(HANDLE pipe, LPVOID buffer, DWORD size, LPDWORD read, LPDWORD available, LPDWORD left)
{
    IO_STATUS_BLOCK io;
    uint8_t small[512 + sizeof(FILE_PIPE_PEEK_BUFFER)];
    ULONG offset = offsetof(FILE_PIPE_PEEK_BUFFER, Data);
    if (!buffer) size = 0;
    FILE_PIPE_PEEK_BUFFER *peek = size <= 512 ? (FILE_PIPE_PEEK_BUFFER *)small : heap_allocate(offset + size);
    if (!peek) return set_error(ERROR_NOT_ENOUGH_MEMORY);
    io.Information = offset;
    NTSTATUS status = NtFsControlFile(pipe, NULL, NULL, NULL, &io, FSCTL_PIPE_PEEK, NULL, 0, peek, offset + size);
    if (status == STATUS_BUFFER_OVERFLOW) status = STATUS_SUCCESS;
    if (!status) {
        ULONG got = (ULONG)io.Information - offset;
        if (buffer) memcpy(buffer, peek->Data, got);
        if (read) *read = got;
        if (available) *available = peek->ReadDataAvailable;
        if (left) *left = peek->MessageLength > got ? peek->MessageLength - got : 0;
    }
    if ((uint8_t *)peek != small) heap_free(peek);
    return check_status(status);
}

BOOL WINAPI TransactNamedPipe(HANDLE pipe, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, LPDWORD read,
                              LPOVERLAPPED overlapped)
{
    IO_STATUS_BLOCK own_io = {{STATUS_PENDING}, 0}, *io = overlapped ? (PIO_STATUS_BLOCK)overlapped : &own_io;
    HANDLE event = overlapped ? (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1) : NULL;
    io->Status = STATUS_PENDING;
    NTSTATUS status =
        NtFsControlFile(pipe, event, NULL, overlapped, io, FSCTL_PIPE_TRANSCEIVE, in, in_size, out, out_size);
    if (status == STATUS_PENDING && !overlapped) {
        NtWaitForSingleObject(pipe, FALSE, NULL);
        status = io->Status;
    }
    if (status == STATUS_PENDING) return set_error(ERROR_IO_PENDING);
    if (read) *read = (DWORD)io->Information;
    return check_status(status);
}

BOOL WINAPI CallNamedPipeW(LPCWSTR name, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, LPDWORD read,
                           DWORD timeout)
{
    DWORD mode = PIPE_READMODE_MESSAGE;
    for (;;) {
        HANDLE pipe = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                                  OPEN_EXISTING, 0, NULL);
        if (pipe != INVALID_HANDLE_VALUE) {
            BOOL result = SetNamedPipeHandleState(pipe, &mode, NULL, NULL) &&
                          TransactNamedPipe(pipe, in, in_size, out, out_size, read, NULL);
            DWORD error = GetLastError();
            NtClose(pipe);
            return result ? TRUE : set_error(error);
        }
        if (GetLastError() != ERROR_PIPE_BUSY || timeout == NMPWAIT_NOWAIT) return FALSE;
        if (!WaitNamedPipeW(name, timeout)) return FALSE;
    }
}

BOOL WINAPI CallNamedPipeA(LPCSTR name, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, LPDWORD read,
                           DWORD timeout)
{
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return FALSE;
    BOOL result = CallNamedPipeW(wide, in, in_size, out, out_size, read, timeout);
    heap_free(wide);
    return result;
}

/* --- state --- */

BOOL WINAPI SetNamedPipeHandleState(HANDLE pipe, LPDWORD mode, LPDWORD collection_size, LPDWORD collection_timeout)
{
    IO_STATUS_BLOCK io;
    if (collection_size || collection_timeout)
        return set_error(ERROR_INVALID_PARAMETER); /* only for pipes of other machines */
    if (!mode) return TRUE;
    if (*mode & ~(DWORD)(PIPE_READMODE_MESSAGE | PIPE_NOWAIT)) return set_error(ERROR_INVALID_PARAMETER);
    FILE_PIPE_INFORMATION information = {(*mode & PIPE_READMODE_MESSAGE) != 0, (*mode & PIPE_NOWAIT) != 0};
    return check_status(NtSetInformationFile(pipe, &io, &information, sizeof(information), FilePipeInformation));
}

static BOOL query_local(HANDLE pipe, FILE_PIPE_LOCAL_INFORMATION *local)
{
    IO_STATUS_BLOCK io;
    return check_status(NtQueryInformationFile(pipe, &io, local, sizeof(*local), FilePipeLocalInformation));
}

BOOL WINAPI GetNamedPipeInfo(HANDLE pipe, LPDWORD flags, LPDWORD out_size, LPDWORD in_size, LPDWORD maximum_instances)
{
    FILE_PIPE_LOCAL_INFORMATION local;
    if (!query_local(pipe, &local)) return FALSE;
    if (flags)
        *flags = (local.NamedPipeEnd ? PIPE_SERVER_END : PIPE_CLIENT_END) |
                 (local.NamedPipeType ? PIPE_TYPE_MESSAGE : PIPE_TYPE_BYTE);
    if (out_size) *out_size = local.OutboundQuota;
    if (in_size) *in_size = local.InboundQuota;
    if (maximum_instances)
        *maximum_instances = local.MaximumInstances > 255 ? PIPE_UNLIMITED_INSTANCES : local.MaximumInstances;
    return TRUE;
}

BOOL WINAPI GetNamedPipeHandleStateW(HANDLE pipe, LPDWORD state, LPDWORD instances, LPDWORD collection_size,
                                     LPDWORD collection_timeout, LPWSTR user, DWORD user_size)
{
    FILE_PIPE_INFORMATION information;
    FILE_PIPE_LOCAL_INFORMATION local;
    IO_STATUS_BLOCK io;
    if (collection_size || collection_timeout) return set_error(ERROR_INVALID_PARAMETER);
    if (user && user_size) return set_error(ERROR_CANNOT_IMPERSONATE);
    if (!check_status(NtQueryInformationFile(pipe, &io, &information, sizeof(information), FilePipeInformation)))
        return FALSE;
    if (state)
        *state = (information.ReadMode ? PIPE_READMODE_MESSAGE : 0) | (information.CompletionMode ? PIPE_NOWAIT : 0);
    if (!instances) return TRUE;
    if (!query_local(pipe, &local)) return FALSE;
    *instances = local.CurrentInstances > 255 ? PIPE_UNLIMITED_INSTANCES : local.CurrentInstances;
    return TRUE;
}

BOOL WINAPI GetNamedPipeHandleStateA(HANDLE pipe, LPDWORD state, LPDWORD instances, LPDWORD collection_size,
                                     LPDWORD collection_timeout, LPSTR user, DWORD user_size)
{
    if (user && user_size) return set_error(ERROR_CANNOT_IMPERSONATE);
    return GetNamedPipeHandleStateW(pipe, state, instances, collection_size, collection_timeout, NULL, 0);
}

BOOL WINAPI GetNamedPipeClientProcessId(HANDLE pipe, PULONG pid)
{
    ULONG server;
    return check_status(winrun_pipe_peers(pipe, &server, pid));
}

BOOL WINAPI GetNamedPipeServerProcessId(HANDLE pipe, PULONG pid)
{
    ULONG client;
    return check_status(winrun_pipe_peers(pipe, pid, &client));
}
