/* Font linking: faces that stand in where the chosen one lacks a character. What was found is kept, for the search goes
 * through all faces. */
#include "gdi_text.h"

#define SLOTS 1024

static struct { UINT key, face; } found[SLOTS]; /* under font_lock; key 0: free; face 0: none has the character */

static UINT search(UINT character, LONG weight, BOOL italic, BOOL fixed)
{
    UINT key = (character << 4 | (weight >= FW_SEMIBOLD) << 3 | !!italic << 2 | !!fixed << 1 | 1) ^
               (UINT)typefaces_generation() << 26;
    UINT slot = (key >> 1) * 2654435761u >> 22, face = 0;
    RtlAcquireSRWLockShared(&font_lock);
    BOOL is_known = found[slot].key == key;
    if (is_known) face = found[slot].face;
    RtlReleaseSRWLockShared(&font_lock);
    if (is_known) return face;
    struct unix_font_fallback_args args = {
        .character = character, .weight = weight, .is_italic = (UINT)italic, .is_fixed = (UINT)fixed};
    face = unix_call_font_fallback(&args) ? 0 : args.face;
    RtlAcquireSRWLockExclusive(&font_lock);
    found[slot].key = key;
    found[slot].face = face;
    RtlReleaseSRWLockExclusive(&font_lock);
    return face;
}

struct font_instance *font_linked_for(struct font_instance *instance, UINT character)
{
    for (struct font_instance *linked = __atomic_load_n(&instance->linked, __ATOMIC_ACQUIRE); linked;
         linked = linked->next_linked) {
        if (typeface_glyph(linked->face, character)) return linked;
    }
    const struct font_face_info *info = &instance->face->info;
    if (info->is_symbol) return NULL; /* its characters are its own */
    LONG weight = instance->wanted.lfWeight > FW_DONTCARE ? instance->wanted.lfWeight : FW_NORMAL;
    UINT face = search(character, weight, instance->wanted.lfItalic, info->is_fixed);
    struct font_instance *linked = face ? font_instance_linked(instance, face) : NULL;
    return linked && typeface_glyph(linked->face, character) ? linked : NULL;
}
