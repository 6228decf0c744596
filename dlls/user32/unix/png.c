/* PNG pictures (icons of 256 pixels): libpng, loaded at the first one. Its simplified interface needs no setjmp here.
 */
#include <dlfcn.h>
#include <png.h>
#include <pthread.h>
#include <string.h>
#include "unix_private.h"

#define PIXELS_LIMIT (4096u * 4096u)

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct {
    __typeof__(png_image_begin_read_from_memory) *begin;
    __typeof__(png_image_finish_read) *finish;
    __typeof__(png_image_free) *free;
} png;
static bool is_loaded;

static void load(void)
{
    void *library = dlopen("libpng16.so.16", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        log_text(LOG_WARN, "PNG pictures cannot be shown: %s", dlerror());
        return;
    }
    png.begin = (__typeof__(png.begin))dlsym(library, "png_image_begin_read_from_memory");
    png.finish = (__typeof__(png.finish))dlsym(library, "png_image_finish_read");
    png.free = (__typeof__(png.free))dlsym(library, "png_image_free");
    is_loaded = png.begin && png.finish && png.free;
}

int32_t unix_png_decode(struct unix_png_decode_args *args)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    pthread_once(&once, load);
    if (!is_loaded) return STATUS_NOT_SUPPORTED;
    if (!png.begin(&image, (const void *)(uintptr_t)args->data, args->size)) return STATUS_INVALID_IMAGE_FORMAT;
    args->width = image.width;
    args->height = image.height;
    int32_t status = STATUS_SUCCESS;
    if ((uint64_t)image.width * image.height > PIXELS_LIMIT) status = STATUS_INVALID_IMAGE_FORMAT;
    image.format = PNG_FORMAT_BGRA;
    if (!status && args->pixels) {
        if ((uint64_t)image.width * image.height * 4 > args->capacity) status = STATUS_BUFFER_TOO_SMALL;
        else if (!png.finish(&image, NULL, (void *)(uintptr_t)args->pixels, 0, NULL))
            status = STATUS_INVALID_IMAGE_FORMAT;
    }
    png.free(&image);
    return status;
}
