/* Windows' names for memory states and protections, for Unix code that cannot include winnt.h. */
#ifndef MEMORY_CONSTANTS_H
#define MEMORY_CONSTANTS_H

#define PAGE_NOACCESS          0x01u
#define PAGE_READONLY          0x02u
#define PAGE_READWRITE         0x04u
#define PAGE_WRITECOPY         0x08u
#define PAGE_EXECUTE           0x10u
#define PAGE_EXECUTE_READ      0x20u
#define PAGE_EXECUTE_READWRITE 0x40u
#define PAGE_EXECUTE_WRITECOPY 0x80u
#define PAGE_GUARD             0x100u
#define PAGE_TARGETS_INVALID   0x40000000u /* PAGE_TARGETS_NO_UPDATE in VirtualProtect */
#define PAGE_NOCACHE           0x200u
#define PAGE_WRITECOMBINE      0x400u

#define MEM_COMMIT      0x00001000u
#define MEM_RESERVE     0x00002000u
#define MEM_DECOMMIT    0x00004000u
#define MEM_RELEASE     0x00008000u
#define MEM_FREE        0x00010000u
#define MEM_PRIVATE     0x00020000u
#define MEM_MAPPED      0x00040000u
#define MEM_RESET       0x00080000u
#define MEM_TOP_DOWN    0x00100000u
#define MEM_WRITE_WATCH 0x00200000u
#define MEM_RESET_UNDO  0x01000000u
#define MEM_IMAGE       0x01000000u /* a state in queries, not a request */
#define MEM_LARGE_PAGES 0x20000000u

#define MEM_COALESCE_PLACEHOLDERS 0x00000001u /* with MEM_RELEASE */
#define MEM_PRESERVE_PLACEHOLDER  0x00000002u /* with MEM_RELEASE, and when unmapping */
#define MEM_REPLACE_PLACEHOLDER   0x00004000u /* with MEM_RESERVE, and when mapping */
#define MEM_RESERVE_PLACEHOLDER   0x00040000u

#define SEC_FILE    0x00800000u
#define SEC_IMAGE   0x01000000u
#define SEC_RESERVE 0x04000000u
#define SEC_COMMIT  0x08000000u
#define SEC_NOCACHE 0x10000000u
#define SEC_LARGE_PAGES 0x80000000u

#endif
