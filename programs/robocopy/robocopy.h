/* What robocopy's parts share: the options and the counts of the summary. */
#ifndef ROBOCOPY_H
#define ROBOCOPY_H

#include "text_output.h"

enum { MAX_NAMES = 64, MAX_PATH_LENGTH = 2048 };

struct name_list { const WCHAR *names[MAX_NAMES]; size_t count; };

struct options {
    const WCHAR *source, *target;
    struct name_list files, excluded_files, excluded_folders;
    bool recursive, empty_folders, purge, move_files, move_all, list_only;
    bool exclude_changed, exclude_newer, exclude_older, exclude_extra, exclude_lonely, include_same, include_tweaked;
    bool no_header, no_summary, no_file_list, no_folder_list, no_class, no_size, full_paths, tee, copy_attributes;
    unsigned long levels, retries, wait;
    ULONGLONG max_size, min_size;
};

struct counts { ULONGLONG total, copied, skipped, mismatched, failed, extra; };

extern struct options options;
extern struct counts folders, files, bytes;
extern FILE *log_file;

void report(const WCHAR *format, ...);
bool parse_options(int count, WCHAR **arguments);
void copy_tree(const WCHAR *source, const WCHAR *target, unsigned long level);
bool in_list(const struct name_list *list, const WCHAR *name, const WCHAR *path);

#endif
