/* Fonts at their size: from LOGFONT and transform to pixels of the em, metrics and the way glyphs are drawn; kept for
 * the next one who asks. */
#include "gdi_text.h"
#include "gdi_math.h"

#define EM_LIMIT          8000
#define DEFAULT_CELL      16     /* lfHeight 0 */
#define WIDTH_RATIO_LIMIT 50.0   /* what lfWidth asks beyond this is a mistake */
#define SLANT             0.25   /* of artificial italics */

static double magnitude(double value) { return value < 0 ? -value : value; }
static double length_of(double x, double y) { return square_root(x * x + y * y); }

/* --- the transform that matters to text --- */

static struct font_transform transform_of(const struct device_context *dc)
{
    const double *m = dc->to_device;
    BOOLEAN is_mono = dc->raster && dc->raster->depth <= 8;
    if (dc->state.graphics_mode == GM_COMPATIBLE)
        return (struct font_transform){magnitude(m[0]), 0, 0, magnitude(m[3]), FALSE, is_mono};
    /* Mapping modes that turn an axis round do not mirror text. */
    const struct dc_state *state = &dc->state;
    double x = (state->viewport_extent.cx < 0) != (state->window_extent.cx < 0) ? -1 : 1;
    double y = (state->viewport_extent.cy < 0) != (state->window_extent.cy < 0) ? -1 : 1;
    double mirror = state->layout & LAYOUT_RTL ? -1 : 1;
    return (struct font_transform){m[0] * x * mirror, m[1] * x, m[2] * y * mirror, m[3] * y, TRUE, is_mono};
}

static BOOL same_transform(const struct font_transform *a, const struct font_transform *b)
{
    return a->xx == b->xx && a->yy == b->yy && a->xy == b->xy && a->yx == b->yx && a->is_advanced == b->is_advanced &&
           a->has_pixels_of_mono == b->has_pixels_of_mono;
}

LONG font_device_pixels(double value) { return round_to_int(value); }

/* --- size --- */

static LONG scaled(LONG design, LONG em, LONG units) { return round_to_int((double)design * em / units); }

static void natural_cell(const struct font_instance *instance, LONG em, struct cell *cell)
{
    const struct font_face_metrics *metrics = typeface_metrics(instance->face);
    LONG units = metrics->units_per_em, average;
    const struct font_alias *alias = instance->choice.alias;
    BOOL has_cell = alias && font_alias_cell(alias, em, cell);
    if (alias && cell->average_width) average = cell->average_width;
    else average = scaled(metrics->average_width, em, units);
    if (!has_cell) {
        cell->ascent = scaled(metrics->win_ascent ? metrics->win_ascent : metrics->ascender, em, units);
        cell->descent = scaled(metrics->win_ascent ? metrics->win_descent : -metrics->descender, em, units);
    }
    cell->average_width = average;
}

static LONG em_of_cell(const struct font_instance *instance, LONG height)
{
    const struct font_face_metrics *metrics = typeface_metrics(instance->face);
    LONG em = instance->choice.alias ? font_alias_em(instance->choice.alias, height) : 0;
    if (em) return em;
    LONG whole =
        metrics->win_ascent ? metrics->win_ascent + metrics->win_descent : metrics->ascender - metrics->descender;
    if (whole <= 0) return height;
    struct cell cell;
    em = scaled(height, metrics->units_per_em, whole);
    for (natural_cell(instance, em, &cell); em > 1 && cell.ascent + cell.descent > height;
         natural_cell(instance, em, &cell))
        em--;
    return em;
}

static LONG bounded(double value)
{
    value = magnitude(value);
    return value > EM_LIMIT ? EM_LIMIT : round_to_int(value);
}

static LONG em_of(const struct font_instance *instance)
{
    LONG height = instance->wanted.lfHeight, em;
    if (!height) em = em_of_cell(instance, DEFAULT_CELL);
    else if (height < 0) em = bounded(height * instance->scale_y);
    else em = em_of_cell(instance, max(bounded(height * instance->scale_y), 1));
    LONG least = instance->choice.alias ? font_alias_minimum_em(instance->choice.alias) : 0;
    return max(em, max(least, 1));
}

/* How much wider than high an em is. */
static double width_ratio(const struct font_instance *instance, const struct cell *cell)
{
    const struct font_alias *alias = instance->choice.alias;
    double ratio = alias ? font_alias_width(alias) : 1;
    double wanted = magnitude((double)instance->wanted.lfWidth) * instance->scale_x;
    BOOL is_bitmap = alias && font_alias_minimum_em(alias);
    if (wanted < 0.5 || is_bitmap || !cell->average_width)
        return instance->transform.is_advanced ? ratio * instance->scale_x / instance->scale_y : ratio;
    double stretch = wanted / cell->average_width;
    return stretch > WIDTH_RATIO_LIMIT || stretch < 1 / WIDTH_RATIO_LIMIT ? ratio : ratio * stretch;
}

/* --- directions --- */

static void apply_linear(const struct font_transform *transform, double x, double y, double result[2])
{
    result[0] = x * transform->xx + y * transform->yx;
    result[1] = x * transform->xy + y * transform->yy;
}

static LONG fixed_16(double value) { return round_to_int(value * 65536); }

/* What apply_linear calls by these names: x' = x xx + y yx, y' = x xy + y yy. */
static struct font_transform linear_of(const struct font_transform *transform)
{
    struct font_transform linear = *transform;
    linear.xy = transform->xy;
    linear.yx = transform->yx;
    if (!transform->is_advanced) linear.xx = linear.yy = 1; /* sizes are scaled, directions are the device's */
    return linear;
}

static void set_directions(struct font_instance *instance)
{
    struct font_transform linear = linear_of(&instance->transform);
    double escapement = instance->wanted.lfEscapement * PI / 1800, unit_x = 1, unit_y = 1, vector[2];
    double orientation = linear.is_advanced ? instance->wanted.lfOrientation * PI / 1800 : escapement;
    if (linear.is_advanced) unit_x = instance->scale_x, unit_y = instance->scale_y;
    apply_linear(&linear, cosine(escapement), -sine(escapement), vector);
    instance->along_x = vector[0] / unit_x, instance->along_y = vector[1] / unit_x;
    apply_linear(&linear, sine(escapement), cosine(escapement), vector);
    instance->down_x = vector[0] / unit_y, instance->down_y = vector[1] / unit_y;
    double right[2], up[2], slant = instance->choice.make_italic ? SLANT : 0;
    apply_linear(&linear, cosine(orientation), -sine(orientation), right);
    apply_linear(&linear, -sine(orientation), -cosine(orientation), up);
    double xx = right[0] / unit_x, yx = -right[1] / unit_x, xy = up[0] / unit_y, yy = -up[1] / unit_y;
    struct font_rendering *rendering = &instance->rendering;
    rendering->matrix[0] = fixed_16(xx), rendering->matrix[2] = fixed_16(yx);
    rendering->matrix[1] = fixed_16(xy + xx * slant), rendering->matrix[3] = fixed_16(yy + yx * slant);
    instance->is_straight = fixed_16(xx) == 65536 && !fixed_16(yx) && !fixed_16(xy) && fixed_16(yy) == 65536 &&
                            fixed_16(instance->along_x) == 65536 && !fixed_16(instance->along_y);
    if (instance->is_straight) instance->along_x = instance->down_y = 1, instance->along_y = instance->down_x = 0;
    rendering->has_matrix = slant != 0 || !instance->is_straight;
}

/* --- the way of drawing --- */

/* FontSmoothing and FontSmoothingType of the control panel: without them grey, which suits every screen. */
static DWORD desktop_value(HANDLE key, const WCHAR *name, DWORD otherwise)
{
    struct { KEY_VALUE_PARTIAL_INFORMATION information; BYTE room[32]; } value;
    UNICODE_STRING string;
    ULONG size;
    RtlInitUnicodeString(&string, name);
    if (NtQueryValueKey(key, &string, KeyValuePartialInformation, &value, sizeof(value), &size)) return otherwise;
    if (value.information.Type == REG_DWORD && value.information.DataLength == 4)
        return *(UNALIGNED DWORD *)value.information.Data;
    if (value.information.Type == REG_SZ && value.information.DataLength >= 2)
        return *(UNALIGNED WCHAR *)value.information.Data - '0';
    return otherwise;
}

static enum font_pixels default_pixels(void)
{
    static LONG chosen; /* plus one */
    LONG known = __atomic_load_n(&chosen, __ATOMIC_RELAXED);
    if (known) return known - 1;
    enum font_pixels pixels = FONT_PIXELS_GREY;
    HANDLE user, key;
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    if (!RtlOpenCurrentUser(KEY_READ, &user)) {
        RtlInitUnicodeString(&name, L"Control Panel\\Desktop");
        InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, user, NULL);
        if (!NtOpenKey(&key, KEY_READ, &attributes)) {
            if (!desktop_value(key, L"FontSmoothing", 2)) pixels = FONT_PIXELS_MONO;
            else if (desktop_value(key, L"FontSmoothingType", 1) == 2) pixels = FONT_PIXELS_SUBPIXEL;
            NtClose(key);
        }
        NtClose(user);
    }
    __atomic_store_n(&chosen, pixels + 1, __ATOMIC_RELAXED);
    return pixels;
}

static enum font_pixels pixels_of(const struct font_instance *instance)
{
    BYTE quality = instance->wanted.lfQuality;
    if (instance->transform.has_pixels_of_mono || quality == NONANTIALIASED_QUALITY) return FONT_PIXELS_MONO;
    if (quality == ANTIALIASED_QUALITY) return FONT_PIXELS_GREY;
    enum font_pixels pixels =
        quality == CLEARTYPE_QUALITY || quality == CLEARTYPE_NATURAL_QUALITY ? FONT_PIXELS_SUBPIXEL : default_pixels();
    return pixels == FONT_PIXELS_SUBPIXEL && !instance->is_straight ? FONT_PIXELS_GREY : pixels;
}

static void set_rendering(struct font_instance *instance, double ratio)
{
    static const enum mask_format formats[] = {
        [FONT_PIXELS_MONO] = MASK_MONO, [FONT_PIXELS_GREY] = MASK_GREY, [FONT_PIXELS_SUBPIXEL] = MASK_SUBPIXEL};
    struct font_rendering *rendering = &instance->rendering;
    double width = instance->em * 64.0 * ratio;
    rendering->height = instance->em * 64;
    rendering->width = width < 32 ? 32 : width > EM_LIMIT * 64.0 ? EM_LIMIT * 64 : round_to_int(width);
    rendering->pixels = (uint8_t)pixels_of(instance);
    rendering->hinting = instance->is_straight ? FONT_HINT_FULL : FONT_HINT_NONE;
    instance->format = formats[rendering->pixels];
    if (instance->choice.make_bold) {
        instance->extra_advance = (instance->em - 1) / 36 + 1;
        rendering->bold = instance->extra_advance * 64;
    }
}

/* --- metrics --- */

static void set_metrics(struct font_instance *instance, double ratio)
{
    const struct font_face_metrics *metrics = typeface_metrics(instance->face);
    const struct font_alias *alias = instance->choice.alias;
    LONG em = instance->em, units = metrics->units_per_em;
    struct cell cell;
    natural_cell(instance, em, &cell);
    instance->ascent = cell.ascent;
    instance->descent = cell.descent;
    instance->internal_leading = max(cell.ascent + cell.descent - em, 0);
    LONG gap =
        metrics->line_gap - (metrics->win_ascent + metrics->win_descent - (metrics->ascender - metrics->descender));
    struct cell unused;
    BOOL has_own_cell = alias && font_alias_cell(alias, em, &unused);
    instance->external_leading = has_own_cell || !metrics->win_ascent ? 0 : max(scaled(gap, em, units), 0);
    double natural_ratio = alias ? font_alias_width(alias) : 1;
    instance->average_width =
        max(round_to_int(cell.average_width * ratio / natural_ratio), 1) + instance->extra_advance;
    instance->maximum_width =
        max(round_to_int((double)metrics->maximum_advance * em * ratio / units), 1) + instance->extra_advance;
    instance->underline_thickness = max(scaled(metrics->underline_thickness, em, units), 1);
    instance->underline_offset = max(scaled(-metrics->underline_position, em, units), 1);
    if (instance->underline_offset + instance->underline_thickness > instance->descent)
        instance->underline_offset = max(instance->descent - instance->underline_thickness, 1);
    instance->strikeout_thickness = max(scaled(metrics->strikeout_size, em, units), 1);
    instance->strikeout_offset = -scaled(metrics->strikeout_position, em, units);
}

static void set_up(struct font_instance *instance)
{
    const struct font_transform *transform = &instance->transform;
    instance->scale_x = transform->is_advanced ? length_of(transform->xx, transform->xy) : transform->xx;
    instance->scale_y = transform->is_advanced ? length_of(transform->yx, transform->yy) : transform->yy;
    if (instance->scale_x < 1e-6) instance->scale_x = 1e-6;
    if (instance->scale_y < 1e-6) instance->scale_y = 1e-6;
    instance->em = em_of(instance);
    struct cell cell;
    natural_cell(instance, instance->em, &cell);
    double ratio = width_ratio(instance, &cell);
    set_directions(instance);
    set_rendering(instance, ratio);
    set_metrics(instance, ratio);
    instance->code_page = font_charset_code_page(instance->choice.charset);
    instance->symbols = instance->choice.alias ? font_symbols_of(instance->choice.alias, instance->face) : SYMBOLS_NONE;
}

/* --- instances --- */

#define BUCKETS      256
#define KEPT         96
#define IDLE_TIME    10000 /* milliseconds: no call lasts so long */

static struct font_instance *buckets[BUCKETS];
static struct font_instance *dying; /* out of the table; freed when idle for another while */
static UINT instance_count;

static void free_instance(struct font_instance *instance)
{
    while (instance->linked) {
        struct font_instance *linked = instance->linked;
        instance->linked = linked->next_linked;
        glyphs_free(linked);
        heap_free(linked);
    }
    glyphs_free(instance);
    heap_free(instance);
}

static void bury(DWORD now)
{
    struct font_instance **place = &dying;
    while (*place) {
        struct font_instance *instance = *place;
        if (now - instance->last_use < IDLE_TIME) {
            place = &instance->next_linked;
            continue;
        }
        *place = instance->next_linked;
        instance->next_linked = NULL;
        free_instance(instance);
    }
}

/* Under the lock. Readers walk the lists without it: what is taken out still leads on to the next one. */
static void drop_idle(void)
{
    DWORD now = GetTickCount();
    bury(now);
    for (UINT i = 0; i < BUCKETS; i++) {
        struct font_instance **place = &buckets[i];
        while (*place) {
            struct font_instance *instance = *place;
            if (instance->references || now - instance->last_use < IDLE_TIME) {
                place = &instance->next;
                continue;
            }
            __atomic_store_n(place, instance->next, __ATOMIC_RELEASE);
            instance->last_use = now;
            instance->next_linked = dying;
            dying = instance;
            instance_count--;
        }
    }
}

static ULONG hash_bytes(ULONG hash, const void *bytes, SIZE_T size)
{
    for (SIZE_T i = 0; i < size; i++) hash = (hash ^ ((const BYTE *)bytes)[i]) * 16777619u;
    return hash;
}

/* What follows the name's end says nothing. */
static LOGFONTW canonical(const LOGFONTW *description)
{
    LOGFONTW wanted = *description;
    int length = 0;
    while (length < LF_FACESIZE - 1 && wanted.lfFaceName[length]) length++;
    memset(wanted.lfFaceName + length, 0, (LF_FACESIZE - length) * sizeof(WCHAR));
    return wanted;
}

static ULONG hash_of(const LOGFONTW *wanted, const struct font_transform *transform, LONG generation)
{
    ULONG hash = hash_bytes(2166136261u, wanted, sizeof(*wanted));
    return hash_bytes(hash, transform, 4 * sizeof(double)) ^ (ULONG)generation;
}

static struct font_instance *find(ULONG hash, const LOGFONTW *wanted, const struct font_transform *transform,
                                  LONG generation)
{
    struct font_instance *instance = __atomic_load_n(&buckets[hash % BUCKETS], __ATOMIC_ACQUIRE);
    for (; instance; instance = __atomic_load_n(&instance->next, __ATOMIC_ACQUIRE)) {
        if (instance->hash == hash && instance->generation == generation &&
            same_transform(&instance->transform, transform) && !memcmp(&instance->wanted, wanted, sizeof(*wanted)))
            return instance;
    }
    return NULL;
}

BOOL font_measure(struct font_instance *instance, const LOGFONTW *wanted)
{
    memset(instance, 0, sizeof(*instance));
    instance->wanted = canonical(wanted);
    instance->transform.xx = instance->transform.yy = 1;
    if (!font_choose(&instance->wanted, &instance->choice)) return FALSE;
    instance->face = instance->choice.face;
    set_up(instance);
    return TRUE;
}

static struct font_instance *make(ULONG hash, const LOGFONTW *wanted, const struct font_transform *transform,
                                  LONG generation)
{
    struct font_instance *instance = heap_allocate_zeroed(sizeof(*instance));
    if (!instance) return NULL;
    instance->hash = hash;
    instance->wanted = *wanted;
    instance->transform = *transform;
    instance->generation = generation;
    instance->last_use = GetTickCount();
    if (!font_choose(wanted, &instance->choice)) {
        heap_free(instance);
        return NULL;
    }
    instance->face = instance->choice.face;
    set_up(instance);
    RtlAcquireSRWLockExclusive(&font_lock);
    struct font_instance *other = find(hash, wanted, transform, generation);
    if (!other) {
        if (instance_count >= KEPT) drop_idle();
        instance->next = buckets[hash % BUCKETS];
        __atomic_store_n(&buckets[hash % BUCKETS], instance, __ATOMIC_RELEASE);
        instance_count++;
    }
    RtlReleaseSRWLockExclusive(&font_lock);
    if (!other) return instance;
    heap_free(instance);
    return other;
}

void font_instance_release(struct font_instance *instance) { InterlockedDecrement(&instance->references); }

struct font_instance *font_realize(struct device_context *dc)
{
    struct font *font = dc->state.font;
    struct font_transform transform = transform_of(dc);
    struct font_instance *instance = __atomic_load_n(&font->instance, __ATOMIC_ACQUIRE);
    LONG generation = typefaces_generation();
    if (instance && instance->generation == generation && same_transform(&instance->transform, &transform)) {
        instance->last_use = GetTickCount();
        return instance;
    }
    LOGFONTW wanted = canonical(&font->description);
    ULONG hash = hash_of(&wanted, &transform, generation);
    instance = find(hash, &wanted, &transform, generation);
    if (!instance) instance = make(hash, &wanted, &transform, generation);
    if (!instance) return NULL;
    instance->last_use = GetTickCount();
    InterlockedIncrement(&instance->references);
    struct font_instance *old = __atomic_exchange_n(&font->instance, instance, __ATOMIC_ACQ_REL);
    if (old) font_instance_release(old);
    return instance;
}

struct font_instance *font_instance_linked(struct font_instance *instance, UINT face)
{
    struct font_instance *linked = __atomic_load_n(&instance->linked, __ATOMIC_ACQUIRE);
    for (; linked; linked = linked->next_linked) {
        if (linked->face->number == face) return linked;
    }
    struct typeface *typeface = typeface_get(face);
    if (!typeface || !typeface_metrics(typeface)) return NULL;
    linked = heap_allocate_zeroed(sizeof(*linked));
    if (!linked) return NULL;
    *linked = *instance;
    memset(linked->glyphs, 0, sizeof(linked->glyphs));
    linked->chunks = NULL;
    linked->linked = NULL;
    linked->face = typeface;
    linked->symbols = SYMBOLS_NONE;
    if (!instance->choice.make_bold && typeface->info.weight < FW_SEMIBOLD &&
        instance->wanted.lfWeight >= FW_SEMIBOLD) {
        linked->extra_advance = (instance->em - 1) / 36 + 1;
        linked->rendering.bold = linked->extra_advance * 64;
    }
    RtlAcquireSRWLockExclusive(&font_lock); /* two threads may make the same one: harmless */
    linked->next_linked = instance->linked;
    __atomic_store_n(&instance->linked, linked, __ATOMIC_RELEASE);
    RtlReleaseSRWLockExclusive(&font_lock);
    return linked;
}
