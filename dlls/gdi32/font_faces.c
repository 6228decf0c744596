/* The faces that there are, as the Unix side lists them, with their metrics and characters as far as somebody asked for
 * them. */
#include "gdi_text.h"

RTL_SRWLOCK font_lock = RTL_SRWLOCK_INIT;

#define CHUNK_FACES 64
#define CHUNK_COUNT 512

static struct typeface **chunks[CHUNK_COUNT]; /* faces never move: a chunk is an array of pointers */
static UINT count;                            /* published after the faces */
static BOOLEAN was_read;
static LONG generation;

static struct typeface *face_slot(UINT number, struct typeface ***slot)
{
    struct typeface ***chunk = &chunks[number / CHUNK_FACES];
    if (!*chunk) *chunk = heap_allocate_zeroed(CHUNK_FACES * sizeof(**chunk));
    *slot = *chunk ? &(*chunk)[number % CHUNK_FACES] : NULL;
    return *slot ? **slot : NULL;
}

static BOOL store_face(UINT number, const struct font_face_info *info)
{
    struct typeface **slot, *face = face_slot(number, &slot);
    if (!slot) return FALSE;
    if (!face) face = *slot = heap_allocate_zeroed(sizeof(*face));
    if (!face) return FALSE;
    face->number = number;
    face->info = *info;
    return TRUE;
}

#define RECORDS 64

/* Under the lock. */
static void read_list(void)
{
    struct font_face_info *records = heap_allocate(RECORDS * sizeof(*records));
    UINT number = 0, total = 1;
    while (records && number < total && number < CHUNK_FACES * CHUNK_COUNT) {
        struct unix_font_list_args args = {.records = UNIX_PTR(records), .first = number, .capacity = RECORDS};
        if (unix_call_font_list(&args) || args.total <= number) break;
        total = args.total;
        for (UINT i = 0; i < RECORDS && number < total; i++, number++) {
            if (!store_face(number, &records[i])) total = number;
        }
    }
    heap_free(records);
    if (number > count) __atomic_store_n(&count, number, __ATOMIC_RELEASE);
    __atomic_store_n(&was_read, TRUE, __ATOMIC_RELEASE);
}

UINT typeface_count(void)
{
    if (!__atomic_load_n(&was_read, __ATOMIC_ACQUIRE)) {
        RtlAcquireSRWLockExclusive(&font_lock);
        if (!was_read) read_list();
        RtlReleaseSRWLockExclusive(&font_lock);
    }
    return __atomic_load_n(&count, __ATOMIC_ACQUIRE);
}

void typefaces_refresh(void)
{
    RtlAcquireSRWLockExclusive(&font_lock);
    read_list();
    RtlReleaseSRWLockExclusive(&font_lock);
    InterlockedIncrement(&generation);
}

LONG typefaces_generation(void) { return __atomic_load_n(&generation, __ATOMIC_ACQUIRE); }

struct typeface *typeface_get(UINT number)
{
    return number < typeface_count() ? chunks[number / CHUNK_FACES][number % CHUNK_FACES] : NULL;
}

const struct font_face_metrics *typeface_metrics(struct typeface *face)
{
    if (__atomic_load_n(&face->has_metrics, __ATOMIC_ACQUIRE)) return &face->metrics;
    struct unix_font_open_args args = {.face = face->number};
    if (unix_call_font_open(&args) || args.metrics.units_per_em <= 0) return NULL;
    RtlAcquireSRWLockExclusive(&font_lock);
    if (!face->has_metrics) {
        face->metrics = args.metrics;
        __atomic_store_n(&face->has_metrics, TRUE, __ATOMIC_RELEASE);
    }
    RtlReleaseSRWLockExclusive(&font_lock);
    return &face->metrics;
}

/* The pointer at `place` if it is there already, else this one. */
static void *publish_once(void *place, void *memory)
{
    void *there = NULL;
    if (!memory ||
        __atomic_compare_exchange_n((void **)place, &there, memory, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return memory;
    heap_free(memory);
    return there;
}

static USHORT *load_characters(struct typeface *face, UINT page)
{
    if (!face->characters &&
        !publish_once(&face->characters, heap_allocate_zeroed(CODE_UNITS / 256 * sizeof(*face->characters))))
        return NULL;
    USHORT *glyphs = heap_allocate_zeroed(256 * sizeof(*glyphs));
    if (!glyphs) return NULL;
    struct unix_font_characters_args args = {
        .glyphs = UNIX_PTR(glyphs), .face = face->number, .first = page * 256, .count = 256};
    unix_call_font_characters(&args); /* fails for a face that went: it has no characters */
    return publish_once(&face->characters[page], glyphs);
}

USHORT typeface_glyph(struct typeface *face, UINT character)
{
    if (character >= CODE_UNITS) return 0;
    USHORT **pages = __atomic_load_n(&face->characters, __ATOMIC_ACQUIRE);
    const USHORT *glyphs = pages ? __atomic_load_n(&pages[character / 256], __ATOMIC_ACQUIRE) : NULL;
    if (!glyphs) glyphs = load_characters(face, character / 256);
    return glyphs ? glyphs[character % 256] : 0;
}

void typeface_family(const struct typeface *face, WCHAR name[LF_FACESIZE])
{
    WCHAR whole[sizeof(face->info.family)];
    int length = MultiByteToWideChar(CP_UTF8, 0, face->info.family, -1, whole, ARRAYSIZE(whole));
    memset(name, 0, LF_FACESIZE * sizeof(*name));
    if (length > 0) memcpy(name, whole, (SIZE_T)min(length, LF_FACESIZE - 1) * sizeof(*name));
}
