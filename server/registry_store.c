/* The prefix's registry.sqlite: only what differs from the shipped base layer. Made with the first write.
 *
 *   keys(id, parent, name, folded, class, last_write, state, link)
 *       state 0: there, over the base layer's key if that has one
 *       state 1: deleted
 *       state 2: there, and hides the base layer's key
 *   entries(key, name, folded, type, data)
 *       a value; type NULL: the base layer's value is deleted
 *   readable
 *       a view for people: path, name, type, text
 *
 * `folded` is the name in the upper case by which names are compared. Key 1 is \Registry. The encoding is UTF-16, so
 * names are kept exactly and strings can be read with the sqlite3 tool. Every change is a transaction in the
 * write-ahead log: once it has returned, killing the server loses nothing (NORMAL syncs when the log is folded in, so a
 * power cut may lose the last changes but damages nothing). The log is folded in when it grows large, and when the
 * server ends. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "object.h"
#include "registry.h"
#include "server.h"

#define LOG_PAGES 4000 /* 4 MB */
#define ROOT_ROW  1
enum { KEY_PRESENT, KEY_DELETED, KEY_OPAQUE };

enum statement {
    BEGIN,
    COMMIT,
    ROLLBACK,
    INSERT_KEY,
    MARK_KEY,
    DELETE_KEY,
    CLEAR_MARK,
    CLEAR_KEY_VALUES,
    CLEAR_KEY_CHILDREN,
    RENAME_KEY,
    TOUCH_KEY,
    SET_VALUE,
    DELETE_VALUE,
    SELECT_KEYS,
    SELECT_VALUES,
    SELECT_SECURITY,
    SET_SECURITY,
    DELETE_SECURITY,
    STATEMENT_COUNT
};

static const char *const statement_texts[STATEMENT_COUNT] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    /* a row that is in the way is that of a deleted key: what is made now hides the base layer's */
    [INSERT_KEY] =
        "INSERT INTO keys (parent, name, folded, class, last_write, state, link) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6) "
        "ON CONFLICT (parent, folded) DO UPDATE SET name = ?2, class = ?4, last_write = ?5, state = 2, link = ?6 "
        "RETURNING id, state",
    [MARK_KEY] = "UPDATE keys SET state = 1, class = NULL, link = 0 WHERE id = ?1",
    [DELETE_KEY] = "DELETE FROM keys WHERE id = ?1",
    [CLEAR_MARK] = "DELETE FROM keys WHERE parent = ?1 AND folded = ?2 AND state = 1",
    [CLEAR_KEY_VALUES] = "DELETE FROM entries WHERE key = ?1",
    [CLEAR_KEY_CHILDREN] = "DELETE FROM keys WHERE parent = ?1",
    [RENAME_KEY] = "UPDATE keys SET name = ?2, folded = ?3, state = 2 WHERE id = ?1",
    [TOUCH_KEY] = "UPDATE keys SET last_write = ?2 WHERE id = ?1",
    [SET_VALUE] = ("INSERT INTO entries (key, name, folded, type, data) VALUES (?1, ?2, ?3, ?4, ?5) "
                   "ON CONFLICT (key, folded) DO UPDATE SET type = ?4, data = ?5"),
    [DELETE_VALUE] = "DELETE FROM entries WHERE key = ?1 AND folded = ?2",
    [SELECT_KEYS] = "SELECT id, name, class, last_write, state, link FROM keys WHERE parent = ?1",
    [SELECT_VALUES] = "SELECT name, type, data FROM entries WHERE key = ?1",
    [SELECT_SECURITY] = "SELECT descriptor FROM security WHERE key = ?1",
    [SET_SECURITY] = "INSERT OR REPLACE INTO security VALUES (?1, ?2)",
    [DELETE_SECURITY] = "DELETE FROM security WHERE key = ?1",
};

static const char schema[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE keys (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL, "
    "class TEXT,"
    " last_write INTEGER NOT NULL, state INTEGER NOT NULL, link INTEGER NOT NULL, UNIQUE (parent, folded));"
    "CREATE TABLE entries (key INTEGER NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL, type INTEGER, data BLOB,"
    " PRIMARY KEY (key, folded)) WITHOUT ROWID;"
    "INSERT INTO keys VALUES (1, 0, 'Registry', 'REGISTRY', NULL, 0, 0, 0);"
    "CREATE VIEW readable AS WITH RECURSIVE tree (id, path) AS (SELECT 1, '\\Registry' UNION ALL"
    " SELECT k.id, t.path || '\\' || k.name FROM keys k JOIN tree t ON k.parent = t.id WHERE k.state <> 1)"
    " SELECT path, e.name AS name, e.type AS type, CASE WHEN e.type IN (1, 2, 6) THEN CAST(e.data AS TEXT) ELSE "
    "hex(e.data) END AS value"
    " FROM tree LEFT JOIN entries e ON e.key = tree.id;"
    "PRAGMA user_version = 1;"
    "COMMIT;";

/* Came after version 1, which does not mind it. */
static const char security_schema[] =
    "CREATE TABLE IF NOT EXISTS security (key INTEGER PRIMARY KEY, descriptor BLOB NOT NULL);";

static sqlite3 *database;
static sqlite3_stmt *statements[STATEMENT_COUNT];

/* --- opening --- */

static void database_path(char *path, size_t size)
{
    snprintf(path, size, "%s/registry.sqlite", server.prefix);
}

bool store_exists(void)
{
    char path[4200];
    database_path(path, sizeof(path));
    return server.prefix && !access(path, F_OK);
}

static int user_version(void)
{
    sqlite3_stmt *statement;
    int version = -1;
    if (sqlite3_prepare_v2(database, "PRAGMA user_version", -1, &statement, NULL) != SQLITE_OK) return -1;
    if (sqlite3_step(statement) == SQLITE_ROW) version = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return version;
}

static bool run_text(const char *text)
{
    return sqlite3_exec(database, text, NULL, NULL, NULL) == SQLITE_OK;
}

/* A fresh database need not be on the disk yet when the first write returns: nothing in it is older. */
static bool prepare_database(void)
{
    sqlite3_busy_timeout(database, 2000); /* somebody may be looking with the sqlite3 tool */
    if (!run_text("PRAGMA encoding = 'UTF-16le'; PRAGMA page_size = 1024; PRAGMA synchronous = OFF; PRAGMA "
                  "journal_mode = WAL;"))
        return false;
    int version = user_version();
    if (version == 0 && !run_text(schema)) return false;
    if (version > 1) {
        log_print("registry.sqlite has version %d, which is newer than this server", version);
        return false;
    }
    if (!run_text(security_schema) || !run_text("PRAGMA synchronous = NORMAL;")) return false;
    sqlite3_wal_autocheckpoint(database, LOG_PAGES);
    for (int i = 0; i < STATEMENT_COUNT; i++)
        if (sqlite3_prepare_v3(database, statement_texts[i], -1, SQLITE_PREPARE_PERSISTENT, &statements[i], NULL) !=
            SQLITE_OK)
            return false;
    return true;
}

static void close_database(void)
{
    for (int i = 0; i < STATEMENT_COUNT; i++) {
        sqlite3_finalize(statements[i]);
        statements[i] = NULL;
    }
    sqlite3_close(database);
    database = NULL;
}

static bool open_once(void)
{
    char path[4200];
    database_path(path, sizeof(path));
    if (sqlite3_open(path, &database) == SQLITE_OK && prepare_database()) return true;
    log_print("%s cannot be used: %s", path, database ? sqlite3_errmsg(database) : "no memory");
    int code = database ? sqlite3_errcode(database) : SQLITE_NOMEM;
    close_database();
    if (code != SQLITE_CORRUPT && code != SQLITE_NOTADB) return false;
    char aside[4300];
    snprintf(aside, sizeof(aside), "%s.damaged", path);
    log_print("it is kept as %s, and the registry begins anew", aside);
    return !rename(path, aside) && sqlite3_open(path, &database) == SQLITE_OK && prepare_database();
}

static bool store_open(void)
{
    static bool failed;
    if (database || failed) return database != NULL;
    if (!server.prefix) return false; /* a registry in memory only: tests */
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    failed = !open_once();
    if (failed && database) close_database();
    return !failed;
}

void store_close(void)
{
    if (database) close_database();
}

/* --- statements --- */

static bool run(enum statement index)
{
    int result = sqlite3_step(statements[index]);
    sqlite3_reset(statements[index]);
    return result == SQLITE_DONE || result == SQLITE_ROW;
}

static void bind_text(enum statement index, int place, struct text text)
{
    sqlite3_bind_text16(statements[index], place, text.length ? (const void *)text.chars : (const void *)u"",
                        (int)(2 * text.length), SQLITE_STATIC);
}

static void bind_folded(enum statement index, int place, struct text text)
{
    uint16_t *folded = malloc(2 * (size_t)text.length + 2);
    for (uint32_t i = 0; folded && i < text.length; i++) folded[i] = text_fold(text.chars[i]);
    if (folded) sqlite3_bind_text16(statements[index], place, folded, (int)(2 * text.length), free);
}

static struct text column_text(enum statement index, int column)
{
    const uint16_t *chars = sqlite3_column_text16(statements[index], column);
    return (struct text){chars, chars ? (uint32_t)sqlite3_column_bytes16(statements[index], column) / 2 : 0};
}

static NTSTATUS failure(void)
{
    int code = sqlite3_errcode(database);
    log_print("the registry could not be written: %s", sqlite3_errmsg(database));
    return code == SQLITE_FULL       ? STATUS_DISK_FULL
           : code == SQLITE_READONLY ? STATUS_MEDIA_WRITE_PROTECTED
           : code == SQLITE_CORRUPT  ? STATUS_REGISTRY_CORRUPT
                                     : STATUS_REGISTRY_IO_FAILED;
}

/* --- reading --- */

static void load_key(struct key *parent)
{
    int64_t row = sqlite3_column_int64(statements[SELECT_KEYS], 0);
    int state = sqlite3_column_int(statements[SELECT_KEYS], 4);
    struct text name = column_text(SELECT_KEYS, 1);
    struct key *key = key_child(parent, name);
    if (state == KEY_DELETED) {
        if (key) key_unlink(key);
        return;
    }
    if (key && state == KEY_OPAQUE) key_clear(key);
    if (!key && !(key = key_new(parent, name))) return;
    key->row = row;
    key->loaded = false; /* what the base layer has for it was there before */
    key->last_write = (uint64_t)sqlite3_column_int64(statements[SELECT_KEYS], 3);
    key->is_link = sqlite3_column_int(statements[SELECT_KEYS], 5);
    if (sqlite3_column_type(statements[SELECT_KEYS], 2) != SQLITE_NULL) key_set_class(key, column_text(SELECT_KEYS, 2));
}

static void load_value(struct key *key)
{
    struct text name = column_text(SELECT_VALUES, 0);
    if (sqlite3_column_type(statements[SELECT_VALUES], 1) != SQLITE_NULL) {
        const void *data = sqlite3_column_blob(statements[SELECT_VALUES], 2);
        value_store(key, name, (uint32_t)sqlite3_column_int64(statements[SELECT_VALUES], 1), data,
                    (uint32_t)sqlite3_column_bytes(statements[SELECT_VALUES], 2));
        return;
    }
    struct value *value = value_find(key, name);
    if (value) value_remove(key, value);
}

void store_load(struct key *key)
{
    if (!store_open()) return;
    sqlite3_bind_int64(statements[SELECT_KEYS], 1, key->row);
    while (sqlite3_step(statements[SELECT_KEYS]) == SQLITE_ROW) load_key(key);
    sqlite3_reset(statements[SELECT_KEYS]);
    sqlite3_bind_int64(statements[SELECT_VALUES], 1, key->row);
    while (sqlite3_step(statements[SELECT_VALUES]) == SQLITE_ROW) load_value(key);
    sqlite3_reset(statements[SELECT_VALUES]);
}

/* --- writing --- */

/* Keys that got their rows in the transaction under way: they lose them again if it fails. */
static struct key *fresh[KEY_DEPTH_MAX];
static uint32_t fresh_count;

/* Rows for a key and its parents that have none. */
static bool insert_key(struct key *key)
{
    if (key->row) return true;
    if (key == registry_root) {
        key->row = ROOT_ROW;
        return true;
    }
    if (!key->parent || !insert_key(key->parent) || fresh_count == KEY_DEPTH_MAX) return false;
    sqlite3_stmt *statement = statements[INSERT_KEY];
    sqlite3_bind_int64(statement, 1, key->parent->row);
    bind_text(INSERT_KEY, 2, key_name(key));
    bind_folded(INSERT_KEY, 3, key_name(key));
    if (key->class_length)
        bind_text(INSERT_KEY, 4, (struct text){key->class_name, key->class_length});
    else
        sqlite3_bind_null(statement, 4);
    sqlite3_bind_int64(statement, 5, (int64_t)key->last_write);
    sqlite3_bind_int(statement, 6, key->is_link);
    bool done = sqlite3_step(statement) == SQLITE_ROW;
    if (done) {
        key->row = sqlite3_column_int64(statement, 0);
        fresh[fresh_count++] = key;
        if (sqlite3_column_int(statement, 1) == KEY_OPAQUE) key->from_base = true;
        done = sqlite3_step(statement) == SQLITE_DONE;
    }
    sqlite3_reset(statement);
    return done;
}

static NTSTATUS begin(void)
{
    fresh_count = 0;
    if (!server.prefix) return STATUS_SUCCESS;
    if (!store_open()) return STATUS_REGISTRY_IO_FAILED;
    return run(BEGIN) ? STATUS_SUCCESS : failure();
}

static NTSTATUS end(bool done)
{
    if (done && run(COMMIT)) return STATUS_SUCCESS;
    NTSTATUS status = failure();
    run(ROLLBACK);
    while (fresh_count) fresh[--fresh_count]->row = 0;
    return status;
}

static bool touch(int64_t row)
{
    sqlite3_bind_int64(statements[TOUCH_KEY], 1, row);
    sqlite3_bind_int64(statements[TOUCH_KEY], 2, (int64_t)time_now());
    return run(TOUCH_KEY);
}

NTSTATUS store_key(struct key *key)
{
    NTSTATUS status = begin();
    return status || !database ? status : end(insert_key(key));
}

static bool run_on_row(enum statement statement, int64_t row)
{
    sqlite3_bind_int64(statements[statement], 1, row);
    return run(statement);
}

/* Its children, if any, are marks of deleted ones. A key of the base layer leaves a mark itself. */
NTSTATUS store_key_deleted(struct key *key)
{
    NTSTATUS status = begin();
    if (status || !database) return status;
    return end(insert_key(key) && run_on_row(CLEAR_KEY_VALUES, key->row) && run_on_row(CLEAR_KEY_CHILDREN, key->row) &&
               run_on_row(DELETE_SECURITY, key->row) && run_on_row(key->from_base ? MARK_KEY : DELETE_KEY, key->row));
}

NTSTATUS store_key_renamed(struct key *key, struct text name)
{
    NTSTATUS status = begin();
    if (status || !database) return status;
    sqlite3_bind_int64(statements[CLEAR_MARK], 1, key->parent->row);
    bind_folded(CLEAR_MARK, 2, name);
    sqlite3_bind_int64(statements[RENAME_KEY], 1, key->row);
    bind_text(RENAME_KEY, 2, name);
    bind_folded(RENAME_KEY, 3, name);
    status = end(insert_key(key) && run(CLEAR_MARK) && run(RENAME_KEY));
    if (!status) key->from_base = true; /* the base layer may have one of that name: deleting it leaves a mark */
    return status;
}

NTSTATUS store_value(struct key *key, struct text name, uint32_t type, const void *data, uint32_t size)
{
    NTSTATUS status = begin();
    if (status || !database) return status;
    bool done = insert_key(key) && touch(key->row);
    sqlite3_bind_int64(statements[SET_VALUE], 1, key->row);
    bind_text(SET_VALUE, 2, name);
    bind_folded(SET_VALUE, 3, name);
    sqlite3_bind_int64(statements[SET_VALUE], 4, type);
    sqlite3_bind_blob(statements[SET_VALUE], 5, size ? data : "", (int)size, SQLITE_STATIC);
    return end(done && run(SET_VALUE));
}

/* In a key of the base layer a mark is left, also where that has no such value: it does no harm. */
NTSTATUS store_value_deleted(struct key *key, struct text name)
{
    NTSTATUS status = begin();
    if (status || !database) return status;
    bool done = insert_key(key) && touch(key->row);
    if (!key->from_base) {
        sqlite3_bind_int64(statements[DELETE_VALUE], 1, key->row);
        bind_folded(DELETE_VALUE, 2, name);
        return end(done && run(DELETE_VALUE));
    }
    sqlite3_bind_int64(statements[SET_VALUE], 1, key->row);
    bind_text(SET_VALUE, 2, name);
    bind_folded(SET_VALUE, 3, name);
    sqlite3_bind_null(statements[SET_VALUE], 4);
    sqlite3_bind_null(statements[SET_VALUE], 5);
    return end(done && run(SET_VALUE));
}

struct blob *store_security(const struct key *key)
{
    if (!key->row || !store_open()) return NULL;
    sqlite3_stmt *statement = statements[SELECT_SECURITY];
    sqlite3_bind_int64(statement, 1, key->row);
    struct blob *found = NULL;
    if (sqlite3_step(statement) == SQLITE_ROW)
        found = blob_copy(sqlite3_column_blob(statement, 0), (uint32_t)sqlite3_column_bytes(statement, 0));
    sqlite3_reset(statement);
    return found;
}

NTSTATUS store_security_set(struct key *key, const void *descriptor, uint32_t size)
{
    if (key->is_volatile || !server.prefix) return STATUS_NOT_SUPPORTED;
    NTSTATUS status = begin();
    if (status || !database) return status;
    bool done = insert_key(key);
    sqlite3_bind_int64(statements[SET_SECURITY], 1, key->row);
    sqlite3_bind_blob(statements[SET_SECURITY], 2, descriptor, (int)size, SQLITE_STATIC);
    return end(done && run(SET_SECURITY));
}

NTSTATUS store_flush(void)
{
    if (!database) return STATUS_SUCCESS;
    return sqlite3_wal_checkpoint_v2(database, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) == SQLITE_OK
               ? STATUS_SUCCESS
               : failure();
}
