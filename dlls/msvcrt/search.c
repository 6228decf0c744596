/* Sorting and searching. */
#include "crt.h"

typedef int(__cdecl *compare_function)(const void *, const void *);
typedef int(__cdecl *context_compare)(void *, const void *, const void *);

struct comparer {
    compare_function plain;
    context_compare with_context;
    void *context;
};

static inline int compare(const struct comparer *by, const void *a, const void *b)
{
    return by->plain ? by->plain(a, b) : by->with_context(by->context, a, b);
}

static inline void swap(char *a, char *b, size_t size)
{
    for (; size >= sizeof(uint64_t); size -= sizeof(uint64_t), a += sizeof(uint64_t), b += sizeof(uint64_t)) {
        uint64_t x, y;
        memcpy(&x, a, sizeof(x));
        memcpy(&y, b, sizeof(y));
        memcpy(a, &y, sizeof(y));
        memcpy(b, &x, sizeof(x));
    }
    for (; size; size--, a++, b++) {
        char c = *a;
        *a = *b;
        *b = c;
    }
}

#define SMALL_PART 8

static void sort_by_insertion(char *base, size_t count, size_t size, const struct comparer *by)
{
    for (size_t i = 1; i < count; i++) {
        for (char *at = base + i * size; at > base && compare(by, at - size, at) > 0; at -= size)
            swap(at, at - size, size);
    }
}

static void sift_down(char *base, size_t from, size_t count, size_t size, const struct comparer *by)
{
    for (;;) {
        size_t child = 2 * from + 1;
        if (child >= count) return;
        if (child + 1 < count && compare(by, base + child * size, base + (child + 1) * size) < 0) child++;
        if (compare(by, base + from * size, base + child * size) >= 0) return;
        swap(base + from * size, base + child * size, size);
        from = child;
    }
}

static void sort_by_heap(char *base, size_t count, size_t size, const struct comparer *by)
{
    for (size_t i = count / 2; i--;) sift_down(base, i, count, size, by);
    for (size_t i = count; --i;) {
        swap(base, base + i * size, size);
        sift_down(base, 0, i, size, by);
    }
}

/* Quicksort with the median of three; a part that divides badly too often is sorted by a heap, so no input is slow. */
static void sort(char *base, size_t count, size_t size, const struct comparer *by, int depth)
{
    while (count > SMALL_PART) {
        if (!depth--) {
            sort_by_heap(base, count, size, by);
            return;
        }
        char *low = base, *middle = base + count / 2 * size, *high = base + (count - 1) * size;
        if (compare(by, low, middle) > 0) swap(low, middle, size);
        if (compare(by, middle, high) > 0) {
            swap(middle, high, size);
            if (compare(by, low, middle) > 0) swap(low, middle, size);
        }
        swap(middle, high - size, size); /* the pivot waits before the last one */
        char *pivot = high - size, *left = low, *right = pivot;
        for (;;) {
            do left += size;
            while (left < pivot && compare(by, left, pivot) < 0);
            do right -= size;
            while (right > low && compare(by, right, pivot) > 0);
            if (left >= right) break;
            swap(left, right, size);
        }
        swap(left, pivot, size);
        size_t below = (left - base) / size, above = count - below - 1;
        if (below < above) {
            sort(base, below, size, by, depth);
            base = left + size;
            count = above;
        } else {
            sort(left + size, above, size, by, depth);
            count = below;
        }
    }
    sort_by_insertion(base, count, size, by);
}

static void sort_all(void *base, size_t count, size_t size, const struct comparer *by)
{
    if ((!base && count) || !size || !(by->plain || by->with_context)) {
        crt_invalid(EINVAL);
        return;
    }
    int depth = 2;
    for (size_t rest = count; rest; rest /= 2) depth += 2;
    sort(base, count, size, by, depth);
}

void __cdecl qsort(void *base, size_t count, size_t size, compare_function function)
{
    sort_all(base, count, size, &(struct comparer){function, NULL, NULL});
}

void __cdecl qsort_s(void *base, size_t count, size_t size, context_compare function, void *context)
{
    sort_all(base, count, size, &(struct comparer){NULL, function, context});
}

static void *search(const void *key, const void *base, size_t count, size_t size, const struct comparer *by)
{
    if ((!base && count) || !size || !(by->plain || by->with_context)) {
        crt_invalid(EINVAL);
        return NULL;
    }
    const char *low = base;
    while (count) {
        const char *middle = low + count / 2 * size;
        int order = compare(by, key, middle);
        if (!order) return (void *)middle;
        if (order > 0) {
            low = middle + size;
            count--;
        }
        count /= 2;
    }
    return NULL;
}

void *__cdecl bsearch(const void *key, const void *base, size_t count, size_t size, compare_function function)
{
    return search(key, base, count, size, &(struct comparer){function, NULL, NULL});
}

void *__cdecl bsearch_s(const void *key, const void *base, size_t count, size_t size, context_compare function,
                        void *context)
{
    return search(key, base, count, size, &(struct comparer){NULL, function, context});
}

static void *find(const void *key, char *base, unsigned count, unsigned size, const struct comparer *by)
{
    for (; count; count--, base += size) {
        if (!compare(by, key, base)) return base;
    }
    return NULL;
}

void *__cdecl _lfind(const void *key, const void *base, unsigned *count, unsigned size, compare_function function)
{
    return find(key, (char *)base, *count, size, &(struct comparer){function, NULL, NULL});
}

void *__cdecl _lfind_s(const void *key, const void *base, unsigned *count, size_t size, context_compare function,
                       void *context)
{
    return find(key, (char *)base, *count, (unsigned)size, &(struct comparer){NULL, function, context});
}

/* An element that is not there is appended. */
static void *find_or_append(const void *key, char *base, unsigned *count, unsigned size, const struct comparer *by)
{
    void *found = find(key, base, *count, size, by);
    if (found) return found;
    found = base + (size_t)*count * size;
    ++*count;
    return memcpy(found, key, size);
}

void *__cdecl _lsearch(const void *key, void *base, unsigned *count, unsigned size, compare_function function)
{
    return find_or_append(key, base, count, size, &(struct comparer){function, NULL, NULL});
}

void *__cdecl _lsearch_s(const void *key, void *base, unsigned *count, size_t size, context_compare function,
                         void *context)
{
    return find_or_append(key, base, count, (unsigned)size, &(struct comparer){NULL, function, context});
}
