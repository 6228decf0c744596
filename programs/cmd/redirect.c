/* Redirections: handles 0 to 9 change for the time of one command. */
#include "cmd.h"

#include <stdlib.h>

struct saved_handle {
    struct saved_handle *next;
    int number;
    HANDLE handle;
};

static const DWORD std_numbers[] = { STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE };

void set_handle(int number, HANDLE handle)
{
    shell.handles[number] = handle;
    if (number < 3) SetStdHandle(std_numbers[number], handle);
}

/* Our handles go to a child only while it is made (external.c), so that no end of a pipe stays open in a stranger. */
void init_handles(void)
{
    for (int i = 0; i < 3; i++) {
        HANDLE handle = GetStdHandle(std_numbers[i]);
        shell.handles[i] = handle == INVALID_HANDLE_VALUE ? NULL : handle;
        if (shell.handles[i]) SetHandleInformation(handle, HANDLE_FLAG_INHERIT, 0);
    }
}

static HANDLE copy_handle(int source)
{
    HANDLE copy;
    if (!shell.handles[source]) {
        SetLastError(ERROR_INVALID_HANDLE);
        return NULL;
    }
    if (!DuplicateHandle(GetCurrentProcess(), shell.handles[source], GetCurrentProcess(), &copy, 0, FALSE,
                         DUPLICATE_SAME_ACCESS))
        return NULL;
    return copy;
}

static HANDLE open_target(const struct redirection *redirection)
{
    wchar_t *token = expand_token(redirection->target);
    struct text name = { 0 };
    add_unquoted(&name, token);
    free(token);
    DWORD access = redirection->kind == REDIRECT_READ ? GENERIC_READ : GENERIC_WRITE;
    DWORD how = redirection->kind == REDIRECT_READ    ? OPEN_EXISTING
                : redirection->kind == REDIRECT_WRITE ? CREATE_ALWAYS
                                                      : OPEN_ALWAYS;
    DWORD share = FILE_SHARE_READ |
                  (redirection->kind == REDIRECT_READ ? FILE_SHARE_WRITE | FILE_SHARE_DELETE : FILE_SHARE_DELETE);
    HANDLE handle = CreateFileW(text_string(&name), access, share, NULL, how, FILE_ATTRIBUTE_NORMAL, NULL);
    if (handle != INVALID_HANDLE_VALUE && redirection->kind == REDIRECT_APPEND)
        SetFilePointer(handle, 0, NULL, FILE_END);
    text_free(&name);
    return handle == INVALID_HANDLE_VALUE ? NULL : handle;
}

bool apply_redirections(const struct redirection *redirections, struct saved_handle **saved)
{
    *saved = NULL;
    if (redirections) flush_output();
    for (; redirections; redirections = redirections->next) {
        HANDLE handle =
            redirections->kind == REDIRECT_COPY ? copy_handle(redirections->source) : open_target(redirections);
        if (!handle) {
            DWORD error = GetLastError();
            undo_redirections(saved);
            fail_with(error);
            return false;
        }
        struct saved_handle *entry = allocate(sizeof(*entry));
        *entry = (struct saved_handle){ *saved, redirections->handle, shell.handles[redirections->handle] };
        *saved = entry;
        set_handle(redirections->handle, handle);
    }
    return true;
}

void undo_redirections(struct saved_handle **saved)
{
    if (*saved) flush_output();
    while (*saved) {
        struct saved_handle *entry = *saved;
        CloseHandle(shell.handles[entry->number]);
        set_handle(entry->number, entry->handle);
        *saved = entry->next;
        free(entry);
    }
}
