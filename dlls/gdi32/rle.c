/* Run-length encoded bitmaps, as Microsoft's "Bitmap Compression" describes them: pairs of count and colour, and
 * escapes (count 0): 0 end of the line, 1 end of the bitmap, 2 a step right and up, 3 and more: so many literal pixels,
 * padded to 16 bits. */
#include "gdi_private.h"

struct rle_state {
    BYTE *pixels;
    LONG width, height, x, y; /* y counts from the lowest row, which is the first in memory */
    const BYTE *next, *end;
};

static void put(struct rle_state *state, BYTE pixel)
{
    if (state->x < state->width && state->y < state->height)
        state->pixels[(SIZE_T)state->y * (SIZE_T)state->width + (SIZE_T)state->x] = pixel;
    if (state->x < state->width) state->x++;
}

static void put_run(struct rle_state *state, UINT count, BYTE value, BOOL is_rle4)
{
    for (UINT i = 0; i < count; i++) put(state, !is_rle4 ? value : i & 1 ? value & 15 : value >> 4);
}

static BOOL put_literals(struct rle_state *state, UINT count, BOOL is_rle4)
{
    SIZE_T bytes = is_rle4 ? (count + 1) / 2 : count, padded = (bytes + 1) & ~(SIZE_T)1;
    SIZE_T left = (SIZE_T)(state->end - state->next);
    if (bytes > left) return FALSE;
    for (UINT i = 0; i < count; i++) {
        BYTE value = state->next[is_rle4 ? i / 2 : i];
        put(state, !is_rle4 ? value : i & 1 ? value & 15 : value >> 4);
    }
    state->next += min(padded, left);
    return TRUE;
}

/* FALSE: the bitmap ends here. */
static BOOL handle_escape(struct rle_state *state, BYTE code, BOOL is_rle4)
{
    switch (code) {
    case 0:
        state->x = 0;
        state->y++;
        return state->y < state->height;
    case 1: return FALSE;
    case 2:
        if (state->end - state->next < 2) return FALSE;
        state->x = min(state->x + state->next[0], state->width);
        state->y += state->next[1];
        state->next += 2;
        return state->y < state->height;
    default: return put_literals(state, code, is_rle4);
    }
}

void rle_decode(BYTE *pixels, LONG width, LONG height, BOOL is_rle4, const BYTE *data, SIZE_T size)
{
    struct rle_state state = {.pixels = pixels, .width = width, .height = height, .next = data, .end = data + size};
    while (state.end - state.next >= 2) {
        BYTE count = state.next[0], value = state.next[1];
        state.next += 2;
        if (count) put_run(&state, count, value, is_rle4);
        else if (!handle_escape(&state, value, is_rle4)) return;
    }
}
