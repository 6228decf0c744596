/* Loads FreeType and fontconfig at their first use. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include "fonts.h"

struct freetype_functions freetype;
struct fontconfig_functions fontconfig;
FT_Library font_library;

#define F(name) #name,
static const char *const freetype_names[] = { FREETYPE_FUNCTIONS(F) };
static const char *const fontconfig_names[] = { FONTCONFIG_FUNCTIONS(F) };
#undef F

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static enum { NOT_TRIED, LOADED, MISSING } state;

static bool load(const char *file, const char *const *names, size_t count, void **functions)
{
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        log_text(LOG_WARN, "fonts are not available: %s", dlerror());
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if ((functions[i] = dlsym(library, names[i]))) continue;
        log_text(LOG_WARN, "fonts are not available: %s has no %s", file, names[i]);
        return false;
    }
    return true;
}

/* Under the lock. */
bool fontconfig_load(void)
{
    static bool is_loaded, failed;
    if (is_loaded || failed) return is_loaded;
    is_loaded = load("libfontconfig.so.1", fontconfig_names, COUNT(fontconfig_names), (void **)&fontconfig);
    failed = !is_loaded;
    return is_loaded;
}

/* Hinting as the fonts' authors meant it: stems on whole pixels, which is what makes small text sharp. */
#define INTERPRETER_OF_GDI 35

static bool start(void)
{
    if (!load("libfreetype.so.6", freetype_names, COUNT(freetype_names), (void **)&freetype)) return false;
    if (freetype.FT_Init_FreeType(&font_library)) {
        log_text(LOG_WARN, "fonts are not available: FreeType does not start");
        return false;
    }
    FT_UInt version = INTERPRETER_OF_GDI;
    freetype.FT_Property_Set(font_library, "truetype", "interpreter-version", &version);
    freetype.FT_Library_SetLcdFilter(font_library, FT_LCD_FILTER_LIGHT);
    font_list_read();
    return true;
}

bool fonts_lock(void)
{
    pthread_mutex_lock(&lock);
    if (state == NOT_TRIED) state = start() ? LOADED : MISSING;
    if (state == LOADED) return true;
    pthread_mutex_unlock(&lock);
    return false;
}

void fonts_unlock(void) { pthread_mutex_unlock(&lock); }

static pthread_once_t scratch_once = PTHREAD_ONCE_INIT;
static pthread_key_t scratch_key;

static void make_scratch_key(void) { pthread_key_create(&scratch_key, free); }

struct scratch { size_t size; char bytes[] __attribute__((aligned(16))); };

void *fonts_scratch(size_t size)
{
    pthread_once(&scratch_once, make_scratch_key);
    struct scratch *scratch = pthread_getspecific(scratch_key);
    if (scratch && scratch->size >= size) return scratch->bytes;
    free(scratch);
    scratch = malloc(sizeof(*scratch) + size);
    if (scratch) scratch->size = size;
    pthread_setspecific(scratch_key, scratch);
    return scratch ? scratch->bytes : NULL;
}
