/* MD5, SHA-1 and SHA-256: all three take blocks of 64 bytes and end with the length of the data. */
#include "hash_functions.h"
#include <string.h>

static uint32_t rotate_left(uint32_t value, unsigned count) { return value << count | value >> (32 - count); }
static uint32_t rotate_right(uint32_t value, unsigned count) { return value >> count | value << (32 - count); }

static uint32_t big_endian(const uint8_t *bytes) { return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3]; }

/* floor(2^32 * abs(sin(i + 1))) */
static const uint32_t md5_constants[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122,
    0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6,
    0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60,
    0xbebfbc70, 0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039,
    0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

static void md5_block(uint32_t *words, const uint8_t *block)
{
    static const uint8_t shifts[4][4] = { { 7, 12, 17, 22 }, { 5, 9, 14, 20 }, { 4, 11, 16, 23 }, { 6, 10, 15, 21 } };
    uint32_t a = words[0], b = words[1], c = words[2], d = words[3], data[16];
    memcpy(data, block, sizeof(data));
    for (unsigned i = 0; i < 64; i++) {
        uint32_t mixed;
        unsigned at;
        switch (i / 16) {
        case 0: mixed = (b & c) | (~b & d); at = i; break;
        case 1: mixed = (d & b) | (~d & c); at = (5 * i + 1) % 16; break;
        case 2: mixed = b ^ c ^ d; at = (3 * i + 5) % 16; break;
        default: mixed = c ^ (b | ~d); at = 7 * i % 16; break;
        }
        uint32_t next = b + rotate_left(a + mixed + md5_constants[i] + data[at], shifts[i / 16][i % 4]);
        a = d;
        d = c;
        c = b;
        b = next;
    }
    words[0] += a;
    words[1] += b;
    words[2] += c;
    words[3] += d;
}

static void sha1_block(uint32_t *words, const uint8_t *block)
{
    static const uint32_t constants[4] = { 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6 };
    uint32_t a = words[0], b = words[1], c = words[2], d = words[3], e = words[4], schedule[80];
    for (unsigned i = 0; i < 16; i++) schedule[i] = big_endian(block + 4 * i);
    for (unsigned i = 16; i < 80; i++) schedule[i] = rotate_left(schedule[i - 3] ^ schedule[i - 8] ^ schedule[i - 14] ^ schedule[i - 16], 1);
    for (unsigned i = 0; i < 80; i++) {
        uint32_t mixed = i < 20 ? (b & c) | (~b & d) : i < 40 || i >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
        uint32_t next = rotate_left(a, 5) + mixed + e + constants[i / 20] + schedule[i];
        e = d;
        d = c;
        c = rotate_left(b, 30);
        b = a;
        a = next;
    }
    words[0] += a;
    words[1] += b;
    words[2] += c;
    words[3] += d;
    words[4] += e;
}

static const uint32_t sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74,
    0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d,
    0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e,
    0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
    0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static void sha256_block(uint32_t *words, const uint8_t *block)
{
    uint32_t schedule[64], w[8];
    memcpy(w, words, sizeof(w));
    for (unsigned i = 0; i < 16; i++) schedule[i] = big_endian(block + 4 * i);
    for (unsigned i = 16; i < 64; i++) {
        uint32_t x = schedule[i - 15], y = schedule[i - 2];
        schedule[i] = schedule[i - 16] + (rotate_right(x, 7) ^ rotate_right(x, 18) ^ x >> 3) + schedule[i - 7] +
                      (rotate_right(y, 17) ^ rotate_right(y, 19) ^ y >> 10);
    }
    for (unsigned i = 0; i < 64; i++) {
        uint32_t first = w[7] + (rotate_right(w[4], 6) ^ rotate_right(w[4], 11) ^ rotate_right(w[4], 25)) + ((w[4] & w[5]) ^ (~w[4] & w[6])) +
                         sha256_constants[i] + schedule[i];
        uint32_t second = (rotate_right(w[0], 2) ^ rotate_right(w[0], 13) ^ rotate_right(w[0], 22)) + ((w[0] & w[1]) ^ (w[0] & w[2]) ^ (w[1] & w[2]));
        memmove(w + 1, w, 7 * sizeof(*w));
        w[4] += first;
        w[0] = first + second;
    }
    for (unsigned i = 0; i < 8; i++) words[i] += w[i];
}

static const struct { void (*block)(uint32_t *words, const uint8_t *block); size_t size; uint32_t start[8]; } kinds[] = {
    [HASH_MD5] = { md5_block, 16, { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 } },
    [HASH_SHA1] = { sha1_block, 20, { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 } },
    [HASH_SHA256] = { sha256_block, 32, { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 } },
};

size_t hash_size(enum hash_kind kind) { return kinds[kind].size; }

void hash_start(struct hash_state *state, enum hash_kind kind)
{
    state->kind = kind;
    state->size = 0;
    memcpy(state->words, kinds[kind].start, sizeof(state->words));
}

void hash_add(struct hash_state *state, const void *data, size_t size)
{
    const uint8_t *from = data;
    while (size) {
        size_t used = state->size % 64, count = 64 - used < size ? 64 - used : size;
        memcpy(state->block + used, from, count);
        state->size += count;
        from += count;
        size -= count;
        if (used + count == 64) kinds[state->kind].block(state->words, state->block);
    }
}

void hash_finish(struct hash_state *state, uint8_t *result)
{
    static const uint8_t padding[64] = { 0x80 };
    uint64_t bits = state->size * 8;
    size_t used = state->size % 64;
    uint8_t length[8];
    for (unsigned i = 0; i < 8; i++) length[i] = (uint8_t)(state->kind == HASH_MD5 ? bits >> 8 * i : bits >> (56 - 8 * i));
    hash_add(state, padding, used < 56 ? 56 - used : 120 - used);
    hash_add(state, length, sizeof(length));
    for (size_t i = 0; i < kinds[state->kind].size; i++)
        result[i] = (uint8_t)(state->kind == HASH_MD5 ? state->words[i / 4] >> 8 * (i % 4) : state->words[i / 4] >> (24 - 8 * (i % 4)));
}
