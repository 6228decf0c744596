/* Icons, cursors and animated cursors of foreign files: directories, images, frames. */
#include <stdlib.h>
#include "picture.h"

void *picture_allocate(size_t size) { return malloc(size); }
void picture_free(void *memory) { free(memory); }

static void read_image(const uint8_t *bytes, size_t size)
{
    struct picture picture;
    if (picture_read(&picture, bytes, size) != PICTURE_OK) return;
    size_t last = (size_t)picture.width * (size_t)picture.height - 1;
    if (picture.mask[last] > 1 || (!picture.has_alpha && picture.pixels[last] >> 24 != 0xff)) abort();
    picture_finish(&picture);
}

static void read_directory(const uint8_t *bytes, size_t size)
{
    for (int is_file = 0; is_file < 2; is_file++) {
        struct picture_entry entry;
        int count = picture_directory_count(bytes, size, is_file);
        for (int i = 0; i < count; i++) {
            if (!picture_directory_entry(bytes, size, is_file, i, &entry)) abort();
            if (is_file && entry.place <= size) read_image(bytes + entry.place, size - entry.place);
        }
        if (picture_directory_choose(bytes, size, is_file, 32, 32, 32) >= count && count) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct animation animation;
    read_image(bytes, size);
    read_directory(bytes, size);
    if (!animation_read(&animation, bytes, size)) return 0;
    for (int i = 0; i < animation.step_count; i++) {
        struct animation_frame frame = animation.frames[animation.step_frames[i]];
        if (frame.offset > size || frame.size > size - frame.offset) abort();
        read_directory(bytes + frame.offset, frame.size);
    }
    return 0;
}
