/* What the verbs of reg share: key names, value types, options. */
#ifndef REG_H
#define REG_H

#include "text_output.h"

struct key_name {
    HKEY root;
    WCHAR path[1024];      /* below the root */
    WCHAR full[1100];      /* with the root's long name, as it is shown */
};

struct options {
    const WCHAR *value;    /* /v NAME, or "" for /ve */
    const WCHAR *type, *data, *separator, *pattern;
    bool all_values, forced, recursive, exact, case_sensitive, keys_only, data_only, with_numbers;
    REGSAM view;
};

struct value { WCHAR name[16384]; DWORD type, size; BYTE *data; };

bool parse_key_name(const WCHAR *text, struct key_name *key);
bool parse_options(int count, WCHAR **arguments, struct options *options, const WCHAR *allowed);
int fail(const WCHAR *text);
int fail_with(LSTATUS error);
int succeed(void);

/* Value `index` of a key; the caller frees data. */
bool enumerate_value(HKEY key, DWORD index, struct value *value);
bool enumerate_key(HKEY key, DWORD index, WCHAR name[256]);

const WCHAR *type_name(DWORD type);
bool type_of_name(const WCHAR *name, DWORD *type);
WCHAR *data_as_text(const struct value *value, const WCHAR *separator);
/* Data of a type from what the user typed; NULL if it does not fit the type. */
BYTE *data_of_text(DWORD type, const WCHAR *text, const WCHAR *separator, DWORD *size);

int query(int count, WCHAR **arguments);
int export_keys(int count, WCHAR **arguments);
int import_file(int count, WCHAR **arguments);
int save(int count, WCHAR **arguments);
int restore(int count, WCHAR **arguments);
int load(int count, WCHAR **arguments);
int unload(int count, WCHAR **arguments);
int compare(int count, WCHAR **arguments);

#endif
