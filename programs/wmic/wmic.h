/* wmic: classes are tables of properties; an object is a row of texts. */
#ifndef WMIC_H
#define WMIC_H

#include "text_output.h"

enum { MOST_PROPERTIES = 40 };

/* The values of one object, in the order of its class's properties; NULL for an unknown one. */
struct object { WCHAR *values[MOST_PROPERTIES]; };

struct objects { struct object *list; size_t count; };

struct class {
    const WCHAR *alias, *name;
    const WCHAR *const *properties;   /* sorted, ends with NULL */
    const WCHAR *brief;               /* what `list brief` shows, between blanks */
    void (*collect)(const struct class *class, struct objects *objects);
};

extern const struct class operating_system, processor, computer_system, bios, process, logical_disk, service,
    environment, product, user_account;

/* wmic.c */
struct object *add_object(struct objects *objects);
int property_index(const struct class *class, const WCHAR *name);   /* -1: unknown */
void set_text(const struct class *class, struct object *object, const WCHAR *property, const WCHAR *text);
void set_number(const struct class *class, struct object *object, const WCHAR *property, ULONGLONG number);
/* A time as WMI writes it: yyyymmddHHMMSS.mmmmmm+UUU, the distance to UTC in minutes. */
void set_time(const struct class *class, struct object *object, const WCHAR *property, const FILETIME *time);

/* where.c: false if the condition is not understood; *matches otherwise. */
bool object_matches(const struct class *class, const struct object *object, const WCHAR *condition, bool *matches);

#endif
