/* Stands in for libFuzzer where clang is missing: replays seeds, then mutates them with fixed random numbers a bounded
 * number of times. Takes libFuzzer's options -runs=N, -seed=N, -max_total_time=SECONDS and seed files or folders; other
 * options are ignored. An input that crashes the target is left in ./crash-input. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define LARGEST_INPUT (1u << 20)
#define MOST_SEEDS 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seed {
    uint8_t *data;
    size_t size;
};

static struct seed seeds[MOST_SEEDS];
static size_t seed_count;
static uint64_t random_state = 1;

static uint64_t random_number(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state * 0x2545f4914f6cdd1dull;
}

static void try_input(const uint8_t *data, size_t size)
{
    FILE *file = fopen("crash-input", "wb");
    if (file) {
        fwrite(data, 1, size, file);
        fclose(file);
    }
    /* a copy of exactly this size, so that the sanitizer sees reads past the end */
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy) return;
    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void load_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return;
    uint8_t *data = malloc(LARGEST_INPUT);
    if (data && seed_count < MOST_SEEDS)
        seeds[seed_count++] = (struct seed){data, fread(data, 1, LARGEST_INPUT, file)};
    else
        free(data);
    fclose(file);
}

static void load_path(const char *path)
{
    struct stat status;
    if (stat(path, &status)) return;
    if (!S_ISDIR(status.st_mode)) {
        load_file(path);
        return;
    }
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char name[4096];
        if (entries[i]->d_name[0] != '.' &&
            snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name) < (int)sizeof(name))
            load_file(name);
        free(entries[i]);
    }
    if (count >= 0) free(entries);
}

static size_t mutate(uint8_t *data, size_t size)
{
    static const uint64_t edges[] = {0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, ~0ull};
    for (unsigned i = random_number() % 6 + 1; i && size; i--) {
        size_t at = random_number() % size;
        size_t width = (size_t)1 << random_number() % 4;
        switch (random_number() % 5) {
        case 0:
            data[at] ^= 1u << random_number() % 8;
            break;
        case 1:
            data[at] = (uint8_t)random_number();
            break;
        case 2:
            if (at + width <= size)
                memcpy(data + at, &edges[random_number() % (sizeof(edges) / sizeof(*edges))], width);
            break;
        case 3:
            size = at;
            break;
        default:
            if (at + width <= size) memmove(data + random_number() % (size - width + 1), data + at, width);
        }
    }
    return size;
}

int main(int argc, char **argv)
{
    unsigned long runs = 20000;
    time_t limit = 0;
    for (int i = 1; i < argc; i++) {
        if (!strncmp(argv[i], "-runs=", 6)) runs = strtoul(argv[i] + 6, NULL, 10);
        else if (!strncmp(argv[i], "-seed=", 6)) random_state = strtoull(argv[i] + 6, NULL, 10) | 1;
        else if (!strncmp(argv[i], "-max_total_time=", 16)) limit = atol(argv[i] + 16);
        else if (argv[i][0] != '-') load_path(argv[i]);
    }
    try_input((const uint8_t *)"", 0);
    for (size_t i = 0; i < seed_count; i++) try_input(seeds[i].data, seeds[i].size);

    static uint8_t buffer[LARGEST_INPUT];
    time_t started = time(NULL);
    unsigned long done = 0;
    for (; done < runs && (!limit || time(NULL) - started < limit); done++) {
        size_t size = random_number() % 512;
        if (seed_count) {
            const struct seed *seed = &seeds[random_number() % seed_count];
            size = seed->size;
            memcpy(buffer, seed->data, size);
        }
        try_input(buffer, mutate(buffer, size));
    }
    remove("crash-input");
    printf("%zu seeds and %lu mutations\n", seed_count, done);
    for (size_t i = 0; i < seed_count; i++) free(seeds[i].data);
    return 0;
}
