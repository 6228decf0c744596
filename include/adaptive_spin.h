/* Looking again for a while before sleeping. Waking a thread on another processor takes longer than most requests take
 * to be served, so two sides that talk often look for each other's messages for some microseconds first. How long
 * adapts: a sleep that was short was not worth it, looking that found nothing was not either. With one processor nobody
 * looks. */
#ifndef ADAPTIVE_SPIN_H
#define ADAPTIVE_SPIN_H

#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define SPIN_MOST        128u /* looks; each is a system call and the pause behind it, together about half a microsecond */
#define SPIN_SHORT_SLEEP 80000 /* nanoseconds */

struct adaptive_spin { unsigned looks; bool is_known, is_possible; };

static inline uint64_t spin_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline void spin_pause(void)
{
    for (int i = 0; i < 8; i++) __builtin_ia32_pause();
}

/* Nothing was found in all the looks. */
static inline void spin_failed(struct adaptive_spin *spin) { spin->looks /= 2; }

static inline void spin_slept(struct adaptive_spin *spin, uint64_t nanoseconds)
{
    if (nanoseconds > SPIN_SHORT_SLEEP) return;
    if (!spin->is_known) {
        cpu_set_t processors;
        spin->is_known = true;
        spin->is_possible = !sched_getaffinity(0, sizeof(processors), &processors) && CPU_COUNT(&processors) > 1;
    }
    if (!spin->is_possible) return;
    spin->looks = spin->looks ? spin->looks * 2 : SPIN_MOST / 4;
    if (spin->looks > SPIN_MOST) spin->looks = SPIN_MOST;
}

#endif
