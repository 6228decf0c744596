/* Where the server of a prefix listens: RUNTIME/winrun/HASH/socket, with `lock` beside it. RUNTIME is $XDG_RUNTIME_DIR,
 * or /tmp/winrun-UID where that is missing or its path is too long for a socket. HASH names the prefix folder by device
 * and inode, so every path to a prefix leads to the same server. Shared by the loader and the server; folders are made
 * here, with mode 0700. */
#ifndef SERVER_SOCKET_H
#define SERVER_SOCKET_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SERVER_SOCKET_PATH_MAX 108 /* sizeof(sockaddr_un.sun_path) */

/* Makes a folder that belongs to this user alone, or accepts one that does. */
static inline bool server_private_folder(const char *path, char *error, size_t error_size)
{
    struct stat info;
    if (mkdir(path, 0700) && errno != EEXIST) {
        snprintf(error, error_size, "the folder %s cannot be created: %s.", path, strerror(errno));
        return false;
    }
    if (lstat(path, &info) || !S_ISDIR(info.st_mode) || info.st_uid != geteuid() || (info.st_mode & 077)) {
        snprintf(error, error_size, "the folder %s must belong to you and be closed to others (mode 0700).", path);
        return false;
    }
    return true;
}

/* The folder that holds this user's sockets: $XDG_RUNTIME_DIR/winrun or /tmp/winrun-UID/winrun. */
static inline bool server_runtime_folder(char *folder, size_t size, char *error, size_t error_size)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    const size_t longest_rest = sizeof("/winrun/0123456789abcdef/socket");
    struct stat info;
    if (runtime && *runtime == '/' && strlen(runtime) + longest_rest <= SERVER_SOCKET_PATH_MAX &&
        !stat(runtime, &info) && S_ISDIR(info.st_mode) && info.st_uid == geteuid()) {
        snprintf(folder, size, "%s/winrun", runtime);
    } else {
        snprintf(folder, size, "/tmp/winrun-%u", (unsigned)geteuid());
        if (!server_private_folder(folder, error, error_size)) return false;
        snprintf(folder, size, "/tmp/winrun-%u/winrun", (unsigned)geteuid());
    }
    return server_private_folder(folder, error, error_size);
}

/* Writes the socket's path, and makes its folder. The prefix folder must exist. On failure `error` is a sentence. */
static inline bool server_socket_path(const char *prefix, char *path, size_t size, char *error, size_t error_size)
{
    char folder[SERVER_SOCKET_PATH_MAX + 32];
    struct stat info;
    uint64_t hash = 0xcbf29ce484222325ull;
    if (stat(prefix, &info) || !S_ISDIR(info.st_mode)) {
        snprintf(error, error_size, "the prefix folder %s cannot be used: %s.", prefix,
                 strerror(errno ? errno : ENOTDIR));
        return false;
    }
    uint64_t identity[2] = {(uint64_t)info.st_dev, (uint64_t)info.st_ino};
    for (size_t i = 0; i < sizeof(identity); i++)
        hash = (hash ^ ((const unsigned char *)identity)[i]) * 0x100000001b3ull;
    if (!server_runtime_folder(folder, sizeof(folder) - 24, error, error_size)) return false;
    snprintf(folder + strlen(folder), 24, "/%016llx", (unsigned long long)hash);
    if (!server_private_folder(folder, error, error_size)) return false;
    return (size_t)snprintf(path, size, "%s/socket", folder) < size;
}

#endif
