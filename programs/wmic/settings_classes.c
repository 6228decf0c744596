/* What the registry and the account tell: variables of the environment, installed products, users. */
#include "wmic.h"
#include <sddl.h>

static void account_name(WCHAR *domain, DWORD domain_size, WCHAR *user, DWORD user_size)
{
    if (!GetComputerNameW(domain, &domain_size)) *domain = 0;
    if (!GetUserNameW(user, &user_size)) *user = 0;
}

/* --- environment --- */

static const WCHAR *const environment_properties[] = {
    L"Caption", L"Description", L"Name", L"Status", L"SystemVariable", L"UserName", L"VariableValue", NULL,
};

static void collect_variables(const struct class *class, struct objects *objects, HKEY root, const WCHAR *path,
                              const WCHAR *owner)
{
    static WCHAR value[32768];
    WCHAR name[256], caption[512];
    HKEY key;
    if (RegOpenKeyExW(root, path, 0, KEY_READ, &key)) return;
    for (DWORD i = 0;; i++) {
        DWORD name_size = ARRAYSIZE(name), size = sizeof(value) - sizeof(WCHAR), type;
        LSTATUS error = RegEnumValueW(key, i, name, &name_size, NULL, &type, (BYTE *)value, &size);
        if (error == ERROR_NO_MORE_ITEMS) break;
        if (error || (type != REG_SZ && type != REG_EXPAND_SZ)) continue;
        struct object *object = add_object(objects);
        if (!object) break;
        value[size / sizeof(WCHAR)] = 0;
        _snwprintf(caption, ARRAYSIZE(caption), L"%ls\\%ls", owner, name);
        caption[ARRAYSIZE(caption) - 1] = 0;
        set_text(class, object, L"Caption", caption);
        set_text(class, object, L"Description", caption);
        set_text(class, object, L"Name", name);
        set_text(class, object, L"Status", L"OK");
        set_text(class, object, L"SystemVariable", root == HKEY_LOCAL_MACHINE ? L"TRUE" : L"FALSE");
        set_text(class, object, L"UserName", owner);
        set_text(class, object, L"VariableValue", value);
    }
    RegCloseKey(key);
}

static void collect_environment(const struct class *class, struct objects *objects)
{
    WCHAR domain[64], user[256], owner[400];
    account_name(domain, ARRAYSIZE(domain), user, ARRAYSIZE(user));
    _snwprintf(owner, ARRAYSIZE(owner), L"%ls\\%ls", domain, user);
    collect_variables(class, objects, HKEY_LOCAL_MACHINE,
                      L"SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment", L"<SYSTEM>");
    collect_variables(class, objects, HKEY_CURRENT_USER, L"Environment", owner);
}

const struct class environment = {L"environment", L"Win32_Environment", environment_properties,
                                  L" Name UserName VariableValue ", collect_environment};

/* --- products: those that Windows Installer put there --- */

static const WCHAR *const product_properties[] = {
    L"Caption", L"Description", L"IdentifyingNumber", L"InstallDate", L"InstallLocation", L"Name", L"Vendor",
    L"Version", NULL,
};

static void set_from_registry(const struct class *class, struct object *object, const WCHAR *property, HKEY key,
                              const WCHAR *value)
{
    WCHAR text[1024];
    DWORD size = sizeof(text);
    if (!RegGetValueW(key, NULL, value, RRF_RT_REG_SZ, NULL, text, &size)) set_text(class, object, property, text);
}

static void add_product(const struct class *class, struct objects *objects, HKEY key, const WCHAR *name)
{
    static const WCHAR *const values[][2] = {
        {L"Caption", L"DisplayName"},     {L"Description", L"DisplayName"},
        {L"Name", L"DisplayName"},        {L"Vendor", L"Publisher"},
        {L"Version", L"DisplayVersion"},  {L"InstallDate", L"InstallDate"},
        {L"InstallLocation", L"InstallLocation"},
    };
    DWORD by_installer = 0, size = sizeof(by_installer);
    RegGetValueW(key, NULL, L"WindowsInstaller", RRF_RT_REG_DWORD, NULL, &by_installer, &size);
    struct object *object = by_installer ? add_object(objects) : NULL;
    if (!object) return;
    set_text(class, object, L"IdentifyingNumber", name);
    for (size_t i = 0; i < ARRAYSIZE(values); i++) set_from_registry(class, object, values[i][0], key, values[i][1]);
}

static void collect_products_of_view(const struct class *class, struct objects *objects, REGSAM view)
{
    WCHAR name[256];
    HKEY list, key;
    static const WCHAR path[] = L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall";
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_READ | view, &list)) return;
    for (DWORD i = 0;; i++) {
        DWORD length = ARRAYSIZE(name);
        if (RegEnumKeyExW(list, i, name, &length, NULL, NULL, NULL, NULL)) break;
        if (RegOpenKeyExW(list, name, 0, KEY_READ | view, &key)) continue;
        add_product(class, objects, key, name);
        RegCloseKey(key);
    }
    RegCloseKey(list);
}

static void collect_products(const struct class *class, struct objects *objects)
{
    collect_products_of_view(class, objects, KEY_WOW64_64KEY);
    collect_products_of_view(class, objects, KEY_WOW64_32KEY);
}

const struct class product = {L"product", L"Win32_Product", product_properties,
                              L" IdentifyingNumber Name Vendor Version ", collect_products};

/* --- users: the one that there is --- */

static const WCHAR *const user_properties[] = {
    L"AccountType", L"Caption", L"Disabled", L"Domain", L"LocalAccount", L"Lockout", L"Name", L"SID", L"SIDType",
    L"Status",      NULL,
};

static void set_own_sid(const struct class *class, struct object *object)
{
    union { TOKEN_USER user; BYTE bytes[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE]; } answer;
    DWORD size;
    HANDLE token;
    WCHAR *text;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) return;
    if (GetTokenInformation(token, TokenUser, &answer, sizeof(answer), &size) &&
        ConvertSidToStringSidW(answer.user.User.Sid, &text)) {
        set_text(class, object, L"SID", text);
        LocalFree(text);
    }
    CloseHandle(token);
}

static void collect_users(const struct class *class, struct objects *objects)
{
    WCHAR domain[64], user[256], caption[400];
    struct object *object = add_object(objects);
    if (!object) return;
    account_name(domain, ARRAYSIZE(domain), user, ARRAYSIZE(user));
    _snwprintf(caption, ARRAYSIZE(caption), L"%ls\\%ls", domain, user);
    set_text(class, object, L"Caption", caption);
    set_text(class, object, L"Domain", domain);
    set_text(class, object, L"Name", user);
    set_text(class, object, L"LocalAccount", L"TRUE");
    set_text(class, object, L"Disabled", L"FALSE");
    set_text(class, object, L"Lockout", L"FALSE");
    set_text(class, object, L"Status", L"OK");
    set_number(class, object, L"AccountType", 512);        /* UF_NORMAL_ACCOUNT */
    set_number(class, object, L"SIDType", SidTypeUser);
    set_own_sid(class, object);
}

const struct class user_account = {L"useraccount", L"Win32_UserAccount", user_properties,
                                   L" AccountType Caption Domain SID Name ", collect_users};
