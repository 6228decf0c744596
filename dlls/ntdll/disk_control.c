/* NtDeviceIoControlFile: what disks and volumes are asked. A handle to anything on a volume will do, "\\.\C:" opens its
 * root. */
#include "file_private.h"
#include "socket_private.h"
#include <winioctl.h>

#define SECTOR_SIZE 512u
#define DISK_NUMBER 0u

static NTSTATUS volume_of(const struct control *control, struct unix_volume_query_args *volume)
{
    volume->fd = control->fd;
    return unix_call_volume_query(volume);
}

static NTSTATUS put(struct control *control, const void *answer, ULONG size)
{
    if (control->out_size < size) return STATUS_BUFFER_TOO_SMALL;
    memcpy(control->out, answer, size);
    control->used = size;
    return STATUS_SUCCESS;
}

static NTSTATUS get_length(struct control *control)
{
    struct unix_volume_query_args volume;
    NTSTATUS status = volume_of(control, &volume);
    if (status) return status;
    GET_LENGTH_INFORMATION length = {.Length.QuadPart = (LONGLONG)(volume.total_units * volume.unit_size)};
    return put(control, &length, sizeof(length));
}

static void fill_geometry(const struct unix_volume_query_args *volume, DISK_GEOMETRY *geometry)
{
    *geometry = (DISK_GEOMETRY){
        .MediaType = FixedMedia, .TracksPerCylinder = 255, .SectorsPerTrack = 63, .BytesPerSector = SECTOR_SIZE};
    geometry->Cylinders.QuadPart = (LONGLONG)(volume->total_units * volume->unit_size / (255 * 63 * SECTOR_SIZE));
}

static NTSTATUS get_geometry(struct control *control)
{
    struct unix_volume_query_args volume;
    DISK_GEOMETRY geometry;
    NTSTATUS status = volume_of(control, &volume);
    if (status) return status;
    fill_geometry(&volume, &geometry);
    return put(control, &geometry, sizeof(geometry));
}

static NTSTATUS get_geometry_ex(struct control *control)
{
    struct unix_volume_query_args volume;
    struct { DISK_GEOMETRY geometry; LARGE_INTEGER size; } answer;
    NTSTATUS status = volume_of(control, &volume);
    if (status) return status;
    fill_geometry(&volume, &answer.geometry);
    answer.size.QuadPart = (LONGLONG)(volume.total_units * volume.unit_size);
    return put(control, &answer, sizeof(answer));
}

/* A drive has its letter's number, so that two drives are two partitions. */
static NTSTATUS get_device_number(struct control *control)
{
    UNICODE_STRING path;
    NTSTATUS status = winrun_path_of_handle(control->handle, &path);
    if (status) return status;
    STORAGE_DEVICE_NUMBER number = {.DeviceType = FILE_DEVICE_DISK,
                                    .DeviceNumber = DISK_NUMBER,
                                    .PartitionNumber = (ULONG)(path.Buffer[0] - 'A') + 1};
    RtlFreeUnicodeString(&path);
    return put(control, &number, sizeof(number));
}

static NTSTATUS get_extents(struct control *control)
{
    struct unix_volume_query_args volume;
    VOLUME_DISK_EXTENTS extents = {.NumberOfDiskExtents = 1, .Extents = {{.DiskNumber = DISK_NUMBER}}};
    NTSTATUS status = volume_of(control, &volume);
    if (status) return status;
    extents.Extents[0].ExtentLength.QuadPart = (LONGLONG)(volume.total_units * volume.unit_size);
    return put(control, &extents, sizeof(extents));
}

static NTSTATUS get_device_descriptor(struct control *control)
{
    static const char product[] = "Linux file system";
    struct unix_volume_query_args volume;
    struct { STORAGE_DEVICE_DESCRIPTOR descriptor; char product[sizeof(product)]; } answer = {0};
    NTSTATUS status = volume_of(control, &volume);
    if (status) return status;
    answer.descriptor.Version = sizeof(STORAGE_DEVICE_DESCRIPTOR);
    answer.descriptor.Size = sizeof(answer);
    answer.descriptor.ProductIdOffset = (ULONG)((char *)answer.product - (char *)&answer);
    answer.descriptor.BusType = BusTypeVirtual;
    memcpy(answer.product, product, sizeof(product));
    ULONG size = control->out_size < sizeof(answer) ? control->out_size : (ULONG)sizeof(answer);
    if (size < sizeof(STORAGE_DESCRIPTOR_HEADER)) return STATUS_BUFFER_TOO_SMALL;
    return put(control, &answer, size);
}

static NTSTATUS get_alignment(struct control *control)
{
    STORAGE_ACCESS_ALIGNMENT_DESCRIPTOR alignment = {
        .Version = sizeof(alignment),
        .Size = sizeof(alignment),
        .BytesPerLogicalSector = SECTOR_SIZE,
        .BytesPerPhysicalSector = 4096,
    };
    ULONG size = control->out_size < sizeof(alignment) ? control->out_size : (ULONG)sizeof(alignment);
    if (size < sizeof(STORAGE_DESCRIPTOR_HEADER)) return STATUS_BUFFER_TOO_SMALL;
    return put(control, &alignment, size);
}

static NTSTATUS query_property(struct control *control)
{
    const STORAGE_PROPERTY_QUERY *query = control->in;
    if (control->in_size < offsetof(STORAGE_PROPERTY_QUERY, AdditionalParameters)) return STATUS_INFO_LENGTH_MISMATCH;
    BOOLEAN known = query->PropertyId == StorageDeviceProperty || query->PropertyId == StorageAccessAlignmentProperty;
    if (!known) return STATUS_NOT_SUPPORTED;
    if (query->QueryType == PropertyExistsQuery) return STATUS_SUCCESS;
    if (query->QueryType != PropertyStandardQuery) return STATUS_INVALID_PARAMETER;
    return query->PropertyId == StorageDeviceProperty ? get_device_descriptor(control) : get_alignment(control);
}

static NTSTATUS is_writable(struct control *control)
{
    struct unix_volume_query_args volume;
    NTSTATUS status = volume_of(control, &volume);
    return !status && volume.read_only ? STATUS_MEDIA_WRITE_PROTECTED : status;
}

static NTSTATUS verify(struct control *control)
{
    (void)control;
    return STATUS_SUCCESS; /* what is mounted is there */
}

NTSTATUS disk_control(struct control *control)
{
    static const struct { ULONG code; NTSTATUS (*function)(struct control *control);
    } table[] = {
        {IOCTL_DISK_GET_LENGTH_INFO, get_length},
        {IOCTL_DISK_GET_DRIVE_GEOMETRY, get_geometry},
        {IOCTL_DISK_GET_DRIVE_GEOMETRY_EX, get_geometry_ex},
        {IOCTL_STORAGE_GET_DEVICE_NUMBER, get_device_number},
        {IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS, get_extents},
        {IOCTL_STORAGE_QUERY_PROPERTY, query_property},
        {IOCTL_DISK_IS_WRITABLE, is_writable},
        {IOCTL_STORAGE_CHECK_VERIFY, verify},
        {IOCTL_STORAGE_CHECK_VERIFY2, verify},
        {IOCTL_DISK_CHECK_VERIFY, verify},
    };
    for (unsigned i = 0; i < sizeof(table) / sizeof(*table); i++)
        if (table[i].code == control->code) return table[i].function(control);
    log_line(LOG_WARN, "device control code %x is not supported", control->code);
    return STATUS_INVALID_DEVICE_REQUEST;
}

NTSTATUS NTAPI NtDeviceIoControlFile(HANDLE handle, HANDLE event, PIO_APC_ROUTINE apc, PVOID apc_context,
                                     PIO_STATUS_BLOCK io, ULONG code, PVOID in, ULONG in_size, PVOID out,
                                     ULONG out_size)
{
    struct io_request request = {handle, event, apc, apc_context, io};
    struct control control = {
        .handle = handle, .code = code, .in = in, .in_size = in_size, .out = out, .out_size = out_size};
    NTSTATUS status = file_get(handle, 0, &control.fd, &control.entry);
    if (status) return status;
    if (is_socket(&control.entry) && code == IOCTL_AFD_POLL)
        return socket_poll_request(&request, &control.entry, in, in_size, out, out_size);
    if (is_socket(&control.entry) && (code == IOCTL_AFD_RECEIVE || code == IOCTL_AFD_RECEIVE_DATAGRAM))
        return socket_afd_receive(&request, in, in_size, code == IOCTL_AFD_RECEIVE_DATAGRAM);
    io_request_begin(&request, &control.entry);
    if (control.entry.tag & HANDLE_SERIAL) return serial_control(&request, &control);
    if (is_pipe(&control.entry) || is_socket(&control.entry)) status = STATUS_INVALID_DEVICE_REQUEST;
    else status = disk_control(&control);
    return io_request_end(&request, &control.entry, status, control.used);
}
