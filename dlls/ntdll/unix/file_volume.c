/* Volumes: free space, kind and name of the file system behind a path. */
#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "file_private.h"

#define DRIVE_FIXED   3u
#define DRIVE_REMOTE  4u
#define DRIVE_CDROM   5u
#define DRIVE_RAMDISK 6u

struct known_file_system { uint32_t magic; uint32_t type; const char *name; };

static const struct known_file_system *find_file_system(uint32_t magic)
{
    /* programs ask for "NTFS" to learn whether long names, attributes and large files are there: whatever has them says
     * so */
    static const struct known_file_system table[] = {
        {MSDOS_SUPER_MAGIC, DRIVE_FIXED, "FAT32"}, {ISOFS_SUPER_MAGIC, DRIVE_CDROM, "CDFS"},
        {0x15013346, DRIVE_CDROM, "UDF"},          {NFS_SUPER_MAGIC, DRIVE_REMOTE, "NTFS"},
        {0xff534d42, DRIVE_REMOTE, "NTFS"},        {0xfe534d42, DRIVE_REMOTE, "NTFS"},
        {0x65735546, DRIVE_REMOTE, "NTFS"},        {0, DRIVE_FIXED, "NTFS"},
    };
    const struct known_file_system *entry = table;
    while (entry->magic && entry->magic != magic) entry++;
    return entry;
}

int32_t unix_volume_query(struct unix_volume_query_args *args)
{
    struct unix_volume_query_args copy = *args;
    struct statvfs space;
    struct statfs kind;
    char path[PATH_MAX];
    if (copy.fd >= 0) {
        snprintf(path, sizeof(path), "/proc/self/fd/%d", copy.fd);
    } else {
        struct resolved_path resolved;
        NTSTATUS status = path_resolve((const uint16_t *)(uintptr_t)copy.path, copy.path_length, &resolved);
        if (status) return status;
        strcpy(path, resolved.path);
    }
    struct stat st;
    if (statvfs(path, &space) || statfs(path, &kind) || stat(path, &st)) return status_from_errno(errno);
    const struct known_file_system *known = find_file_system((uint32_t)kind.f_type);
    copy.total_units = space.f_blocks;
    copy.available_units = space.f_bavail;
    copy.free_units = space.f_bfree;
    copy.unit_size = (uint32_t)(space.f_frsize ? space.f_frsize : space.f_bsize);
    copy.type = known->type;
    copy.serial = (uint32_t)st.st_dev * 2654435761u ^ 0x57494e52u;
    copy.read_only = (space.f_flag & ST_RDONLY) != 0;
    copy.maximum_name = NAME_MAX;
    copy.has_attributes = 1;
    memset(copy.label, 0, sizeof(copy.label));
    snprintf(copy.file_system, sizeof(copy.file_system), "%s", known->name);
    *args = copy;
    return STATUS_SUCCESS;
}
