/* The prefix's atoms: strings with numbers from 0xc000 on, counted. Names are compared without regard to case; the
 * first spelling stays. */
#include <stdlib.h>
#include "request.h"

#define FIRST_ATOM   0xc000u
#define ATOM_COUNT   0x4000u
#define LONGEST_ATOM 255u
#define BUCKET_COUNT 256u

struct atom {
    uint16_t *name;
    uint32_t length, hash, references;
    uint32_t next; /* in the bucket: index + 1, 0: none */
};
static struct atom atoms[ATOM_COUNT];
static uint32_t buckets[BUCKET_COUNT], high_water;

static struct text name_of(const struct atom *atom)
{
    return (struct text){atom->name, atom->length};
}

static struct atom *find_by_name(struct text name)
{
    uint32_t hash = text_hash(name);
    for (uint32_t i = buckets[hash % BUCKET_COUNT]; i; i = atoms[i - 1].next)
        if (atoms[i - 1].hash == hash && text_equal(name_of(&atoms[i - 1]), name, true)) return &atoms[i - 1];
    return NULL;
}

static struct atom *find_by_number(uint32_t number)
{
    uint32_t index = number - FIRST_ATOM;
    return index < ATOM_COUNT && atoms[index].name ? &atoms[index] : NULL;
}

static struct atom *add(struct text name)
{
    uint32_t index = 0;
    while (index < high_water && atoms[index].name) index++;
    if (index == ATOM_COUNT) return NULL;
    struct atom *atom = &atoms[index];
    if (!(atom->name = text_copy(name))) return NULL;
    if (index == high_water) high_water++;
    atom->length = name.length;
    atom->hash = text_hash(name);
    atom->references = 0;
    atom->next = buckets[atom->hash % BUCKET_COUNT];
    buckets[atom->hash % BUCKET_COUNT] = index + 1;
    return atom;
}

static void forget(struct atom *atom)
{
    uint32_t index = (uint32_t)(atom - atoms) + 1, *place = &buckets[atom->hash % BUCKET_COUNT];
    while (*place != index) place = &atoms[*place - 1].next;
    *place = atom->next;
    free(atom->name);
    atom->name = NULL;
}

static bool is_good_name(struct text name)
{
    return name.length && name.length <= LONGEST_ATOM;
}

NTSTATUS handle_atom_add(struct request *request, const struct request_atom_add_in *in,
                         struct request_atom_add_out *out)
{
    struct text name = request_text(request);
    (void)in;
    if (!is_good_name(name)) return STATUS_INVALID_PARAMETER;
    struct atom *atom = find_by_name(name);
    if (!atom) atom = add(name);
    if (!atom) return STATUS_NO_MEMORY;
    if (atom->references != UINT32_MAX) atom->references++;
    out->atom = FIRST_ATOM + (uint32_t)(atom - atoms);
    return STATUS_SUCCESS;
}

NTSTATUS handle_atom_find(struct request *request, const struct request_atom_find_in *in,
                          struct request_atom_find_out *out)
{
    struct text name = request_text(request);
    (void)in;
    const struct atom *atom = is_good_name(name) ? find_by_name(name) : NULL;
    if (!atom) return STATUS_OBJECT_NAME_NOT_FOUND;
    out->atom = FIRST_ATOM + (uint32_t)(atom - atoms);
    return STATUS_SUCCESS;
}

NTSTATUS handle_atom_delete(struct request *request, const struct request_atom_delete_in *in,
                            struct request_atom_delete_out *out)
{
    struct atom *atom = find_by_number(in->atom);
    (void)request, (void)out;
    if (!atom) return STATUS_INVALID_HANDLE;
    if (!--atom->references) forget(atom);
    return STATUS_SUCCESS;
}

NTSTATUS handle_atom_name(struct request *request, const struct request_atom_name_in *in,
                          struct request_atom_name_out *out)
{
    const struct atom *atom = find_by_number(in->atom);
    if (!atom) return STATUS_INVALID_HANDLE;
    out->references = atom->references;
    return request_answer_data(request, atom->name, 2 * atom->length) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}
