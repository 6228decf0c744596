/* Fixed addresses of a Windows process, the same in both architectures. All lie below 2 GiB, so that 32-bit code
 * reaches them and PE code can use them as constants. The loader reserves them before anything else is mapped. */
#ifndef ADDRESSES_H
#define ADDRESSES_H

#define ARENA_ADDRESS            0x7e000000u /* struct arena_header and slots, shared by all processes of the prefix */
#define ARENA_SIZE               0x01000000u
#define PROCESS_BLOCK_ADDRESS                                                                                          \
    0x7f000000u /* struct process_block: handle table and thread records, shared with the server */
#define PROCESS_BLOCK_SIZE       0x00a00000u
#define LOW_CODE_ADDRESS         0x7fa00000u /* entry code for unix calls from 32-bit code (one page, read and execute) */
#define LOW_CODE_SIZE            0x00001000u
#define PROCESS_INFO_ADDRESS     0x7fb00000u /* struct process_info: what the Unix side tells the PE side */
#define PROCESS_INFO_SIZE        0x00001000u
#define USER_SHARED_DATA_ADDRESS 0x7ffe0000u /* KUSER_SHARED_DATA, as in Windows */
#define USER_SHARED_DATA_SIZE    0x00001000u

#define ALLOCATION_GRANULARITY   0x10000u
#define WINDOWS_PAGE_SIZE        0x1000u

#endif
