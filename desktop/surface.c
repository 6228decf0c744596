/* Surfaces of windows: shared memory that programs draw into. */
#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "desktop.h"

#define LOCK_PATIENCE 2000 /* tries: a program that died while it held the lock does not stop the others */

bool surface_open(struct surface *surface, uint32_t window, uint32_t serial)
{
    struct request_desktop_surface_in in = {window, serial};
    struct request_desktop_surface_out out;
    struct stat info;
    *surface = (struct surface){.window = window, .serial = serial, .fd = -1};
    if (!serial ||
        ask(request_code_desktop_surface, &in, sizeof(in), NULL, 0, &out, sizeof(out), NULL, NULL, &surface->fd) ||
        surface->fd < 0)
        return false;
    if (fstat(surface->fd, &info) || info.st_size <= (off_t)SURFACE_PIXELS_OFFSET) {
        surface_close(surface);
        return false;
    }
    surface->size = (size_t)info.st_size;
    void *memory = mmap(NULL, surface->size, PROT_READ | PROT_WRITE, MAP_SHARED, surface->fd, 0);
    if (memory == MAP_FAILED) {
        surface_close(surface);
        return false;
    }
    surface->header = memory;
    surface->width = surface->header->width;
    surface->height = surface->header->height;
    surface->stride = surface->header->stride;
    bool is_sound = surface->header->magic == SURFACE_MAGIC && surface->width <= 32767 && surface->height <= 32767 &&
                    surface->stride >= 4 * surface->width && surface->stride % 4 == 0 &&
                    SURFACE_PIXELS_OFFSET + (uint64_t)surface->stride * surface->height <= surface->size;
    if (!is_sound) surface_close(surface);
    return is_sound;
}

void surface_close(struct surface *surface)
{
    if (surface->header) munmap(surface->header, surface->size);
    if (surface->fd >= 0) close(surface->fd);
    surface->header = NULL;
    surface->fd = -1;
    surface->serial = 0;
}

static int32_t larger(int32_t a, int32_t b) { return a > b ? a : b; }
static int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }

bool surface_take_dirty(struct surface *surface, struct screen_rectangle *dirty)
{
    struct surface_header *header = surface->header;
    if (!header || header->dirty.left >= header->dirty.right) return false;
    for (int tries = 0; __atomic_exchange_n(&header->dirty_lock, 1, __ATOMIC_ACQUIRE) && tries < LOCK_PATIENCE; tries++)
        nanosleep(&(struct timespec){.tv_nsec = 1000}, NULL);
    *dirty = header->dirty;
    header->dirty = (struct screen_rectangle){0, 0, 0, 0};
    __atomic_store_n(&header->dirty_lock, 0, __ATOMIC_RELEASE);
    dirty->left = larger(dirty->left, 0);
    dirty->top = larger(dirty->top, 0);
    dirty->right = smaller(dirty->right, (int32_t)surface->width);
    dirty->bottom = smaller(dirty->bottom, (int32_t)surface->height);
    return dirty->left < dirty->right && dirty->top < dirty->bottom;
}
