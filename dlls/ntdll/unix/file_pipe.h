/* file_pipe.c's part of reading and writing. */
#ifndef FILE_PIPE_H
#define FILE_PIPE_H

#include "unix_private.h"

int32_t pipe_read_message(struct unix_file_read_args *args);
int32_t pipe_write_message(struct unix_file_write_args *args);
int32_t pipe_write_some(struct unix_file_write_args *args);
int32_t pipe_read_nothing(struct unix_file_read_args *args);
int32_t pipe_peek_bytes(struct unix_file_read_args *args);

#endif
