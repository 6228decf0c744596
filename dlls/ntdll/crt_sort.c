/* qsort and bsearch. */
#include "nt/nt.h"

#include <stdlib.h>
#include <string.h>

typedef int (__cdecl *compare_function)(const void *, const void *);
typedef int (__cdecl *compare_function_s)(void *, const void *, const void *);

struct order { compare_function compare; compare_function_s compare_s; void *context; };

static int compare(const struct order *order, const void *first, const void *second)
{
    return order->compare_s ? order->compare_s(order->context, first, second) : order->compare(first, second);
}

static void swap(char *first, char *second, size_t size)
{
    while (size--) {
        char kept = *first;
        *first++ = *second;
        *second++ = kept;
    }
}

/* A heap sort: no recursion, no memory, no bad input. */
static void sift_down(char *base, size_t root, size_t count, size_t size, const struct order *order)
{
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && compare(order, base + child * size, base + (child + 1) * size) < 0) child++;
        if (compare(order, base + root * size, base + child * size) >= 0) return;
        swap(base + root * size, base + child * size, size);
    }
}

static void sort(char *base, size_t count, size_t size, const struct order *order)
{
    for (size_t root = count / 2; root-- > 0;) sift_down(base, root, count, size, order);
    for (size_t last = count; last-- > 1;) {
        swap(base, base + last * size, size);
        sift_down(base, 0, last, size, order);
    }
}

void __cdecl qsort(void *base, size_t count, size_t size, compare_function function)
{
    struct order order = { .compare = function };
    sort(base, count, size, &order);
}

void __cdecl qsort_s(void *base, size_t count, size_t size, compare_function_s function, void *context)
{
    struct order order = { .compare_s = function, .context = context };
    sort(base, count, size, &order);
}

void *__cdecl bsearch(const void *key, const void *base, size_t count, size_t size, compare_function function)
{
    const char *low = base;
    while (count) {
        const char *middle = low + count / 2 * size;
        int order = function(key, middle);
        if (!order) return (void *)middle;
        if (order > 0) {
            low = middle + size;
            count--;
        }
        count /= 2;
    }
    return NULL;
}

void *__cdecl bsearch_s(const void *key, const void *base, size_t count, size_t size, compare_function_s function,
                        void *context)
{
    const char *low = base;
    while (count) {
        const char *middle = low + count / 2 * size;
        int order = function(context, key, middle);
        if (!order) return (void *)middle;
        if (order > 0) {
            low = middle + size;
            count--;
        }
        count /= 2;
    }
    return NULL;
}

void *__cdecl _lfind(const void *key, const void *base, unsigned int *count, unsigned int size,
                     compare_function function)
{
    for (unsigned int i = 0; i < *count; i++) {
        if (!function(key, (const char *)base + (size_t)i * size)) return (char *)base + (size_t)i * size;
    }
    return NULL;
}
