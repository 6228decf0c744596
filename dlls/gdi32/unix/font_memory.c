/* Fonts that a program hands over as bytes. The bytes are the program's idea of a font: FreeType checks them, we only
 * bound their number. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "fonts.h"

#define FACES_OF_A_FILE 64

/* UTF-16, highest byte first, to UTF-8; cut where it does not fit. */
static void put_name(char *target, size_t size, const FT_SfntName *name)
{
    size_t used = 0;
    for (FT_UInt i = 0; i + 1 < name->string_len; i += 2) {
        uint32_t c = (uint32_t)name->string[i] << 8 | name->string[i + 1];
        bool is_pair = (c & 0xfc00) == 0xd800 && i + 3 < name->string_len && (name->string[i + 2] & 0xfc) == 0xdc;
        if (is_pair) {
            c = 0x10000 + ((c & 0x3ff) << 10) + ((uint32_t)(name->string[i + 2] & 3) << 8 | name->string[i + 3]);
            i += 2;
        }
        char bytes[4];
        size_t length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        static const uint8_t marks[5] = {0, 0, 0xc0, 0xe0, 0xf0};
        for (size_t k = length; k-- > 1; c >>= 6) bytes[k] = (char)(0x80 | (c & 0x3f));
        bytes[0] = (char)(marks[length] | c);
        if (!bytes[0] || used + length >= size) break;
        memcpy(target + used, bytes, length);
        used += length;
    }
    target[used] = 0;
}

/* The names that Windows goes by: family, style and full name in English, else in any language. */
static void read_names(struct font_face_info *info, FT_Face ft)
{
    struct { char *target; size_t size; FT_UShort id; bool is_english;
    } wanted[] = {
        {info->family, sizeof(info->family), 1, false},
        {info->style, sizeof(info->style), 2, false},
        {info->full_name, sizeof(info->full_name), 4, false},
    };
    FT_UInt count = freetype.FT_Get_Sfnt_Name_Count(ft);
    for (FT_UInt i = 0; i < count; i++) {
        FT_SfntName name;
        if (freetype.FT_Get_Sfnt_Name(ft, i, &name) || name.platform_id != 3 || name.string_len < 2) continue;
        for (size_t k = 0; k < sizeof(wanted) / sizeof(*wanted); k++) {
            if (wanted[k].id != name.name_id || wanted[k].is_english) continue;
            put_name(wanted[k].target, wanted[k].size, &name);
            wanted[k].is_english = name.language_id == 0x409;
        }
    }
}

static void describe(struct font_face *face, FT_Face ft)
{
    struct font_face_info *info = &face->info;
    const TT_OS2 *os2 = freetype.FT_Get_Sfnt_Table(ft, FT_SFNT_OS2);
    snprintf(info->family, sizeof(info->family), "%s", ft->family_name ? ft->family_name : "Unknown");
    snprintf(info->style, sizeof(info->style), "%s", ft->style_name ? ft->style_name : "Regular");
    bool is_regular = !strcmp(info->style, "Regular");
    snprintf(info->full_name, sizeof(info->full_name), "%s%s%.30s", info->family, is_regular ? "" : " ",
             is_regular ? "" : info->style);
    read_names(info, ft);
    info->weight = os2 && os2->usWeightClass >= 100 && os2->usWeightClass <= 1000 ? os2->usWeightClass
                   : ft->style_flags & FT_STYLE_FLAG_BOLD                         ? 700
                                                                                  : 400;
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
    bool valid = count && count <= FACES_OF_A_FILE && first < font_face_count && count <= font_face_count - first &&
                 font_faces[first].memory;
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
