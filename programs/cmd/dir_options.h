#ifndef CMD_DIR_OPTIONS_H
#define CMD_DIR_OPTIONS_H

#include "cmd.h"

struct dir_options {
    bool bare, lower, pause, owner, tree, wide, columns, short_names, streams;
    bool plain_numbers;  /* /-C */
    bool by_attributes;
    DWORD with, without;
    wchar_t time;        /* C, A or W */
    wchar_t order[16];   /* letters of /O, small ones reversed */
};

bool read_dir_options(const struct words *words, struct dir_options *options);

#endif
