/* Clipboard data as bytes, as handles, and what becomes of what (clipboard_formats.c). */
#ifndef CLIPBOARD_FORMATS_H
#define CLIPBOARD_FORMATS_H

#include "user_private.h"

/* The which-th format that the system makes of this one; 0: there are no more. */
UINT clipboard_format_made_from(UINT format, int which);
/* heap_free *bytes; FALSE: the handle is not of the format's kind */
BOOL clipboard_bytes_from_handle(UINT format, HANDLE data, void **bytes, uint32_t *size);
HANDLE clipboard_handle_from_bytes(UINT format, const void *bytes, uint32_t size);
/* Frees the bytes and returns those of the other format; NULL: they are no good. */
void *clipboard_convert(UINT from, UINT to, void *bytes, uint32_t *size);
/* Handles that programs were given, until the clipboard changes: they belong to the system. */
void clipboard_cache_put(UINT format, HANDLE data);
HANDLE clipboard_cache_get(UINT format);
void clipboard_cache_drop(void);

#endif
