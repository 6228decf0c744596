/* FreeType and fontconfig for the Unix side: loaded at the first call about fonts, so that console programs pay nothing
 * for them. */
#ifndef FONTS_H
#define FONTS_H

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_LCD_FILTER_H
#include FT_MODULE_H
#include FT_OUTLINE_H
#include FT_SFNT_NAMES_H
#include FT_TRUETYPE_TABLES_H
#include "unix_private.h"

#define FREETYPE_FUNCTIONS(F) \
    F(FT_Init_FreeType) F(FT_New_Face) F(FT_New_Memory_Face) F(FT_Done_Face) F(FT_Set_Char_Size) F(FT_Select_Charmap) F(FT_Set_Charmap) \
    F(FT_Get_Char_Index) F(FT_Get_First_Char) F(FT_Load_Glyph) F(FT_Render_Glyph) F(FT_Outline_Transform) F(FT_Outline_EmboldenXY) F(FT_Outline_Translate) \
    F(FT_Outline_Get_CBox) F(FT_Outline_Get_Bitmap) F(FT_Get_Sfnt_Table) F(FT_Load_Sfnt_Table) F(FT_Library_SetLcdFilter) F(FT_Property_Set) \
    F(FT_Get_Sfnt_Name) F(FT_Get_Sfnt_Name_Count)

#define FONTCONFIG_FUNCTIONS(F) \
    F(FcInitLoadConfigAndFonts) F(FcConfigGetFonts) F(FcPatternGetString) F(FcPatternGetInteger) F(FcPatternGetBool) F(FcPatternGetCharSet) \
    F(FcCharSetHasChar) F(FcWeightToOpenType) F(FcPatternGetRange) F(FcRangeGetDouble) \
    F(FcConfigGetConfigFiles) F(FcConfigGetFontDirs) F(FcStrListNext) F(FcStrListDone)

struct freetype_functions {
#define F(name) __typeof__(name) *name;
    FREETYPE_FUNCTIONS(F)
};
struct fontconfig_functions {
    FONTCONFIG_FUNCTIONS(F)
#undef F
};
extern struct freetype_functions freetype;
extern struct fontconfig_functions fontconfig;
extern FT_Library font_library;

/* Every call takes the lock around its work with faces. Program memory is read before and written after it: a fault
 * must not keep it. */
bool fonts_lock(void); /* false: FreeType or fontconfig are not there */
void fonts_unlock(void);
/* The thread's own room for what goes in and out, kept until the thread ends; NULL without memory. */
void *fonts_scratch(size_t size);

struct font_memory { void *data; size_t size; unsigned references; };
struct font_face {
    struct font_face_info info;
    char *file;                  /* or: */
    struct font_memory *memory;
    const FcCharSet *characters; /* fontconfig's, after font_list_characters; NULL: a face of the program's */
    void *shaper;                /* font_shape.c's, made when first needed */
    int index;
    bool failed;
    FT_Face face;                /* opened when first needed */
    bool is_symbol;              /* its characters lie at U+F000 */
    FT_F26Dot6 width, height;    /* the size that is set */
};
extern struct font_face *font_faces; /* all under the lock */
extern uint32_t font_face_count;

void font_list_read(void);                          /* font_list.c: fills font_faces once */
void font_list_characters(void); /* what characters they have: asks fontconfig once, if that was not necessary before */
bool font_cache_load(void);                         /* font_cache.c: FALSE: there is none, or it is out of date */
void font_cache_store(FcConfig *config);
bool fontconfig_load(void);                         /* font_library.c: at its first use */
struct font_face *font_face_add(void);              /* NULL without memory */
struct font_face *font_face_get(uint32_t number);   /* opened; NULL: no such face or damaged */
bool font_face_set_size(struct font_face *face, int32_t width, int32_t height);
uint16_t font_face_glyph(struct font_face *face, uint32_t character);
#define FONT_STATUS_NO_FACE STATUS_OBJECT_NAME_NOT_FOUND

void font_shaper_drop(struct font_face *face); /* font_shape.c: before the face's file goes */

/* font_marlett.c: control symbols, drawn on a grid of 16 x 16 units with the base line at the bottom. */
#define MARLETT_UNITS 16
#define MARLETT_GLYPHS 256 /* the character is the glyph */
bool marlett_has(uint32_t character);
/* The outline for an em of this size (26.6), its points on whole pixels; freed by marlett_free. */
bool marlett_outline(FT_Outline *outline, uint32_t character, int32_t width, int32_t height, bool exact);
void marlett_free(FT_Outline *outline);

#endif
