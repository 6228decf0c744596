/* Simplest form, until path.c is there. */
#include "gdi_private.h"

BOOL WINAPI AbortPath(HDC dc)
{
    (void)dc;
    return FALSE;
}
