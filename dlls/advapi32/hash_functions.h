/* MD5 (RFC 1321), SHA-1 and SHA-256 (FIPS 180-4). */
#ifndef HASH_FUNCTIONS_H
#define HASH_FUNCTIONS_H

#include <stdint.h>
#include <stddef.h>

enum hash_kind { HASH_MD5, HASH_SHA1, HASH_SHA256 };
#define HASH_LARGEST 32

struct hash_state { enum hash_kind kind; uint32_t words[8]; uint64_t size; uint8_t block[64]; };

void hash_start(struct hash_state *state, enum hash_kind kind);
void hash_add(struct hash_state *state, const void *data, size_t size);
size_t hash_size(enum hash_kind kind);
/* Ends the hash; the state is of no use afterwards. */
void hash_finish(struct hash_state *state, uint8_t *result);

#endif
