/* COPY: copies files or joins them with +. */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>

#define CTRL_Z 0x1a

struct source {
    const wchar_t *name;
    bool ascii, binary; /* /A or /B holds for it */
    bool joined;        /* a + stands before it */
};

struct copying {
    struct source *sources;
    int count;
    const wchar_t *destination;
    bool destination_ascii, destination_binary;
    bool ask, joining;
    int copied;
    bool stop;
};

/* ---- arguments */

/* Gives each + that is not in quotation marks room, so that it is a word. */
static void spread_plus(const wchar_t *arguments, struct text *result)
{
    bool quoted = false;
    text_append(result, L"", 0);
    for (; *arguments; arguments++) {
        quoted ^= *arguments == '"';
        if (*arguments == '+' && !quoted) text_add(result, L" + ");
        else text_add_char(result, *arguments);
    }
}

static bool read_switch(const wchar_t *word, struct copying *copying, bool *ascii, bool *binary)
{
    static const wchar_t *const ignored[] = { L"/V", L"/N", L"/Z", L"/D", L"/L", L"/J" };
    if (is_switch(word, L"/Y")) copying->ask = false;
    else if (is_switch(word, L"/-Y")) copying->ask = true;
    else if (is_switch(word, L"/A")) *ascii = true, *binary = false;
    else if (is_switch(word, L"/B")) *binary = true, *ascii = false;
    else {
        for (size_t i = 0; i < sizeof(ignored) / sizeof(*ignored); i++)
            if (is_switch(word, ignored[i])) return true;
        return false;
    }
    return true;
}

/* /A and /B hold for the file before them and those that follow. The last file without a + is where to copy to. */
static bool read_arguments(const struct words *words, struct copying *copying)
{
    bool ascii = false, binary = false, plus = false;
    copying->sources = allocate((words->count + 1) * sizeof(*copying->sources));
    for (int i = 0; i < words->count; i++) {
        const wchar_t *word = words->items[i];
        struct source *last = copying->count ? &copying->sources[copying->count - 1] : NULL;
        if (*word == '/' && !words->quoted[i]) {
            if (!read_switch(word, copying, &ascii, &binary)) return false;
            if (last) last->ascii = ascii, last->binary = binary;
        } else if (!wcscmp(word, L"+") && !words->quoted[i]) {
            plus = copying->joining = true;
        } else {
            copying->sources[copying->count++] = (struct source){ word, ascii, binary, plus };
            plus = false;
        }
    }
    if (copying->count > 1 && !copying->sources[copying->count - 1].joined) {
        const struct source *last = &copying->sources[--copying->count];
        copying->destination = last->name;
        copying->destination_ascii = last->ascii;
        copying->destination_binary = last->binary;
    }
    for (int i = 1; i < copying->count; i++)
        if (!copying->sources[i].joined) return false;
    return copying->count > 0;
}

/* ---- one file */

static bool is_device(const wchar_t *name, const wchar_t *device)
{
    size_t length = wcslen(device);
    return same_prefix(name, device, length) && (!name[length] || name[length] == ':');
}

static bool may_overwrite(struct copying *copying, const wchar_t *target)
{
    struct text question = { 0 };
    wchar_t answer = 'N';
    if (!copying->ask || attributes_of(target) == INVALID_FILE_ATTRIBUTES) return true;
    text_add(&question, L"Overwrite ");
    text_add(&question, target);
    text_add(&question, L"? (Yes/No/All): ");
    bool good = ask(question.data, L"YNA", &answer);
    text_free(&question);
    if (answer == 'A') copying->ask = false;
    return good && answer != 'N';
}

/* In text mode the contents end at Ctrl+Z. */
static bool append_contents(HANDLE output, const wchar_t *name, bool text)
{
    char buffer[65536];
    DWORD got, done;
    HANDLE input = CreateFileW(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                               OPEN_EXISTING, 0, NULL);
    if (input == INVALID_HANDLE_VALUE) return false;
    bool good = true;
    while ((good = ReadFile(input, buffer, sizeof(buffer), &got, NULL)) && got) {
        char *end = text ? memchr(buffer, CTRL_Z, got) : NULL;
        DWORD size = end ? (DWORD)(end - buffer) : got;
        if (size && (!WriteFile(output, buffer, size, &done, NULL) || done != size)) {
            good = false;
            break;
        }
        if (end) break;
    }
    DWORD error = GetLastError();
    CloseHandle(input);
    SetLastError(error);
    return good;
}

/* COPY CON: what is typed, up to Ctrl+Z. */
static bool append_typed(HANDLE output)
{
    struct text line = { 0 };
    DWORD done;
    while (text_clear(&line), read_input_line(&line)) {
        wchar_t *end = wcschr(text_string(&line), CTRL_Z);
        if (end) text_truncate(&line, end - line.data);
        else text_add(&line, L"\r\n");
        char bytes[MAX_LINE * 3 + 8];
        int size = line.length ? WideCharToMultiByte(text_code_page(), 0, line.data, (int)line.length, bytes,
                                                     sizeof(bytes), NULL, NULL)
                               : 0;
        if (size) WriteFile(output, bytes, size, &done, NULL);
        if (end) break;
    }
    text_free(&line);
    return true;
}

static HANDLE create_target(const wchar_t *target)
{
    DWORD how = is_device(target, L"con") || is_device(target, L"nul") ? OPEN_EXISTING : CREATE_ALWAYS;
    return CreateFileW(target, GENERIC_WRITE, FILE_SHARE_READ, NULL, how, FILE_ATTRIBUTE_NORMAL, NULL);
}

static int copy_file(struct copying *copying, const struct source *source, const wchar_t *name, const wchar_t *target)
{
    bool device =
        is_device(name, L"con") || is_device(name, L"nul") || is_device(target, L"con") || is_device(target, L"nul");
    if (!may_overwrite(copying, target)) return 0;
    if (!device) {
        struct text a = { 0 }, b = { 0 };
        full_path(name, &a);
        full_path(target, &b);
        bool same = same_word(a.data, b.data);
        text_free(&a);
        text_free(&b);
        if (same) {
            write_error(L"The file cannot be copied onto itself.");
            return 1;
        }
    }
    if (!device && !source->ascii) {
        if (!CopyFileW(name, target, FALSE)) return fail_last();
        copying->copied++;
        return 0;
    }
    HANDLE output = create_target(target);
    if (output == INVALID_HANDLE_VALUE) return fail_last();
    bool good = is_device(name, L"con") ? append_typed(output) : append_contents(output, name, source->ascii);
    DWORD error = GetLastError();
    CloseHandle(output);
    if (!good) return fail_with(error);
    copying->copied++;
    return 0;
}

/* The target of one source: the same name in a folder, or what wildcards make of it. */
static void target_of(const struct copying *copying, const wchar_t *name, struct text *target)
{
    const wchar_t *destination = copying->destination ? copying->destination : L".", *plain = name + name_offset(name);
    size_t offset = name_offset(destination);
    if (is_folder(destination)) {
        join_path(target, destination, plain);
    } else if (has_wildcard(destination + offset)) {
        text_append(target, destination, offset);
        change_name(plain, destination + offset, target);
    } else {
        text_add(target, destination);
    }
}

/* ---- all files of a source */

typedef int use_file(struct copying *copying, const struct source *source, const wchar_t *name, void *context);

static int for_each_file(struct copying *copying, const struct source *source, use_file *use, void *context)
{
    struct text pattern = { 0 }, path = { 0 };
    WIN32_FIND_DATAW data;
    int code = 0;
    text_add(&pattern, source->name);
    if (is_device(source->name, L"con") || is_device(source->name, L"nul")) {
        code = use(copying, source, source->name, context);
        text_free(&pattern);
        return code;
    }
    if (is_folder(source->name)) {
        text_clear(&pattern);
        join_path(&pattern, source->name, L"*");
    }
    HANDLE find = FindFirstFileW(pattern.data, &data);
    bool any = false;
    if (find != INVALID_HANDLE_VALUE) {
        do {
            if (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) continue;
            if (data.dwFileAttributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM)) continue;
            any = true;
            text_clear(&path);
            text_append(&path, pattern.data, name_offset(pattern.data));
            text_add(&path, data.cFileName);
            if (has_wildcard(pattern.data) || copying->joining) {
                write_string(path.data);
                write_string(L"\r\n");
            }
            code |= use(copying, source, path.data, context);
        } while (!copying->stop && FindNextFileW(find, &data));
        FindClose(find);
    }
    if (!any) {
        if (has_wildcard(pattern.data)) {
            write_string(pattern.data);
            write_string(L"\r\n");
        }
        code = fail_with(ERROR_FILE_NOT_FOUND);
    }
    text_free(&pattern);
    text_free(&path);
    return code;
}

static int use_separately(struct copying *copying, const struct source *source, const wchar_t *name, void *context)
{
    struct text target = { 0 };
    (void)context;
    target_of(copying, name, &target);
    int code = copy_file(copying, source, name, target.data);
    text_free(&target);
    return code;
}

struct joint {
    HANDLE output;
    const wchar_t *target;
    bool first;
};

static int use_jointly(struct copying *copying, const struct source *source, const wchar_t *name, void *context)
{
    struct joint *joint = context;
    (void)copying;
    bool onto_itself = joint->first && same_word(name, joint->target);
    joint->first = false;
    if (onto_itself) {
        SetFilePointer(joint->output, 0, NULL, FILE_END);
        return 0;
    }
    return append_contents(joint->output, name, !source->binary) ? 0 : fail_last();
}

static int join_files(struct copying *copying)
{
    struct text target = { 0 };
    const wchar_t *first = copying->sources[0].name;
    if (copying->destination) target_of(copying, first, &target);
    else text_add(&target, first);
    bool onto_first = same_word(target.data, first),
         binary = copying->destination ? copying->destination_binary : copying->sources[0].binary;
    if (!onto_first && !may_overwrite(copying, target.data)) {
        text_free(&target);
        return 0;
    }
    struct joint joint = { .target = target.data, .first = true };
    joint.output = CreateFileW(target.data, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                               onto_first ? OPEN_EXISTING : CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    int code = 0;
    if (joint.output == INVALID_HANDLE_VALUE) {
        code = fail_last();
    } else {
        DWORD done;
        for (int i = 0; i < copying->count; i++)
            code |= for_each_file(copying, &copying->sources[i], use_jointly, &joint);
        if (!binary) WriteFile(joint.output, "\x1a", 1, &done, NULL);
        CloseHandle(joint.output);
        if (!code) copying->copied = 1;
    }
    text_free(&target);
    return code;
}

/* A wildcard source with one file as its target joins, too. */
static bool joins(const struct copying *copying)
{
    if (copying->joining) return true;
    const wchar_t *target = copying->destination;
    bool many = has_wildcard(copying->sources[0].name) || is_folder(copying->sources[0].name);
    return many && target && !has_wildcard(target) && !is_folder(target) && !is_device(target, L"nul") &&
           !is_device(target, L"con");
}

int command_copy(const wchar_t *arguments)
{
    struct copying copying = { .ask = shell.interactive && !shell.batch };
    struct words words;
    struct text spread = { 0 }, preset = { 0 };
    get_environment(L"COPYCMD", &preset);
    if (preset.length) {
        if (wcsstr(preset.data, L"/-Y") || wcsstr(preset.data, L"/-y")) copying.ask = true;
        else if (wcsstr(preset.data, L"/Y") || wcsstr(preset.data, L"/y")) copying.ask = false;
    }
    spread_plus(arguments, &spread);
    split_words(spread.data, &words);
    int code = 1;
    if (!read_arguments(&words, &copying)) {
        write_error(L"The syntax of the command is incorrect.");
    } else {
        copying.joining = joins(&copying);
        code =
            copying.joining ? join_files(&copying) : for_each_file(&copying, &copying.sources[0], use_separately, NULL);
        write_format(L"%9d file(s) copied.\r\n", copying.copied);
    }
    free(copying.sources);
    free_words(&words);
    text_free(&spread);
    text_free(&preset);
    return code;
}
