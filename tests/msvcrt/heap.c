/* What msvcrt and the Universal CRT do alike: see the included file. */
#define CRT_MODULE "msvcrt.dll"
#include "../ucrtbase/heap.c"
