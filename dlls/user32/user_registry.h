/* The settings that user32 keeps below HKEY_CURRENT_USER (user_registry.c). */
#ifndef USER_REGISTRY_H
#define USER_REGISTRY_H

#include "nt/nt.h"

/* path: below HKEY_CURRENT_USER. NULL: there is none (or it could not be made). Close with NtClose. */
HANDLE user_key_open(LPCWSTR path, BOOL create);
BOOL user_key_read_text(HANDLE key, LPCWSTR name, WCHAR *text,
                        UINT capacity); /* FALSE: no such value, not text, or too long */
BOOL user_key_write_text(HANDLE key, LPCWSTR name, LPCWSTR text);
UINT user_key_read_binary(HANDLE key, LPCWSTR name, void *data,
                          UINT capacity); /* bytes read; 0: none, or more than fit */
BOOL user_key_write_binary(HANDLE key, LPCWSTR name, const void *data, UINT size);

#endif
