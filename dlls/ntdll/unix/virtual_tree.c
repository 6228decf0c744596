/* The tree of allocations and the table of page states. The tree is a treap: each node knows the extent of its subtree
 * and the largest gap in it, so that a free place is found in O(log n). */
#include <string.h>
#include <sys/mman.h>
#include <signal.h>
#include "virtual_private.h"

static struct area *root;

#define PATH_CAPACITY 4096
#define CHUNK_SIZE    0x40000u

/* Nodes come in two sizes, without and with a path, from chunks of our own: the heap of the C library may be locked by
 * the very code that a signal interrupted. What was never used of a chunk is not touched. */
static struct area *free_nodes[2];
static char *fresh[2];
static size_t fresh_size[2];

static struct area *node_allocate(bool with_path)
{
    struct area **list = &free_nodes[with_path];
    size_t size = sizeof(struct area) + (with_path ? PATH_CAPACITY : 8);
    struct area *node = *list;
    if (node) {
        *list = node->left;
    } else {
        if (fresh_size[with_path] < size) {
            char *chunk = mmap(NULL, CHUNK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            if (chunk == MAP_FAILED) return NULL;
            fresh[with_path] = chunk;
            fresh_size[with_path] = CHUNK_SIZE;
        }
        node = (struct area *)fresh[with_path];
        fresh[with_path] += size;
        fresh_size[with_path] -= size;
    }
    memset(node, 0, sizeof(*node) + 1);
    return node;
}

static uint32_t next_priority(void)
{
    static uint32_t seed = 0x9e3779b9;
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed;
}

static uint64_t gap_between(uint64_t end, uint64_t start)
{
    return start > end ? start - end : 0;
}

static struct area *update(struct area *node)
{
    struct area *left = node->left, *right = node->right;
    uint64_t start = grain_floor(node->base), end = grain_ceiling(node->end), gap = 0;
    node->subtree_start = left ? left->subtree_start : start;
    node->subtree_end = right ? right->subtree_end : end;
    if (left) {
        gap = gap_between(left->subtree_end, start);
        if (left->subtree_gap > gap) gap = left->subtree_gap;
    }
    if (right) {
        uint64_t other = gap_between(end, right->subtree_start);
        if (other > gap) gap = other;
        if (right->subtree_gap > gap) gap = right->subtree_gap;
    }
    node->subtree_gap = gap;
    return node;
}

static void split(struct area *node, uint64_t base, struct area **below, struct area **above)
{
    if (!node) {
        *below = *above = NULL;
    } else if (node->base < base) {
        split(node->right, base, &node->right, above);
        *below = update(node);
    } else {
        split(node->left, base, below, &node->left);
        *above = update(node);
    }
}

static struct area *merge(struct area *below, struct area *above)
{
    if (!below) return above;
    if (!above) return below;
    if (below->priority > above->priority) {
        below->right = merge(below->right, above);
        return update(below);
    }
    above->left = merge(below, above->left);
    return update(above);
}

static void link_node(struct area *node)
{
    struct area *below, *above;
    node->left = node->right = NULL;
    split(root, node->base, &below, &above);
    root = merge(merge(below, update(node)), above);
}

static void unlink_node(struct area *node)
{
    struct area *below, *rest, *self, *above;
    split(root, node->base, &below, &rest);
    split(rest, node->base + 1, &self, &above);
    root = merge(below, above);
}

struct area *tree_insert(uint64_t base, uint64_t end, uint32_t type, const char *path)
{
    bool with_path = path && *path;
    struct area *node = node_allocate(with_path);
    if (!node) return NULL;
    node->base = base;
    node->end = end;
    node->type = type;
    node->priority = next_priority();
    if (with_path) strncpy(node->path, path, PATH_CAPACITY - 1);
    link_node(node);
    return node;
}

void tree_remove(struct area *area)
{
    bool with_path = area->path[0] != 0;
    unlink_node(area);
    area->left = free_nodes[with_path];
    free_nodes[with_path] = area;
}

void tree_resize(struct area *area, uint64_t base, uint64_t end)
{
    unlink_node(area);
    area->base = base;
    area->end = end;
    link_node(area);
}

struct area *tree_first_at(uint64_t address)
{
    struct area *best = NULL;
    for (struct area *node = root; node;) {
        if (node->end > address) {
            best = node;
            node = node->left;
        } else {
            node = node->right;
        }
    }
    return best;
}

struct area *tree_find(uint64_t address)
{
    struct area *area = tree_first_at(address);
    return area && area->base <= address ? area : NULL;
}

struct gap_search { uint64_t low, high, size; };

static bool gap_fits(const struct gap_search *search, uint64_t from, uint64_t to, uint64_t *start, uint64_t *end)
{
    *start = from > search->low ? from : search->low;
    *end = to < search->high ? to : search->high;
    return *end > *start && *end - *start >= search->size;
}

/* Can the gaps of this subtree, which lies between `from` and `to`, hold it at all? */
static bool worth_looking(const struct gap_search *search, const struct area *node, uint64_t from, uint64_t to)
{
    if (to <= search->low || from >= search->high) return false;
    return node->subtree_gap >= search->size || gap_between(from, node->subtree_start) >= search->size ||
           gap_between(node->subtree_end, to) >= search->size;
}

static uint64_t search_up(const struct gap_search *search, const struct area *node, uint64_t from, uint64_t to)
{
    uint64_t start, end;
    if (!node) return gap_fits(search, from, to, &start, &end) ? start : 0;
    if (!worth_looking(search, node, from, to)) return 0;
    uint64_t found = search_up(search, node->left, from, grain_floor(node->base));
    return found ? found : search_up(search, node->right, grain_ceiling(node->end), to);
}

static uint64_t search_down(const struct gap_search *search, const struct area *node, uint64_t from, uint64_t to)
{
    uint64_t start, end;
    if (!node) return gap_fits(search, from, to, &start, &end) ? end - search->size : 0;
    if (!worth_looking(search, node, from, to)) return 0;
    uint64_t found = search_down(search, node->right, grain_ceiling(node->end), to);
    return found ? found : search_down(search, node->left, from, grain_floor(node->base));
}

uint64_t tree_gap_up(uint64_t low, uint64_t high, uint64_t size)
{
    struct gap_search search = { low, high, size };
    return search_up(&search, root, 0, ~0xffffull);
}

uint64_t tree_gap_down(uint64_t low, uint64_t high, uint64_t size)
{
    struct gap_search search = { low, high, size };
    return search_down(&search, root, 0, ~0xffffull);
}

/* --- page states: a byte a page, in blocks for 4 GiB each that come into being when they are first written --- */

#define BLOCK_SHIFT 32
#define BLOCK_PAGES (1u << 20)
#define BLOCK_COUNT (1u << 15)
static uint8_t *blocks[BLOCK_COUNT];

uint8_t page_state(uint64_t address)
{
    const uint8_t *block = blocks[(address >> BLOCK_SHIFT) % BLOCK_COUNT];
    return block ? block[(address >> 12) % BLOCK_PAGES] : 0;
}

static uint64_t block_end(uint64_t address, uint64_t end)
{
    uint64_t limit = ((address >> BLOCK_SHIFT) + 1) << BLOCK_SHIFT;
    return limit < end ? limit : end;
}

/* Address of the first page between start and end whose state is not this one, or end. */
static uint64_t first_other(uint64_t start, uint64_t end, uint8_t state)
{
    const uint64_t pattern = state * 0x0101010101010101ull;
    for (uint64_t next; start < end; start = next) {
        next = block_end(start, end);
        const uint8_t *block = blocks[(start >> BLOCK_SHIFT) % BLOCK_COUNT];
        if (!block && state) return start;
        if (!block) continue;
        const uint8_t *at = block + (start >> 12) % BLOCK_PAGES, *stop = at + ((next - start) >> 12), *begin = at;
        while (at < stop) {
            uint64_t eight;
            if (stop - at >= 8 && (memcpy(&eight, at, 8), eight == pattern)) at += 8;
            else if (*at == state) at++;
            else return start + ((uint64_t)(at - begin) << 12);
        }
    }
    return end;
}

bool page_states_set(uint64_t start, uint64_t end, uint8_t state)
{
    for (uint64_t next; start < end; start = next) {
        next = block_end(start, end);
        uint8_t **block = &blocks[(start >> BLOCK_SHIFT) % BLOCK_COUNT];
        if (!state && first_other(start, next, 0) == next) continue; /* does not touch what was never used */
        if (!*block) {
            void *fresh =
                mmap(NULL, BLOCK_PAGES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
            if (fresh == MAP_FAILED) return false;
            *block = fresh;
        }
        memset(*block + (start >> 12) % BLOCK_PAGES, state, (next - start) >> 12);
    }
    return true;
}

uint64_t page_states_run(uint64_t start, uint64_t end)
{
    return first_other(start, end, page_state(start));
}

bool page_states_all_committed(uint64_t start, uint64_t end)
{
    while (start < end) {
        if (!(page_state(start) & PAGE_STATE_PROTECT)) return false;
        start = page_states_run(start, end);
    }
    return true;
}
