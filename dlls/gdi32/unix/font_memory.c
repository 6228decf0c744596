/* Fonts that a program hands over as bytes. The bytes are the program's idea of a font: FreeType checks them, we only bound their number. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "fonts.h"

#define FACES_OF_A_FILE 64

static void describe(struct font_face *face, FT_Face ft)
{
    struct font_face_info *info = &face->info;
    const TT_OS2 *os2 = freetype.FT_Get_Sfnt_Table(ft, FT_SFNT_OS2);
    snprintf(info->family, sizeof(info->family), "%s", ft->family_name ? ft->family_name : "Unknown");
    snprintf(info->style, sizeof(info->style), "%s", ft->style_name ? ft->style_name : "Regular");
    bool is_regular = !strcmp(info->style, "Regular");
    snprintf(info->full_name, sizeof(info->full_name), "%s%s%.30s", info->family, is_regular ? "" : " ", is_regular ? "" : info->style);
    info->weight = os2 && os2->usWeightClass >= 100 && os2->usWeightClass <= 1000 ? os2->usWeightClass : ft->style_flags & FT_STYLE_FLAG_BOLD ? 700 : 400;
    info->is_italic = !!(ft->style_flags & FT_STYLE_FLAG_ITALIC);
    info->is_fixed = FT_IS_FIXED_WIDTH(ft);
    info->is_symbol = face->is_symbol;
    info->code_pages[0] = face->is_symbol ? 1u << 31 : os2 && os2->version >= 1 ? (uint32_t)os2->ulCodePageRange1 : 1;
}

/* How many faces the file made. */
static uint32_t add_faces(struct font_memory *memory)
{
    uint32_t added = 0;
    for (int index = 0; index < FACES_OF_A_FILE; index++) {
        struct font_face *face = font_face_add();
        if (!face) break;
        face->memory = memory;
        face->index = index;
        struct font_face *opened = font_face_get(font_face_count - 1);
        if (!opened) {
            font_face_count--;
            break;
        }
        describe(opened, opened->face);
        added++;
        if (index + 1 >= opened->face->num_faces) break;
    }
    memory->references = added;
    return added;
}

static void drop(struct font_face *face)
{
    if (!face->memory || face->info.is_gone) return;
    struct font_memory *memory = face->memory;
    font_shaper_drop(face);
    if (face->face) freetype.FT_Done_Face(face->face);
    face->face = NULL;
    face->memory = NULL;
    face->info.is_gone = 1;
    if (--memory->references) return;
    free(memory->data);
    free(memory);
}

static NTSTATUS remove_faces(uint32_t first, uint32_t count)
{
    if (!fonts_lock()) return STATUS_NOT_SUPPORTED;
    bool valid = count && count <= FACES_OF_A_FILE && first < font_face_count && count <= font_face_count - first && font_faces[first].memory;
    for (uint32_t i = 0; valid && i < count; i++) drop(&font_faces[first + i]);
    fonts_unlock();
    return valid ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* A fault while the bytes are read loses the buffer; better that than a lock. */
static struct font_memory *copy_of(const void *data, size_t size)
{
    struct font_memory *memory = calloc(1, sizeof(*memory));
    if (memory) memory->data = malloc(size);
    if (!memory || !memory->data) {
        free(memory);
        return NULL;
    }
    memcpy(memory->data, data, size);
    memory->size = size;
    return memory;
}

int32_t unix_font_memory(struct unix_font_memory_args *args)
{
    if (!args->data) return remove_faces(args->first, args->count);
    if (!args->size || args->size > FONT_FILE_LIMIT) return STATUS_INVALID_PARAMETER;
    struct font_memory *memory = copy_of((void *)(uintptr_t)args->data, args->size);
    if (!memory) return STATUS_NO_MEMORY;
    uint32_t count = 0, first = 0;
    if (fonts_lock()) {
        first = font_face_count;
        count = add_faces(memory);
        fonts_unlock();
    }
    if (!count) {
        free(memory->data);
        free(memory);
        return STATUS_INVALID_IMAGE_FORMAT;
    }
    args->first = first;
    args->count = count;
    return STATUS_SUCCESS;
}
