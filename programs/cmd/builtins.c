/* The table of built-in commands. */
#include "cmd.h"

static const struct builtin builtins[] = {
    { L"ASSOC", command_assoc, CLEARS_IN_CMD, false },
    { L"BREAK", command_break, KEEPS, false },
    { L"CALL", command_call, KEEPS, false },
    { L"CD", command_cd, CLEARS, false },
    { L"CHDIR", command_cd, CLEARS, false },
    { L"CLS", command_cls, KEEPS, false },
    { L"COLOR", command_color, CLEARS, false },
    { L"COPY", command_copy, CLEARS, false },
    { L"DATE", command_date, CLEARS, false },
    { L"DEL", command_del, CLEARS, false },
    { L"DIR", command_dir, CLEARS, false },
    { L"DPATH", command_dpath, CLEARS_IN_CMD, false },
    { L"ECHO", command_echo, KEEPS, false },
    { L"ENDLOCAL", command_endlocal, KEEPS, false },
    { L"ERASE", command_del, CLEARS, false },
    { L"EXIT", command_exit, KEEPS, false },
    { L"FTYPE", command_ftype, CLEARS_IN_CMD, false },
    { L"FOR", command_rem, KEEPS, false }, /* these two only come here with /? */
    { L"IF", command_rem, KEEPS, false },
    { L"GOTO", command_goto, KEEPS, false },
    { L"MD", command_md, CLEARS, false },
    { L"MKDIR", command_md, CLEARS, false },
    { L"MKLINK", command_mklink, CLEARS, false },
    { L"MOVE", command_move, CLEARS, false },
    { L"PATH", command_path, CLEARS_IN_CMD, false },
    { L"PAUSE", command_pause, KEEPS, false },
    { L"POPD", command_popd, KEEPS, false },
    { L"PROMPT", command_prompt, CLEARS_IN_CMD, false },
    { L"PUSHD", command_pushd, CLEARS, false },
    { L"RD", command_rd, KEEPS, true },
    { L"REM", command_rem, KEEPS, false },
    { L"REN", command_ren, CLEARS, false },
    { L"RENAME", command_ren, CLEARS, false },
    { L"RMDIR", command_rd, KEEPS, true },
    { L"SET", command_set, CLEARS_IN_CMD, false },
    { L"SETLOCAL", command_setlocal, KEEPS, false },
    { L"SHIFT", command_shift, KEEPS, false },
    { L"START", command_start, CLEARS, false },
    { L"TIME", command_time, CLEARS, false },
    { L"TITLE", command_title, KEEPS, false },
    { L"TYPE", command_type, CLEARS, false },
    { L"VER", command_ver, CLEARS, false },
    { L"VERIFY", command_verify, CLEARS, false },
    { L"VOL", command_vol, CLEARS, false },
};

/* `*length`: how many characters of `name` are the command's; what follows is for the caller to judge. */
const struct builtin *find_builtin(const wchar_t *name, size_t *length)
{
    *length = 0;
    while (upper_char(name[*length]) >= 'A' && upper_char(name[*length]) <= 'Z') ++*length;
    for (size_t i = 0; i < sizeof(builtins) / sizeof(*builtins); i++)
        if (wcslen(builtins[i].name) == *length && same_prefix(builtins[i].name, name, *length)) return &builtins[i];
    return NULL;
}
