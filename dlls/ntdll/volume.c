/* NtQueryVolumeInformationFile: the volume that holds an open file. */
#include "file_private.h"

#ifndef FILE_DEVICE_NAMED_PIPE
#define FILE_DEVICE_NAMED_PIPE 0x11
#endif
#define FILE_DEVICE_DISK       0x07
#define FILE_DEVICE_NULL       0x15
#define FILE_DEVICE_CONSOLE    0x50
#define FILE_REMOVABLE_MEDIA    0x01
#define FILE_READ_ONLY_DEVICE   0x02
#define FILE_REMOTE_DEVICE      0x10
#define FILE_DEVICE_IS_MOUNTED  0x20
#define SECTOR_SIZE             512u

static NTSTATUS query_device(const struct handle_entry *entry, int fd, FILE_FS_DEVICE_INFORMATION *device)
{
    struct unix_file_query_args args;
    args.fd = fd;
    NTSTATUS status = is_pipe(entry) && fd < 0 ? STATUS_SUCCESS : unix_call_file_query(&args);
    if (status) return status;
    device->Characteristics = 0;
    if (is_pipe(entry) || (entry->tag & HANDLE_KIND_MASK) == OBJECT_SOCKET) {
        device->DeviceType = FILE_DEVICE_NAMED_PIPE;
    } else if (entry->tag & HANDLE_CONSOLE) {
        device->DeviceType = FILE_DEVICE_CONSOLE;
    } else if ((args.facts.unix_mode & 0170000) == 0020000) {
        device->DeviceType = FILE_DEVICE_NULL;
    } else {
        device->DeviceType = FILE_DEVICE_DISK;
        device->Characteristics = FILE_DEVICE_IS_MOUNTED;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS put_volume(const struct unix_volume_query_args *volume, FILE_FS_VOLUME_INFORMATION *information,
                           ULONG size, ULONG_PTR *used)
{
    ULONG offset = offsetof(FILE_FS_VOLUME_INFORMATION, VolumeLabel),
          length = (ULONG)wcslen((const WCHAR *)volume->label) * sizeof(WCHAR);
    if (size < sizeof(*information)) return STATUS_INFO_LENGTH_MISMATCH;
    information->VolumeCreationTime.QuadPart = 0;
    information->VolumeSerialNumber = volume->serial;
    information->VolumeLabelLength = length;
    information->SupportsObjects = FALSE;
    ULONG part = length < size - offset ? length : size - offset;
    memcpy(information->VolumeLabel, volume->label, part);
    *used = offset + part;
    return part < length ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static NTSTATUS put_attributes(const struct unix_volume_query_args *volume, FILE_FS_ATTRIBUTE_INFORMATION *information,
                               ULONG size, ULONG_PTR *used)
{
    ULONG offset = offsetof(FILE_FS_ATTRIBUTE_INFORMATION, FileSystemName),
          length = (ULONG)strlen(volume->file_system) * sizeof(WCHAR);
    if (size < sizeof(*information)) return STATUS_INFO_LENGTH_MISMATCH;
    information->FileSystemAttributes = FILE_CASE_PRESERVED_NAMES | FILE_CASE_SENSITIVE_SEARCH | FILE_UNICODE_ON_DISK |
                                        FILE_SUPPORTS_SPARSE_FILES | FILE_SUPPORTS_HARD_LINKS |
                                        FILE_SUPPORTS_REPARSE_POINTS;
    if (volume->read_only) information->FileSystemAttributes |= FILE_READ_ONLY_VOLUME;
    information->MaximumComponentNameLength = (LONG)volume->maximum_name;
    information->FileSystemNameLength = length;
    ULONG part = length < size - offset ? length : size - offset;
    for (ULONG i = 0; i < part / sizeof(WCHAR); i++)
        information->FileSystemName[i] = (unsigned char)volume->file_system[i];
    *used = offset + part;
    return part < length ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static NTSTATUS put_size(const struct unix_volume_query_args *volume, FILE_FS_SIZE_INFORMATION *information, ULONG size,
                         ULONG_PTR *used)
{
    if (size < sizeof(*information)) return STATUS_INFO_LENGTH_MISMATCH;
    information->TotalAllocationUnits.QuadPart = (LONGLONG)volume->total_units;
    information->AvailableAllocationUnits.QuadPart = (LONGLONG)volume->available_units;
    information->BytesPerSector = SECTOR_SIZE;
    information->SectorsPerAllocationUnit = volume->unit_size / SECTOR_SIZE;
    *used = sizeof(*information);
    return STATUS_SUCCESS;
}

static NTSTATUS put_full_size(const struct unix_volume_query_args *volume, FILE_FS_FULL_SIZE_INFORMATION *information,
                              ULONG size, ULONG_PTR *used)
{
    if (size < sizeof(*information)) return STATUS_INFO_LENGTH_MISMATCH;
    information->TotalAllocationUnits.QuadPart = (LONGLONG)volume->total_units;
    information->CallerAvailableAllocationUnits.QuadPart = (LONGLONG)volume->available_units;
    information->ActualAvailableAllocationUnits.QuadPart = (LONGLONG)volume->free_units;
    information->BytesPerSector = SECTOR_SIZE;
    information->SectorsPerAllocationUnit = volume->unit_size / SECTOR_SIZE;
    *used = sizeof(*information);
    return STATUS_SUCCESS;
}

static NTSTATUS query_volume(int fd, ULONG class, void *buffer, ULONG size, ULONG_PTR *used)
{
    struct unix_volume_query_args volume;
    volume.fd = fd;
    NTSTATUS status = unix_call_volume_query(&volume);
    if (status) return status;
    switch (class) {
    case FileFsVolumeInformation:
        return put_volume(&volume, buffer, size, used);
    case FileFsSizeInformation:
        return put_size(&volume, buffer, size, used);
    case FileFsFullSizeInformation:
        return put_full_size(&volume, buffer, size, used);
    case FileFsAttributeInformation:
        return put_attributes(&volume, buffer, size, used);
    }
    return STATUS_INVALID_INFO_CLASS;
}

NTSTATUS NTAPI NtQueryVolumeInformationFile(HANDLE handle, PIO_STATUS_BLOCK io, PVOID buffer, ULONG size, ULONG class)
{
    struct handle_entry entry;
    int fd = -1;
    NTSTATUS status = file_get(handle, 0, &fd, &entry);
    if (status && (status == STATUS_INVALID_HANDLE || !is_pipe(&entry))) return status;
    io->Information = 0;
    if (class == FileFsDeviceInformation) {
        if (size < sizeof(FILE_FS_DEVICE_INFORMATION)) return STATUS_INFO_LENGTH_MISMATCH;
        status = query_device(&entry, fd, buffer);
        io->Information = sizeof(FILE_FS_DEVICE_INFORMATION);
    } else if (is_pipe(&entry)) {
        status = STATUS_INVALID_PARAMETER;
    } else {
        status = query_volume(fd, class, buffer, size, &io->Information);
    }
    io->Status = status;
    return status;
}

NTSTATUS NTAPI NtSetVolumeInformationFile(HANDLE handle, PIO_STATUS_BLOCK io, PVOID buffer, ULONG size, ULONG class)
{
    struct handle_entry entry;
    int fd;
    (void)buffer;
    (void)size;
    NTSTATUS status = file_get(handle, 0, &fd, &entry);
    if (status) return status;
    log_line(LOG_WARN, "NtSetVolumeInformationFile: class %u: volumes are not changed", class);
    io->Status = STATUS_INVALID_DEVICE_REQUEST;
    return STATUS_INVALID_DEVICE_REQUEST;
}

NTSTATUS __cdecl winrun_volume_query(PCUNICODE_STRING nt_path, struct unix_volume_query_args *volume)
{
    struct file_target target;
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, (PUNICODE_STRING)nt_path, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = file_target_of(&attributes, &target);
    if (status) return status;
    volume->fd = -1;
    volume->path = UNIX_PTR(target.name);
    volume->path_length = target.length;
    status = target.kind == TARGET_FILE ? unix_call_volume_query(volume) : STATUS_OBJECT_PATH_NOT_FOUND;
    file_target_free(&target);
    return status;
}
