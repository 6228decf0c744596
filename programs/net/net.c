/* net: services, accounts and drives of this computer. The exit code is 0, 1 for no command, 2 after an error. */
#include "net.h"

int succeed(void)
{
    put_text(L"The command completed successfully.\r\n\r\n");
    return 0;
}

int system_failure(DWORD error)
{
    WCHAR text[64];
    _snwprintf(text, ARRAYSIZE(text), L"System error %lu has occurred.\r\n\r\n", error);
    put_error(text);
    put_system_error(error);
    put_error(L"\r\n");
    return FAILED;
}

int net_failure(DWORD number, const WCHAR *text)
{
    WCHAR help[80];
    put_error(text);
    _snwprintf(help, ARRAYSIZE(help), L"\r\n\r\nMore help is available by typing NET HELPMSG %lu.\r\n\r\n", number);
    put_error(help);
    return FAILED;
}

int syntax_failure(const WCHAR *syntax)
{
    put_error(L"The syntax of this command is:\r\n\r\n");
    put_error(syntax);
    put_error(L"\r\n\r\n");
    return 1;
}

/* What needs a network of Windows computers or an account database. */
static int not_here(int count, WCHAR **arguments)
{
    (void)count, (void)arguments;
    return system_failure(ERROR_NOT_SUPPORTED);
}

static int view(int count, WCHAR **arguments)
{
    (void)count, (void)arguments;
    put_error(L"System error 6118 has occurred.\r\n\r\nThere is no list of the computers of this workgroup.\r\n\r\n");
    return FAILED;
}

static int group(int count, WCHAR **arguments)
{
    (void)count, (void)arguments;
    return net_failure(3515, L"This command can be used only on a Windows Domain Controller.");
}

static int help_message(int count, WCHAR **arguments)
{
    WCHAR text[1024], *end;
    if (count != 1) return syntax_failure(L"NET HELPMSG\r\nmessage#");
    DWORD number = wcstoul(arguments[0], &end, 10);
    if (*end || !FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, number, 0, text,
                                ARRAYSIZE(text), NULL))
        return net_failure(3871, L"This is not a valid Microsoft Windows network message number.");
    put_format(L"\r\n%ls\r\n", text);
    return 0;
}

static int help(int count, WCHAR **arguments);

static const struct { const WCHAR *name; int (*run)(int, WCHAR **); const WCHAR *syntax; } commands[] = {
    {L"accounts", not_here, NULL},
    {L"computer", not_here, NULL},
    {L"config", show_configuration, L"NET CONFIG [WORKSTATION]"},
    {L"continue", continue_service, L"NET CONTINUE service"},
    {L"file", not_here, NULL},
    {L"group", group, NULL},
    {L"help", help, L"NET HELP [command]"},
    {L"helpmsg", help_message, L"NET HELPMSG message#"},
    {L"localgroup", show_groups, L"NET LOCALGROUP [groupname]"},
    {L"pause", pause_service, L"NET PAUSE service"},
    {L"session", not_here, NULL},
    {L"share", not_here, NULL},
    {L"start", start_service, L"NET START [service]"},
    {L"statistics", not_here, NULL},
    {L"stop", stop_service, L"NET STOP service"},
    {L"time", show_time, L"NET TIME [\\\\computername]"},
    {L"use", use_drives,
     L"NET USE [devicename | *] [\\\\computername\\sharename | folder]\r\n        [/PERSISTENT:NO]\r\nNET USE "
     L"devicename /DELETE"},
    {L"user", show_users, L"NET USER [username]"},
    {L"users", show_users, NULL},
    {L"view", view, NULL},
};

static int usage(void)
{
    put_error(L"The syntax of this command is:\r\n\r\nNET\r\n    [ ACCOUNTS | COMPUTER | CONFIG | CONTINUE | FILE | "
              L"GROUP | HELP |\r\n"
              L"      HELPMSG | LOCALGROUP | PAUSE | SESSION | SHARE | START |\r\n      STATISTICS | STOP | TIME | USE "
              L"| USER | VIEW ]\r\n\r\n");
    return 1;
}

static int help(int count, WCHAR **arguments)
{
    for (size_t i = 0; count && i < ARRAYSIZE(commands); i++) {
        if (_wcsicmp(arguments[0], commands[i].name)) continue;
        if (!commands[i].syntax) return system_failure(ERROR_NOT_SUPPORTED);
        put_format(L"The syntax of this command is:\r\n\r\n%ls\r\n\r\n", commands[i].syntax);
        return 0;
    }
    usage();
    return count ? FAILED : 0;
}

int main(void)
{
    int count;
    WCHAR **arguments = arguments_of_program(&count);
    for (size_t i = 0; count && i < ARRAYSIZE(commands); i++) {
        if (_wcsicmp(arguments[0], commands[i].name)) continue;
        if (count > 1 && (is_switch(arguments[1], L"?") || is_switch(arguments[1], L"help"))) return help(1, arguments);
        return commands[i].run(count - 1, arguments + 1);
    }
    return usage();
}
