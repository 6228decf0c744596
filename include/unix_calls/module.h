/* Unix calls of the PE loader: dlls/ntdll/unix/module.c */
#ifndef UNIX_CALLS_MODULE_H
#define UNIX_CALLS_MODULE_H

#include <stdint.h>

/* Opens a DLL and maps it, in one call. name: UTF-16, `length` characters: with MODULE_SHIPPED a plain file name
 * ("kernel32.dll") in the folder of the DLLs that Winrun ships for this architecture, else an absolute DOS path.
 * STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND, STATUS_IMAGE_MACHINE_TYPE_MISMATCH, or what image_map
 * answers; STATUS_IMAGE_NOT_AT_BASE is a success. When the file (device, inode) is `known` already,
 * STATUS_IMAGE_ALREADY_LOADED and known_index; nothing is mapped then. */
struct unix_module_map_args {
    uint64_t name;
    uint32_t length;
    uint32_t flags;         /* MODULE_* */
    uint64_t known;         /* const struct module_identity *, modules that are loaded */
    uint32_t known_count;
    uint32_t known_index;   /* set */
    uint64_t base, size, entry; /* set */
    uint64_t device, inode; /* set */
    uint32_t machine;       /* set: also when the machine is the wrong one */
    uint32_t padding;
};
struct module_identity { uint64_t device, inode; };
#define MODULE_SHIPPED  1u
#define MODULE_DATAFILE 2u  /* lay out as an image, do not relocate or run */
#define MODULE_PROBE    4u  /* only tell whether it exists */

#endif
