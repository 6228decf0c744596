/* Glyphs of a font at its size: drawn by the Unix side in batches, kept as long as the instance. */
#include "gdi_text.h"

struct glyph_chunk { struct glyph_chunk *next; SIZE_T used, size; BYTE bytes[] __attribute__((aligned(8))); };
#define CHUNK_SIZE   0x4000
#define PIXEL_ROOM   0x10000
#define PIXELS_LIMIT 0x1000000u

static const struct glyph empty_glyph;

const struct glyph *glyph_empty(void) { return &empty_glyph; }

/* Under the lock, as the next ones. */
static void *take(struct font_instance *instance, SIZE_T size)
{
    struct glyph_chunk *chunk = instance->chunks;
    size = (size + 7) & ~(SIZE_T)7;
    if (!chunk || chunk->size - chunk->used < size) {
        SIZE_T whole = size > CHUNK_SIZE / 4 ? size : CHUNK_SIZE;
        chunk = heap_allocate(sizeof(*chunk) + whole);
        if (!chunk) return NULL;
        *chunk = (struct glyph_chunk){.next = instance->chunks, .size = whole};
        instance->chunks = chunk;
    }
    void *bytes = chunk->bytes + chunk->used;
    chunk->used += size;
    return bytes;
}

static void publish(struct font_instance *instance, USHORT index, const struct glyph *glyph)
{
    const struct glyph **page = instance->glyphs[index >> 8];
    if (!page) {
        page = heap_allocate_zeroed(256 * sizeof(*page));
        if (!page) return;
        __atomic_store_n(&instance->glyphs[index >> 8], page, __ATOMIC_RELEASE);
    }
    if (!page[index & 0xff]) __atomic_store_n(&page[index & 0xff], glyph, __ATOMIC_RELEASE);
}

/* Red, green, blue become blue, green, red, 0: as pixels have them. */
static void order_channels(BYTE *to, const BYTE *from, SIZE_T count)
{
    for (; count > 0; count--, to += 4, from += 3) {
        to[0] = from[2];
        to[1] = from[1];
        to[2] = from[0];
        to[3] = 0;
    }
}

static BOOL add_glyph(struct font_instance *instance, USHORT index, const struct font_glyph_result *result,
                      const BYTE *pixels)
{
    SIZE_T pixel_count = (SIZE_T)result->width * result->height,
           size = pixel_count * (instance->format == MASK_SUBPIXEL ? 4 : 1);
    struct glyph *glyph = take(instance, sizeof(*glyph) + size);
    if (!glyph) return FALSE;
    glyph->advance = (result->advance + 32) >> 6;
    if (glyph->advance) glyph->advance += instance->extra_advance;
    glyph->left = result->left;
    glyph->top = result->top;
    glyph->width = result->width;
    glyph->height = result->height;
    if (instance->format == MASK_SUBPIXEL) order_channels(glyph->pixels, pixels + result->offset, pixel_count);
    else memcpy(glyph->pixels, pixels + result->offset, size);
    publish(instance, index, glyph);
    return TRUE;
}

struct batch { struct font_glyph_result results[FONT_BATCH]; UINT capacity; BYTE *pixels; };

static BOOL batch_grow(struct batch *batch, UINT capacity)
{
    heap_free(batch->pixels);
    batch->pixels = heap_allocate(capacity);
    batch->capacity = batch->pixels ? capacity : 0;
    return batch->pixels != NULL;
}

/* Draws as many of them as fit; 0: none at all. */
static UINT load_some(struct font_instance *instance, struct batch *batch, const USHORT *glyphs, UINT count)
{
    struct unix_font_glyphs_args args = {
        .glyphs = UNIX_PTR(glyphs),
        .results = UNIX_PTR(batch->results),
        .pixels = UNIX_PTR(batch->pixels),
        .rendering = instance->rendering,
        .face = instance->face->number,
        .count = min(count, FONT_BATCH),
        .pixel_capacity = batch->capacity,
    };
    if (unix_call_font_glyphs(&args)) return 0;
    if (!args.done && args.needed > batch->capacity && args.needed <= PIXELS_LIMIT) {
        if (!batch_grow(batch, args.needed)) return 0;
        args.pixels = UNIX_PTR(batch->pixels);
        args.pixel_capacity = batch->capacity;
        if (unix_call_font_glyphs(&args)) return 0;
    }
    RtlAcquireSRWLockExclusive(&font_lock);
    UINT added = 0;
    while (added < args.done && add_glyph(instance, glyphs[added], &batch->results[added], batch->pixels)) added++;
    RtlReleaseSRWLockExclusive(&font_lock);
    return added;
}

static BOOL load_all(struct font_instance *instance, const USHORT *glyphs, UINT count)
{
    struct batch *batch = heap_allocate(sizeof(*batch));
    if (!batch) return FALSE;
    batch->pixels = NULL;
    BOOL complete = batch_grow(batch, PIXEL_ROOM);
    while (complete && count) {
        UINT done = load_some(instance, batch, glyphs, count);
        if (!done) { /* the face went or the glyph is too large: an empty one takes its place */
            RtlAcquireSRWLockExclusive(&font_lock);
            publish(instance, *glyphs, &empty_glyph);
            RtlReleaseSRWLockExclusive(&font_lock);
            done = 1;
        }
        glyphs += done;
        count -= done;
    }
    heap_free(batch->pixels);
    heap_free(batch);
    return complete;
}

static BOOL is_listed(const USHORT *list, UINT count, USHORT glyph)
{
    for (UINT i = 0; i < count; i++) {
        if (list[i] == glyph) return TRUE;
    }
    return FALSE;
}

BOOL glyphs_load(struct font_instance *instance, const USHORT *glyphs, UINT count)
{
    USHORT missing[FONT_BATCH];
    UINT missing_count = 0;
    for (UINT i = 0; i < count; i++) {
        if (glyph_peek(instance, glyphs[i]) || is_listed(missing, missing_count, glyphs[i])) continue;
        missing[missing_count++] = glyphs[i];
        if (missing_count < FONT_BATCH) continue;
        if (!load_all(instance, missing, missing_count)) return FALSE;
        missing_count = 0;
    }
    return !missing_count || load_all(instance, missing, missing_count);
}

const struct glyph *glyph_get(struct font_instance *instance, USHORT index)
{
    const struct glyph *glyph = glyph_peek(instance, index);
    if (glyph) return glyph;
    glyphs_load(instance, &index, 1);
    glyph = glyph_peek(instance, index);
    return glyph ? glyph : &empty_glyph;
}

void glyphs_free(struct font_instance *instance)
{
    for (UINT i = 0; i < ARRAYSIZE(instance->glyphs); i++) heap_free(instance->glyphs[i]);
    while (instance->chunks) {
        struct glyph_chunk *chunk = instance->chunks;
        instance->chunks = chunk->next;
        heap_free(chunk);
    }
}
