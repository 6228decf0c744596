/* The C runtime's heap. Microsoft's pages on malloc, calloc, realloc, _recalloc, _expand, _msize, _aligned_malloc and
 * its kin, _heapchk, _set_new_mode. */
#define FUNCTIONS(X) \
    X(void *, malloc, (size_t)) X(void *, calloc, (size_t, size_t)) X(void *, realloc, (void *, size_t)) X(void, free, (void *)) X(void *, _recalloc, (void *, size_t, size_t)) \
    X(void *, _expand, (void *, size_t)) X(size_t, _msize, (void *)) X(void *, _aligned_malloc, (size_t, size_t)) X(void *, _aligned_realloc, (void *, size_t, size_t)) \
    X(void *, _aligned_recalloc, (void *, size_t, size_t, size_t)) X(void *, _aligned_offset_malloc, (size_t, size_t, size_t)) X(size_t, _aligned_msize, (void *, size_t, size_t)) \
    X(void *, _aligned_offset_realloc, (void *, size_t, size_t, size_t)) X(void, _aligned_free, (void *)) X(int, _heapchk, (void)) X(int, _heapmin, (void)) X(int *, _errno, (void)) \
    X(intptr_t, _get_heap_handle, (void)) X(char *, _strdup, (const char *)) X(wchar_t *, _wcsdup, (const wchar_t *)) X(int, _set_new_mode, (int)) X(int, _query_new_mode, (void)) \
    X(void *, _set_invalid_parameter_handler, (void *))
#include "crt.h"

static int is_filled(const unsigned char *block, size_t from, size_t to, unsigned char with)
{
    for (size_t i = from; i < to; i++)
        if (block[i] != with) return 0;
    return 1;
}

static void test_blocks(void)
{
    unsigned char *block = crt.malloc(100);
    check(block && ((uintptr_t)block & (2 * sizeof(void *) - 1)) == 0, "malloc aligns for any type: %p", (void *)block);
    check_equal_int((int)crt._msize(block), 100, "_msize");
    memset(block, 7, 100);
    block = crt.realloc(block, 5000);
    check(block && is_filled(block, 0, 100, 7) && crt._msize(block) == 5000, "realloc keeps the contents");
    block = crt.realloc(block, 10);
    check(block && is_filled(block, 0, 10, 7) && crt._msize(block) == 10, "also when smaller");
    check_equal_ptr(crt.realloc(block, 0), NULL, "realloc to 0 frees");
    block = crt.realloc(NULL, 8);
    check(block != NULL, "realloc of NULL allocates");
    crt.free(block);
    block = crt.malloc(0);
    check(block && crt._msize(block) == 0, "malloc(0) is a block of length 0");
    crt.free(block);
    crt.free(NULL);
    block = crt.calloc(10, 30);
    check(block && crt._msize(block) == 300 && is_filled(block, 0, 300, 0), "calloc");
    memset(block, 1, 300);
    block = IS_UCRT ? crt._recalloc(block, 50, 10) : crt.realloc(block, 500);
    if (IS_UCRT)
        check(block && is_filled(block, 0, 300, 1) && is_filled(block, 300, 500, 0), "_recalloc clears what is new");
    void *expanded = crt._expand(block, 200);
    check(expanded == block && crt._msize(block) <= 500, "_expand never moves");
    check_equal_ptr(crt._expand(block, (size_t)1 << 29), NULL, "nor does it succeed without room");
    crt.free(block);
    char *copy = crt._strdup("copy");
    check_equal_string(copy, "copy", "_strdup");
    crt.free(copy);
    wchar_t *wide = crt._wcsdup(L"wide");
    check_equal_wide(wide, L"wide", "_wcsdup");
    crt.free(wide);
    check(!crt._strdup(NULL) && !crt._wcsdup(NULL), "copies of NULL");
}

static void test_limits(void)
{
    *crt._errno() = 0;
    check_equal_ptr(crt.malloc((size_t)-1), NULL, "too much");
    check_equal_int(*crt._errno(), 12, "ENOMEM");
    check_equal_ptr(crt.calloc((size_t)-1 / 2, 3), NULL, "calloc's product overflows");
    unsigned char *block = crt.malloc(16);
    block[0] = 42;
    check_equal_ptr(crt.realloc(block, (size_t)-100), NULL, "realloc to too much");
    check_equal_int(block[0], 42, "leaves the block");
    if (IS_UCRT) check_equal_ptr(crt._recalloc(block, (size_t)-1 / 2, 3), NULL, "_recalloc's product overflows");
    crt.free(block);
}

static void test_aligned(void)
{
    for (size_t alignment = 4; alignment <= 65536; alignment *= 4) {
        unsigned char *block = crt._aligned_malloc(100, alignment);
        check(block && ((uintptr_t)block & (alignment - 1)) == 0, "alignment %u: %p", (unsigned)alignment,
              (void *)block);
        memset(block, 5, 100);
        if (IS_UCRT) check_equal_int((int)crt._aligned_msize(block, alignment, 0), 100, "_aligned_msize");
        block = crt._aligned_realloc(block, 10000, alignment);
        check(block && ((uintptr_t)block & (alignment - 1)) == 0 && is_filled(block, 0, 100, 5), "_aligned_realloc");
        if (IS_UCRT) block = crt._aligned_recalloc(block, 200, 100, alignment);
        if (IS_UCRT) check(block && is_filled(block, 10000, 20000, 0), "_aligned_recalloc clears what is new");
        crt._aligned_free(block);
        block = crt._aligned_offset_malloc(100, alignment, 3);
        check(block && ((uintptr_t)(block + 3) & (alignment - 1)) == 0, "offset 3");
        memset(block, 6, 100);
        block = crt._aligned_offset_realloc(block, 5000, alignment, 3);
        check(block && ((uintptr_t)(block + 3) & (alignment - 1)) == 0 && is_filled(block, 0, 100, 6),
              "_aligned_offset_realloc");
        crt._aligned_free(block);
    }
    crt._aligned_free(NULL);
    unsigned char *block = crt._aligned_realloc(NULL, 50, 32);
    check(block != NULL, "_aligned_realloc of NULL");
    check_equal_ptr(crt._aligned_realloc(block, 0, 32), NULL, "to 0 frees");
}

static void test_errors(void)
{
    crt._set_invalid_parameter_handler((void *)note_invalid_parameter);
    *crt._errno() = 0;
    check_equal_ptr(crt._aligned_malloc(10, 3), NULL, "an alignment that is no power of two");
    check_equal_int(*crt._errno(), CRT_EINVAL, "EINVAL");
    check_equal_ptr(crt._aligned_offset_malloc(10, 16, 10), NULL, "an offset behind the block");
    check(crt._msize(NULL) == (size_t)-1, "_msize(NULL)");
    check_equal_ptr(crt._expand(NULL, 5), NULL, "_expand(NULL)");
    check_equal_int(taken_invalid_parameters(), 4, "each tells the handler");
    check_equal_int(crt._set_new_mode(1), 0, "_set_new_mode");
    check_equal_int(crt._query_new_mode(), 1, "_query_new_mode");
    check_equal_int(crt._set_new_mode(0), 1, "back");
    crt._set_invalid_parameter_handler(NULL);
}

int main(void)
{
    if (!load_crt()) return check_summary();
    test_blocks();
    test_limits();
    test_aligned();
    if (IS_UCRT) test_errors();
    check_equal_int(crt._heapchk(), -2, "_heapchk: _HEAPOK");
    check_equal_int(crt._heapmin(), 0, "_heapmin");
    check(HeapValidate((HANDLE)crt._get_heap_handle(), 0, NULL), "_get_heap_handle");
    return check_summary();
}
