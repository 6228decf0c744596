/* The interlocked functions that kernel32 exports to 32-bit programs; newer compilers and all of x86_64 have them as
 * intrinsics. The Windows headers are left out, because they define these names. */
#ifdef __i386__

long __stdcall InterlockedIncrement(volatile long *value)
{
    return __atomic_add_fetch(value, 1, __ATOMIC_SEQ_CST);
}

long __stdcall InterlockedDecrement(volatile long *value)
{
    return __atomic_sub_fetch(value, 1, __ATOMIC_SEQ_CST);
}

long __stdcall InterlockedExchange(volatile long *value, long fresh)
{
    return __atomic_exchange_n(value, fresh, __ATOMIC_SEQ_CST);
}

long __stdcall InterlockedExchangeAdd(volatile long *value, long amount)
{
    return __atomic_fetch_add(value, amount, __ATOMIC_SEQ_CST);
}

long __stdcall InterlockedCompareExchange(volatile long *value, long fresh, long expected)
{
    __atomic_compare_exchange_n(value, &expected, fresh, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return expected;
}

long long __stdcall InterlockedCompareExchange64(volatile long long *value, long long fresh, long long expected)
{
    return __sync_val_compare_and_swap(value, expected, fresh);
}

#else
typedef int interlocked_functions_are_intrinsics_here;
#endif
