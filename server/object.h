/* Objects of the server. An object lives while a process holds a handle to it or something in the server keeps it. */
#ifndef SERVER_OBJECT_H
#define SERVER_OBJECT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "arena.h"
#include "ntstatus.h"
#include "text.h"

struct object;
struct process;
struct directory;

/* What a kind of object does; every slot is filled, with object_no_* where there is nothing to do. */
struct object_operations {
    enum object_kind kind;
    const char *type_name; /* as Windows names the type */
    /* one process let go of its last handle */
    void (*process_closed)(struct object *object, struct process *process);
    /* the last handle of all processes is closed; the object may live on */
    void (*last_handle_closed)(struct object *object);
    /* nothing refers to it any more: frees it and what it owns, but for what struct object holds */
    void (*destroy)(struct object *object);
    /* a descriptor for a client, which stays the object's; -1: none */
    int (*descriptor)(struct object *object);
    /* a few words for `winrun-server --status` */
    void (*describe)(struct object *object, char *text, size_t size);
};

struct object {
    const struct object_operations *operations;
    uint64_t id;      /* serial number in the upper 40 bits, place in the table in the lower 24: never used again */
    uint32_t handles; /* references by processes */
    uint32_t keepers; /* references from within the server */
    uint32_t slot;    /* arena slot, 0: cannot be waited for */
    int fd;           /* kept for clients, -1: none */
    struct directory *directory; /* that has its name, NULL: none */
    struct object *next_in_bucket;
    uint16_t *name;
    uint32_t name_length; /* characters */
    uint32_t name_hash;
    bool permanent; /* keeps its name without handles */
    struct blob *security; /* self-relative descriptor that a program set, NULL: none */
};

struct blob {
    uint32_t size;
    uint8_t data[];
};
/* A copy; NULL without memory. */
struct blob *blob_copy(const void *data, uint32_t size);

/* Registers an object that begins with struct object, with one keeper. */
bool object_init(struct object *object, const struct object_operations *operations);
struct object *object_find(uint64_t id);
static inline void object_keep(struct object *object)
{
    object->keepers++;
}
void object_drop(struct object *object);
/* How processes' references begin and end; called by reference.c only. */
void object_handle_added(struct object *object);
void object_handles_removed(struct object *object, uint32_t count);
/* Gives the object a fresh slot of its own with this state. */
bool object_allocate_slot(struct object *object, uint64_t state);
void object_each(void (*visit)(struct object *object, void *context), void *context);
uint32_t object_count(void);

void object_no_process_closed(struct object *object, struct process *process);
void object_no_last_handle_closed(struct object *object);
void object_free(struct object *object);      /* destroy of a struct object without anything else */
int object_descriptor(struct object *object); /* the kept one */
void object_no_description(struct object *object, char *text, size_t size);

/* --- the name space (directory.c) --- */
void directory_init(void);
/* A section that exists from the start under this ASCII path; false without memory. */
bool directory_add_section(const char *path, struct object *section);
struct object *directory_find_section(const char *path); /* NULL: there is none */
void directory_remove(struct object *object);
uint32_t object_full_name(const struct object *object, uint16_t *chars, uint32_t capacity); /* returns characters */

/* --- objects that are nothing but their slot (waitable.c) --- */
extern const struct object_operations event_operations, mutex_operations, semaphore_operations, timer_operations,
    keyed_event_operations, completion_port_operations;
struct object *waitable_create(const struct object_operations *operations, uint64_t state, uint64_t parameter);
/* An object for a process's own slot (0: it has none) that others are to know. NULL when the slot's object has just
 * died. */
struct object *waitable_share(const struct object_operations *operations, uint32_t slot);
/* Operations for a kind whose objects processes make by themselves and share later; NULL if such cannot be shared. */
const struct object_operations *shareable_operations(enum object_kind kind);
/* A mutex whose owner died becomes free and abandoned. `owned_by` decides about the owner's thread id. */
void mutexes_abandon(bool (*owned_by)(uint32_t tid, const void *context), const void *context);
void mutex_slot_abandon(uint32_t slot, bool (*owned_by)(uint32_t tid, const void *context), const void *context);

/* --- section.c --- */
struct object *section_create(uint64_t size, uint32_t protect, int fd);
uint64_t section_size(const struct object *object);
uint32_t section_protect(const struct object *object);
extern const struct object_operations section_operations;

/* --- token.c --- */
/* False: an ordinary token that one process gave to another. */
bool token_has_state(const struct object *object);
/* A copy of a token with state, for a child; NULL without memory. */
struct object *token_copy(const struct object *token);

/* --- debug.c --- */
struct object *debug_create(bool kill_on_close);
extern const struct object_operations debug_operations;

/* --- job.c --- */
struct object *job_create(void);
extern const struct object_operations job_operations;

#endif
