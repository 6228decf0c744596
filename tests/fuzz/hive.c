/* Registry hives: whatever the file holds, reading ends and stays inside it; what was read can be written, and reads
 * the same again. */
#include <stdlib.h>
#include <string.h>
#include "hive_format.h"

void *hive_resize(void *block, size_t size) { return realloc(block, size ? size : 1); }
void hive_free(void *block) { free(block); }
uint16_t hive_upper(uint16_t c) { return c >= 'a' && c <= 'z' ? (uint16_t)(c - 32) : c; }

struct level { uint32_t cell, child_count, value_count; struct hive_child *children; uint32_t *values; };

struct copy {
    struct hive_writer writer;
    struct level levels[HIVE_MAXIMUM_DEPTH];
    unsigned depth;
    uint32_t root;
    uint64_t keys, values, sum;     /* the sum does not depend on the order */
    bool writes;
};

static uint16_t *units_of(const struct hive_text *text)
{
    uint16_t *units = malloc(2 * (size_t)text->length + 2);
    for (uint32_t i = 0; i < text->length; i++) units[i] = hive_unit(text, i);
    return units;
}

static bool begin_key(void *context, unsigned depth, const struct hive_text *name, const struct hive_text *class_name)
{
    struct copy *copy = context;
    struct level *level = &copy->levels[depth];
    copy->depth = depth;
    copy->keys++;
    for (uint32_t i = 0; depth && i < name->length; i++) copy->sum += hive_unit(name, i) * (i + 1) * (depth + 1);
    for (uint32_t i = 0; i < class_name->length; i++) copy->sum += hive_unit(class_name, i);
    if (!copy->writes) return true;
    uint16_t *units = units_of(name), *class_units = units_of(class_name);
    uint32_t length = depth || name->length <= HIVE_LONGEST_NAME ? name->length : HIVE_LONGEST_NAME;
    *level = (struct level){.cell = hive_add_key(&copy->writer, depth ? copy->levels[depth - 1].cell : HIVE_NO_CELL,
                                                 units, length, class_units, class_name->length, 1)};
    free(class_units);
    if (!depth) {
        copy->root = level->cell;
        free(units);
        return true;
    }
    struct level *parent = level - 1;
    parent->children = realloc(parent->children, (parent->child_count + 1) * sizeof(*parent->children));
    parent->children[parent->child_count++] = (struct hive_child){ level->cell, units, length };
    return true;
}

static bool take_value(void *context, const struct hive_text *name, uint32_t type, const uint8_t *data, uint32_t size)
{
    struct copy *copy = context;
    struct level *level = &copy->levels[copy->depth];
    if (name->length > 16383) return false;
    copy->values++;
    copy->sum += type + size;
    for (uint32_t i = 0; i < size; i++) copy->sum += data[i] * (uint64_t)(i + 1);
    for (uint32_t i = 0; i < name->length; i++) copy->sum += hive_unit(name, i) * (uint64_t)(i + 1);
    if (!copy->writes) return true;
    uint16_t *units = units_of(name);
    level->values = realloc(level->values, (level->value_count + 1) * sizeof(*level->values));
    level->values[level->value_count++] = hive_add_value(&copy->writer, units, name->length, type, data, size);
    free(units);
    return true;
}

static void finish_level(struct copy *copy, struct level *level, bool is_complete)
{
    if (is_complete) {
        hive_set_values(&copy->writer, level->cell, level->values, level->value_count);
        hive_set_children(&copy->writer, level->cell, level->children, level->child_count);
    }
    for (uint32_t i = 0; i < level->child_count; i++) free((void *)(uintptr_t)level->children[i].name);
    free(level->children);
    free(level->values);
    *level = (struct level){ 0 };
}

static bool end_key(void *context)
{
    struct copy *copy = context;
    if (copy->writes) finish_level(copy, &copy->levels[copy->depth], true);
    if (copy->depth) copy->depth--;
    return true;
}

static enum hive_result read_copy(struct copy *copy, const uint8_t *bytes, size_t size)
{
    struct hive_visitor visitor = { begin_key, take_value, end_key, copy };
    enum hive_result result = hive_read(bytes, size, &visitor);
    for (unsigned i = 0; copy->writes && i < HIVE_MAXIMUM_DEPTH; i++) finish_level(copy, &copy->levels[i], false);
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct copy copy, again;
    copy = (struct copy){ .writes = true };
    again = (struct copy){ .writes = false };
    hive_begin(&copy.writer, size & 1 ? HIVE_STANDARD_MINOR : HIVE_LATEST_MINOR, 2);
    if (read_copy(&copy, bytes, size) != HIVE_OK) {
        hive_free(copy.writer.bytes);
        return 0;
    }
    if (!hive_finish(&copy.writer, copy.root)) return 0;
    if (read_copy(&again, copy.writer.bytes, copy.writer.size) != HIVE_OK) abort();
    if (again.keys != copy.keys || again.values != copy.values || again.sum != copy.sum) abort();
    hive_free(copy.writer.bytes);
    return 0;
}
