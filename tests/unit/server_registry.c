/* winrun-server: the registry. Rules: Microsoft's documentation of the registry functions and "Registry Keys Affected
 * by WOW64". */
#include <dirent.h>
#include "registry_paths.h"
#include "server_client.h"

static struct test_client a;

static int32_t open_key(uint64_t parent, const char16_t *path, uint32_t view, uint64_t *object)
{
    struct request_key_open_out out = {0};
    uint32_t length = 0;
    while (path[length]) length++;
    int32_t status = CALL(&a, key_open, &out, BYTES(path, 2 * length), .parent = parent, .view = view);
    *object = out.object;
    return status;
}

static int32_t create_key(uint64_t parent, const char16_t *path, uint32_t options, uint64_t *object)
{
    struct request_key_create_out out = {0};
    uint32_t length = 0;
    while (path[length]) length++;
    int32_t status =
        CALL(&a, key_create, &out, BYTES(path, 2 * length), .parent = parent, .view = 64, .options = options);
    *object = out.object;
    return status;
}

static int32_t set_value(uint64_t key, char16_t name, uint32_t number)
{
    struct request_value_set_out out;
    char16_t data[3] = {name};
    memcpy(data + 1, &number, 4);
    return CALL(&a, value_set, &out, BYTES(data, 6), .object = key, .type = 4, .name_size = 2);
}

static int32_t query_number(uint64_t key, char16_t name, uint32_t *number)
{
    struct request_value_query_out out;
    int32_t status = CALL(&a, value_query, &out, BYTES(&name, 2), .object = key);
    memcpy(number, a.data, 4);
    return status;
}

static bool key_is(uint64_t key, const char *expected)
{
    struct request_key_enumerate_out out;
    char name[600];
    if (CALL(&a, key_enumerate, &out, NO_DATA, .object = key, .index = ~0u, .full_name = 1)) return false;
    text_to_utf8((struct text){(uint16_t *)(void *)a.data, out.name_size / 2}, name, sizeof(name));
    if (!strcmp(name, expected)) return true;
    printf("%s, expected %s\n", name, expected);
    return false;
}

static void test_views(void)
{
    static const struct {
        const char16_t *path;
        const char *name64, *name32;
    } cases[] = {
        {u"Software", "Software", "Software\\Wow6432Node"},
        {u"Software\\Microsoft", "Software\\Microsoft", "Software\\Wow6432Node\\Microsoft"},
        {u"SOFTWARE\\microsoft\\Windows\\CurrentVersion\\App Paths",
         "Software\\Microsoft\\Windows\\CurrentVersion\\App Paths",
         "Software\\Microsoft\\Windows\\CurrentVersion\\App Paths"},
        {u"Software\\Classes", "Software\\Classes", "Software\\Classes"},
        {u"Software\\Classes\\CLSID", "Software\\Classes\\CLSID", "Software\\Classes\\Wow6432Node\\CLSID"},
        {u"Software\\Classes\\.exe", "Software\\Classes\\.exe", "Software\\Classes\\.exe"},
        {u"Software\\Wow6432Node\\Microsoft", "Software\\Wow6432Node\\Microsoft", "Software\\Wow6432Node\\Microsoft"},
        {u"Software\\Wow6432Node\\Classes\\CLSID", "Software\\Classes\\Wow6432Node\\CLSID",
         "Software\\Classes\\Wow6432Node\\CLSID"},
        {u"System\\CurrentControlSet\\Control", "System\\ControlSet001\\Control", "System\\ControlSet001\\Control"},
    };
    uint64_t machine, key;
    CHECK_STATUS(open_key(0, u"\\Registry\\Machine", 64, &machine), 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char expected[300];
        CHECK_STATUS(open_key(machine, cases[i].path, 64, &key), 0);
        snprintf(expected, sizeof(expected), "\\Registry\\Machine\\%s", cases[i].name64);
        CHECK(key_is(key, expected));
        CHECK_STATUS(open_key(machine, cases[i].path, 32, &key), 0);
        snprintf(expected, sizeof(expected), "\\Registry\\Machine\\%s", cases[i].name32);
        CHECK(key_is(key, expected));
    }
    uint64_t software;
    CHECK_STATUS(open_key(machine, u"Software", 32, &software), 0);
    CHECK_STATUS(open_key(software, u"Microsoft\\Windows\\CurrentVersion\\App Paths", 32, &key), 0);
    CHECK(key_is(key, "\\Registry\\Machine\\Software\\Microsoft\\Windows\\CurrentVersion\\App Paths"));
}

static void test_keys_and_values(void)
{
    uint64_t key, child, same;
    uint32_t number;
    struct request_key_delete_out deleted;
    struct request_value_delete_out value_deleted;
    struct request_key_enumerate_out info;
    CHECK_STATUS(open_key(0, u"\\Registry\\Machine\\Software\\Test", 64, &key), STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK_STATUS(create_key(0, u"\\Registry\\Machine\\Software\\Test\\Deep\\Down", 0, &child), 0);
    CHECK_STATUS(open_key(0, u"\\registry\\MACHINE\\software\\TEST", 64, &key), 0);
    CHECK_STATUS(set_value(key, 'a', 1), 0);
    CHECK_STATUS(set_value(key, 'A', 2), 0);
    CHECK_STATUS(query_number(key, 'a', &number), 0);
    CHECK(number == 2);
    CHECK_STATUS(CALL(&a, key_enumerate, &info, NO_DATA, .object = key, .index = ~0u), 0);
    CHECK(info.subkeys == 1 && info.values == 1 && info.longest_subkey == 8 && info.longest_value == 4 &&
          info.longest_value_name == 2);
    CHECK_STATUS(CALL(&a, key_delete, &deleted, NO_DATA, .object = key), STATUS_CANNOT_DELETE);
    CHECK_STATUS(CALL(&a, key_delete, &deleted, NO_DATA, .object = child), 0);
    CHECK_STATUS(set_value(child, 'x', 1), STATUS_KEY_DELETED);
    CHECK_STATUS(open_key(child, u"", 64, &same), STATUS_KEY_DELETED);
    CHECK_STATUS(CALL(&a, value_delete, &value_deleted, NAME(u"a"), .object = key), 0);
    CHECK_STATUS(query_number(key, 'a', &number), STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK_STATUS(create_key(key, u"Volatile", 1, &child), 0);
    CHECK_STATUS(create_key(child, u"Stable", 0, &same), STATUS_CHILD_MUST_BE_VOLATILE);
    struct request_key_rename_out renamed;
    CHECK_STATUS(CALL(&a, key_rename, &renamed, NAME(u"Renamed"), .object = key), 0);
    CHECK(key_is(key, "\\Registry\\Machine\\Software\\Renamed"));
    CHECK_STATUS(open_key(0, u"\\Registry\\Machine\\Software\\Test", 64, &same), STATUS_OBJECT_NAME_NOT_FOUND);
    char16_t long_name[300];
    for (int i = 0; i < 299; i++) long_name[i] = 'n';
    long_name[299] = 0;
    CHECK_STATUS(create_key(key, long_name, 0, &same), STATUS_INVALID_PARAMETER);
}

static void test_notification(void)
{
    uint64_t key;
    struct request_key_notify_out out;
    uint32_t slot = make_local(&a, 40, OBJECT_EVENT, 0, 0);
    CHECK_STATUS(open_key(0, u"\\Registry\\Machine\\Software", 64, &key), 0);
    CHECK_STATUS(CALL(&a, key_notify, &out, NO_DATA, .object = key, .slot = slot, .filter = 1, .subtree = 0), 0);
    uint64_t child;
    CHECK_STATUS(create_key(key, u"Renamed\\Below", 0, &child), 0);
    CHECK(!(uint32_t)arena_slot_at(arena, slot)->state);
    CHECK_STATUS(create_key(key, u"Beside", 0, &child), 0);
    CHECK((uint32_t)arena_slot_at(arena, slot)->state == 1);
    arena_slot_at(arena, slot)->state &= ~1ull;
    CHECK_STATUS(CALL(&a, key_notify, &out, NO_DATA, .object = key, .slot = slot, .filter = 4, .subtree = 1), 0);
    CHECK_STATUS(set_value(child, 'v', 1), 0);
    CHECK((uint32_t)arena_slot_at(arena, slot)->state == 1);
    arena_slot_at(arena, slot)->state &= ~1ull;
    CHECK_STATUS(CALL(&a, key_notify, &out, NO_DATA, .object = key, .slot = slot, .filter = 4, .subtree = 1), 0);
    SEND(&a, object_release, .object = key); /* closing the key signals too */
    CHECK((uint32_t)arena_slot_at(arena, slot)->state == 1);
}

static void test_classes_root(void)
{
    uint64_t root, key, user;
    struct request_value_query_out out;
    CHECK_STATUS(open_key(0, u"\\Registry\\ClassesRoot", 64, &root), 0);
    CHECK_STATUS(open_key(root, u".txt", 64, &key), 0);
    CHECK(key_is(key, "\\Registry\\Machine\\Software\\Classes\\.txt"));
    CHECK_STATUS(create_key(0, u"\\Registry\\User\\" CURRENT_USER_SID "\\Software\\Classes\\.txt", 0, &user), 0);
    CHECK_STATUS(set_value(user, 'u', 7), 0);
    CHECK_STATUS(open_key(root, u".txt", 64, &key), 0);
    uint32_t number;
    CHECK_STATUS(query_number(key, 'u', &number), 0);
    CHECK(number == 7);
    CHECK_STATUS(CALL(&a, value_query, &out, NO_DATA, .object = key), 0); /* seen through from the machine's */
    CHECK_STATUS(create_key(root, u".new", 0, &key), 0);
    CHECK(key_is(key, "\\Registry\\Machine\\Software\\Classes\\.new"));
}

/* What the base layer has can be changed and deleted; the database keeps it over the server's end. */
static void change_base(void)
{
    uint64_t key;
    struct request_key_delete_out deleted;
    struct request_value_delete_out value_deleted;
    CHECK_STATUS(open_key(0, u"\\Registry\\Machine\\Software\\Classes\\.lnk", 64, &key), 0);
    CHECK_STATUS(CALL(&a, key_delete, &deleted, NO_DATA, .object = key), 0);
    CHECK_STATUS(open_key(0, u"\\Registry\\Machine\\Software\\Classes\\.msi", 64, &key), 0);
    CHECK_STATUS(CALL(&a, key_delete, &deleted, NO_DATA, .object = key), 0);
    CHECK_STATUS(create_key(0, u"\\Registry\\Machine\\Software\\Classes\\.msi", 0, &key), 0);
    CHECK_STATUS(open_key(0, u"\\Registry\\Machine\\Software\\Classes\\.txt", 64, &key), 0);
    CHECK_STATUS(CALL(&a, value_delete, &value_deleted, NAME(u"PerceivedType"), .object = key), 0);
    CHECK_STATUS(set_value(key, 'k', 99), 0);
}

static void check_changed_base(void)
{
    uint64_t key;
    uint32_t number;
    struct request_value_query_out out;
    CHECK_STATUS(open_key(0, u"\\Registry\\Machine\\Software\\Classes\\.lnk", 64, &key), STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK_STATUS(open_key(0, u"\\Registry\\Machine\\Software\\Classes\\.msi", 64, &key), 0);
    CHECK_STATUS(CALL(&a, value_query, &out, NO_DATA, .object = key), STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK_STATUS(open_key(0, u"\\Registry\\Machine\\Software\\Classes\\.txt", 64, &key), 0);
    CHECK_STATUS(CALL(&a, value_query, &out, NAME(u"PerceivedType"), .object = key), STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK_STATUS(CALL(&a, value_query, &out, NAME(u"Content Type"), .object = key), 0);
    CHECK_STATUS(query_number(key, 'k', &number), 0);
    CHECK(number == 99);
    CHECK_STATUS(open_key(0, u"\\Registry\\Machine\\Software\\Renamed", 64, &key), 0);
}

static void remove_folder(const char *path)
{
    char file[600];
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.') unlink(file);
    }
    if (folder) closedir(folder);
    rmdir(path);
}

int main(void)
{
    char prefix[] = "/tmp/winrun-registry-test-XXXXXX";
    CHECK(mkdtemp(prefix) != NULL);
    server_begin(prefix);
    CHECK(client_connect(&a));
    test_views();
    test_keys_and_values();
    test_notification();
    test_classes_root();
    change_base();
    check_changed_base();
    client_end(&a);
    registry_close(); /* and from the disk again */
    CHECK(client_connect(&a));
    check_changed_base();
    uint64_t key;
    CHECK_STATUS(open_key(0, u"\\Registry\\Machine\\Software\\Renamed\\Volatile", 64, &key),
                 STATUS_OBJECT_NAME_NOT_FOUND);
    client_end(&a);
    int result = finish_checks();
    remove_folder(prefix);
    return result;
}
