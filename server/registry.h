/* The registry in memory: a tree of keys, filled from the shipped base layer and, key by key when first looked at, from
 * the prefix's database, which holds only what differs. Writes go to the database first. */
#ifndef SERVER_REGISTRY_H
#define SERVER_REGISTRY_H

#include <stdbool.h>
#include <stdint.h>
#include "ntstatus.h"
#include "text.h"

#define KEY_NAME_MAX   255u
#define VALUE_NAME_MAX 16383u
#define KEY_DEPTH_MAX  512u
#define REG_LINK       6u

struct value {
    uint16_t *name;
    uint8_t *data;
    uint32_t name_length; /* characters */
    uint32_t name_hash;
    uint32_t type, size;
};

struct notification;
struct blob;
struct object;

struct key {
    struct key *parent;
    uint16_t *name;
    struct key **children; /* in the order of their folded names */
    struct value *values;  /* in the order they were made */
    uint16_t *class_name;
    uint64_t last_write; /* FILETIME */
    int64_t row;         /* in the database, 0: none */
    struct notification *notifications;
    uint32_t name_length, class_length;
    uint32_t child_count, child_capacity, value_count, value_capacity;
    uint32_t keepers; /* key objects, and walks under way */
    bool loaded;      /* what the database has for it is in memory */
    bool from_base;   /* the base layer has it, so deleting leaves a mark in the database */
    bool is_volatile, is_link, is_deleted;
};

extern struct key *registry_root; /* \Registry */

/* Reads the base layer on first use. False without memory. */
bool registry_open(void);
void registry_close(void);

/* --- registry_tree.c --- */
static inline struct text key_name(const struct key *key)
{
    return (struct text){key->name, key->name_length};
}
struct key *key_new(struct key *parent, struct text name);
void key_load(struct key *key);
struct key *key_child(struct key *key, struct text name);
void key_keep(struct key *key);
void key_drop(struct key *key);
/* Takes it out of the tree; it stays in memory while it is kept. */
void key_unlink(struct key *key);
/* Forgets all children and values, in memory only. */
void key_clear(struct key *key);
bool key_set_class(struct key *key, struct text class_name);
struct value *value_find(const struct key *key, struct text name);
bool value_store(struct key *key, struct text name, uint32_t type, const void *data, uint32_t size);
void value_remove(struct key *key, struct value *value);
/* \Registry\Machine\...: returns characters, 0 if it does not fit. */
uint32_t key_full_name(const struct key *key, uint16_t *chars, uint32_t capacity);

/* --- changes: database, then memory, then who wants to know --- */
NTSTATUS key_create_child(struct key *parent, struct text name, struct text class_name, bool is_volatile, bool is_link,
                          struct key **child);
NTSTATUS key_delete(struct key *key);
NTSTATUS key_rename(struct key *key, struct text name);
NTSTATUS value_set(struct key *key, struct text name, uint32_t type, const void *data, uint32_t size);
NTSTATUS value_delete(struct key *key, struct text name);

/* --- registry_base.c --- */
bool registry_base_read(void);

/* --- registry_path.c --- */
enum { VIEW_64 = 64, VIEW_32 = 32 };
struct key_path {
    struct key *key;   /* as far as it exists; kept for the caller */
    struct text rest;  /* components that do not exist; points into the storage of the request or of `storage` */
    uint16_t *storage; /* free() */
};
/* Follows a path. STATUS_OBJECT_NAME_NOT_FOUND with `rest` not empty when something is missing. */
NTSTATUS registry_walk(struct key *start, struct text path, uint32_t view, bool open_link, struct key_path *result);
void key_path_release(struct key_path *path);
/* The component that the 32-bit view inserts, as a path of one. */
bool path_is_absolute(struct text path);

/* --- registry_store.c --- */
bool store_exists(void);
/* Puts into memory what the database has for this key. */
void store_load(struct key *key);
void store_close(void);
/* All writes are transactions of their own; they fail with a status and then change nothing. */
NTSTATUS store_key(struct key *key); /* makes rows for it and its parents */
NTSTATUS store_key_deleted(struct key *key);
NTSTATUS store_key_renamed(struct key *key, struct text name);
NTSTATUS store_value(struct key *key, struct text name, uint32_t type, const void *data, uint32_t size);
NTSTATUS store_value_deleted(struct key *key, struct text name);
NTSTATUS store_flush(void);
/* The security descriptor of a key, to be freed; NULL: none was set. */
struct blob *store_security(const struct key *key);
NTSTATUS store_security_set(struct key *key, const void *descriptor, uint32_t size);

/* --- key.c --- */
struct key *key_of_object(struct object *open_key);

/* --- registry_notify.c --- */
#define REG_NOTIFY_CHANGE_NAME       1u
#define REG_NOTIFY_CHANGE_ATTRIBUTES 2u
#define REG_NOTIFY_CHANGE_LAST_SET   4u
#define REG_NOTIFY_CHANGE_SECURITY   8u
bool notification_add(struct key *key, const void *owner, uint32_t slot, uint32_t filter, bool subtree);
void notify_change(struct key *key, uint32_t what);
/* Signals what this owner (an open key) asked for, because it goes away. */
void notifications_of_owner(struct key *key, const void *owner);
/* The key is deleted. */
void notifications_end(struct key *key);

#endif
