/* The clock page, KUSER_SHARED_DATA: programs read the time from it without a call.
 *
 * It ticks every 2 ms while somebody runs, and rests when nobody does, so that an idle prefix makes no wake-ups.
 * Whether anybody runs is seen from the CPU clocks of the processes, looked at every 50 ms: unchanged twice,
 * arena_header.clock_resting is set; unchanged a third time (a thread that woke before it could see the flag would have
 * moved its clock), ticking ends. Who wakes from a wait or a blocking system call and finds the flag set asks for
 * clock_start, which answers once the page shows the time again; so does every other request. */
#include <cpuid.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>
#include "addresses.h"
#include "request.h"
#include "server.h"
#include "slots.h"
#include "user_shared_data.h"

#define TICK_INTERVAL         2000000ull /* nanoseconds */
#define LOOK_INTERVAL         50000000ull
#define LOOKS_TO_FLAG         2
#define LOOKS_TO_REST         3
#define ZONE_INTERVAL         60000000000ull
#define EPOCH_DIFFERENCE      116444736000000000ull /* from 1601 to 1970 in 100 ns */
#define PERFORMANCE_FREQUENCY 10000000

int clock_page_fd = -1;
static struct user_shared_data *page;
static uint64_t last_tick, last_look, last_zone;
static int idle_looks;
static bool resting;

uint64_t time_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 10000000u + (uint64_t)now.tv_nsec / 100 + EPOCH_DIFFERENCE;
}

uint64_t monotonic_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

typedef uint64_t __attribute__((aligned(4))) uint64_at_4;

/* Readers take high1, low, high2 and repeat unless both high parts agree. Low and high1 are also written at once, for
 * those who read them so. */
static void set_time(struct system_time *time, uint64_t value)
{
    __atomic_store_n(&time->high2, (int32_t)(value >> 32), __ATOMIC_SEQ_CST);
    *(volatile uint64_at_4 *)(void *)time = value;
}

static void set_zone(uint64_t now)
{
    time_t seconds = time(NULL);
    struct tm local;
    last_zone = now;
    if (!localtime_r(&seconds, &local)) return;
    set_time(&page->time_zone_bias, (uint64_t)(-local.tm_gmtoff * 10000000ll));
    page->time_zone_id = local.tm_isdst > 0 ? 2 : 1;
}

static void update(uint64_t now)
{
    uint64_t milliseconds = now / 1000000;
    set_time(&page->interrupt_time, now / 100);
    set_time(&page->system_time, time_now());
    set_time(&page->tick_count, milliseconds);
    page->tick_count_low_deprecated = (uint32_t)milliseconds;
    last_tick = now;
    if (now - last_zone > ZONE_INTERVAL) set_zone(now);
}

/* --- what does not change --- */

static uint64_t extended_control_register(void)
{
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (uint64_t)high << 32 | low;
}

static void set_processor_features(void)
{
    unsigned a, b, c, d, b7 = 0, c7 = 0, d7, c81 = 0, d81 = 0;
    uint8_t *has = page->processor_features;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return;
    __get_cpuid_count(7, 0, &a, &b7, &c7, &d7);
    __get_cpuid(0x80000001u, &a, &b, &c81, &d81);
    __get_cpuid(1, &a, &b, &c, &d);
    uint64_t states = c & bit_OSXSAVE ? extended_control_register() : 3;
    has[PF_COMPARE_EXCHANGE_DOUBLE] = !!(d & bit_CMPXCHG8B);
    has[PF_MMX] = !!(d & bit_MMX);
    has[PF_XMMI] = !!(d & bit_SSE);
    has[PF_XMMI64] = !!(d & bit_SSE2);
    has[PF_RDTSC] = has[PF_PAE] = has[PF_FASTFAIL] = 1;
    has[PF_NX] = !!(d81 & (1u << 20));
    has[PF_RDTSCP] = !!(d81 & (1u << 27));
    has[PF_SSE3] = !!(c & bit_SSE3);
    has[PF_SSSE3] = !!(c & bit_SSSE3);
    has[PF_SSE4_1] = !!(c & bit_SSE4_1);
    has[PF_SSE4_2] = !!(c & bit_SSE4_2);
    has[PF_COMPARE_EXCHANGE128] = !!(c & bit_CMPXCHG16B);
    has[PF_RDRAND] = !!(c & bit_RDRND);
    has[PF_XSAVE] = !!(c & bit_OSXSAVE);
    has[PF_RDWRFSGSBASE] = b7 & 1;
    has[PF_RDPID] = !!(c7 & (1u << 22));
    has[PF_AVX] = (c & bit_AVX) && (states & 6) == 6;
    has[PF_AVX2] = has[PF_AVX] && (b7 & (1u << 5));
    has[PF_AVX512F] = has[PF_AVX] && (b7 & (1u << 16)) && (states & 0xe6) == 0xe6;
    page->xstate_enabled_features = page->xstate_enabled_volatile_features = has[PF_XSAVE] ? states & 7 : 3;
}

static void set_constants(void)
{
    cpu_set_t processors;
    CPU_ZERO(&processors);
    sched_getaffinity(0, sizeof(processors), &processors);
    *page = (struct user_shared_data){
        .tick_count_multiplier = 1u << 24, /* ticks are milliseconds */
        .image_number_low = 0x8664,
        .image_number_high = 0x8664,
        .large_page_minimum = 0x200000,
        .build_number = 19045,
        .product_type = 1 /* workstation */,
        .product_type_is_valid = 1,
        .native_processor_architecture = 9 /* x86_64 */,
        .major_version = 10,
        .suite_mask = 0x110 /* single user, terminal services */,
        .active_console_id = 1,
        .boot_id = 1,
        .physical_page_count = (uint32_t)sysconf(_SC_PHYS_PAGES),
        .performance_frequency = PERFORMANCE_FREQUENCY,
        .active_processor_count = (uint32_t)CPU_COUNT(&processors),
        .active_group_count = 1,
    };
    text_from_ascii("C:\\windows", page->system_root, 260);
    if (getrandom(&page->cookie, sizeof(page->cookie), GRND_NONBLOCK) < 0) page->cookie = (uint32_t)monotonic_now();
    set_processor_features();
}

bool clock_create(void)
{
    clock_page_fd = memfd_create("winrun-clock", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (clock_page_fd < 0 || ftruncate(clock_page_fd, USER_SHARED_DATA_SIZE)) return false;
    page = mmap(NULL, USER_SHARED_DATA_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, clock_page_fd, 0);
    /* from here on nobody else can map it for writing */
    if (page == MAP_FAILED ||
        fcntl(clock_page_fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL))
        return false;
    set_constants();
    set_zone(monotonic_now());
    update(monotonic_now());
    return true;
}

/* --- ticking and resting --- */

static void set_resting_flag(uint32_t value)
{
    __atomic_store_n(&((struct arena_header *)arena)->clock_resting, value, __ATOMIC_SEQ_CST);
}

static bool anybody_ran(void)
{
    bool ran = false;
    for (struct process *process = processes; process; process = process->next) {
        struct timespec time;
        clockid_t id = (clockid_t)((~(uint32_t)process->unix_pid << 3) |
                                   2); /* the CPU clock of a process: clock_getcpuclockid(3) */
        if (process->unix_pid <= 0 || clock_gettime(id, &time)) continue;
        uint64_t seen = (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
        ran |= seen != process->cpu_seen;
        process->cpu_seen = seen;
    }
    return ran;
}

static void look(uint64_t now)
{
    last_look = now;
    idle_looks = anybody_ran() ? 0 : idle_looks + 1;
    if (!idle_looks) set_resting_flag(0);
    if (idle_looks == LOOKS_TO_FLAG) set_resting_flag(1);
    resting = idle_looks >= LOOKS_TO_REST;
}

int clock_next_tick(uint64_t now)
{
    if (resting) return -1;
    uint64_t passed = now - last_tick;
    return passed >= TICK_INTERVAL ? 0 : (int)((TICK_INTERVAL - passed + 999999) / 1000000);
}

void clock_tick(uint64_t now)
{
    if (resting || now - last_tick < TICK_INTERVAL) return;
    update(now);
    if (now - last_look >= LOOK_INTERVAL) look(now);
}

void clock_run(void)
{
    if (idle_looks < LOOKS_TO_FLAG) return;
    idle_looks = 0;
    resting = false;
    last_look = monotonic_now();
    update(last_look);
    set_resting_flag(0);
}

NTSTATUS handle_clock_start(struct request *request, const struct request_clock_start_in *in,
                            struct request_clock_start_out *out)
{
    (void)request;
    (void)in;
    (void)out;
    clock_run();
    return STATUS_SUCCESS;
}
