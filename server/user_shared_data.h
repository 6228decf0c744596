/* The page that every Windows process finds at 0x7ffe0000, as far as it is documented (KUSER_SHARED_DATA). */
#ifndef SERVER_USER_SHARED_DATA_H
#define SERVER_USER_SHARED_DATA_H

#include <stddef.h>
#include <stdint.h>

struct system_time {
    uint32_t low;
    int32_t high1, high2;
};

#pragma pack(push, 4)
struct user_shared_data {
    uint32_t tick_count_low_deprecated;
    uint32_t tick_count_multiplier;
    struct system_time interrupt_time;
    struct system_time system_time;
    struct system_time time_zone_bias;
    uint16_t image_number_low, image_number_high;
    uint16_t system_root[260];
    uint32_t max_stack_trace_depth;
    uint32_t crypto_exponent;
    uint32_t time_zone_id;
    uint32_t large_page_minimum;
    uint32_t ait_sampling_value;
    uint32_t app_compat_flag;
    uint64_t rng_seed_version;
    uint32_t global_validation_run_level;
    int32_t time_zone_bias_stamp;
    uint32_t build_number;
    uint32_t product_type;
    uint8_t product_type_is_valid, reserved0;
    uint16_t native_processor_architecture;
    uint32_t major_version, minor_version;
    uint8_t processor_features[64];
    uint32_t reserved1, reserved3, time_slip, alternative_architecture, boot_id;
    uint64_t system_expiration_date;
    uint32_t suite_mask;
    uint8_t debugger_enabled, mitigation_policies;
    uint16_t cycles_per_yield;
    uint32_t active_console_id, dismount_count, com_plus_package, last_input_tick_count;
    uint32_t physical_page_count;
    uint8_t safe_boot_mode, virtualization_flags, reserved12[2];
    uint32_t shared_data_flags, padding1;
    uint64_t test_return_instruction;
    int64_t performance_frequency;
    uint32_t system_call, reserved2;
    uint64_t system_call_padding[2];
    struct system_time tick_count;
    uint32_t tick_count_padding;
    uint32_t cookie, cookie_padding;
    uint8_t reserved4[0x3a0 - 0x338];
    uint32_t image_file_execution_options, language_generation;
    uint64_t reserved5;
    uint64_t interrupt_time_bias, performance_bias;
    uint32_t active_processor_count;
    uint8_t active_group_count, reserved9;
    uint16_t performance_data;
    uint64_t time_zone_bias_start, time_zone_bias_end;
    uint64_t xstate_enabled_features, xstate_enabled_volatile_features;
};
#pragma pack(pop)
_Static_assert(offsetof(struct user_shared_data, system_root) == 0x30, "");
_Static_assert(offsetof(struct user_shared_data, build_number) == 0x260, "");
_Static_assert(offsetof(struct user_shared_data, processor_features) == 0x274, "");
_Static_assert(offsetof(struct user_shared_data, suite_mask) == 0x2d0, "");
_Static_assert(offsetof(struct user_shared_data, physical_page_count) == 0x2e8, "");
_Static_assert(offsetof(struct user_shared_data, performance_frequency) == 0x300, "");
_Static_assert(offsetof(struct user_shared_data, tick_count) == 0x320, "");
_Static_assert(offsetof(struct user_shared_data, cookie) == 0x330, "");
_Static_assert(offsetof(struct user_shared_data, interrupt_time_bias) == 0x3b0, "");
_Static_assert(offsetof(struct user_shared_data, active_processor_count) == 0x3c0, "");
_Static_assert(offsetof(struct user_shared_data, xstate_enabled_features) == 0x3d8, "");

/* places in processor_features: PF_* of winnt.h */
enum {
    PF_COMPARE_EXCHANGE_DOUBLE = 2,
    PF_MMX = 3,
    PF_XMMI = 6,
    PF_RDTSC = 8,
    PF_PAE = 9,
    PF_XMMI64 = 10,
    PF_NX = 12,
    PF_SSE3 = 13,
    PF_COMPARE_EXCHANGE128 = 14,
    PF_XSAVE = 17,
    PF_RDWRFSGSBASE = 22,
    PF_FASTFAIL = 23,
    PF_RDRAND = 28,
    PF_RDTSCP = 32,
    PF_RDPID = 33,
    PF_SSSE3 = 36,
    PF_SSE4_1 = 37,
    PF_SSE4_2 = 38,
    PF_AVX = 39,
    PF_AVX2 = 40,
    PF_AVX512F = 41,
};

#endif
