/* Shared by the files of crypt32. */
#ifndef CRYPT32_PRIVATE_H
#define CRYPT32_PRIVATE_H

#include <stdbool.h>
#include <string.h>
#include <wchar.h>
#include "nt/nt.h"
#include "unix_calls.h"
#include <wincrypt.h>
#include "der.h"

#define ELEMENT_MAGIC 0x4d454c45u
#define STORE_MAGIC   0x524f5453u
#define PRIVATE_KEY_PROPERTY                                                                                           \
    CERT_FIRST_USER_PROP_ID /* PKCS #8 in DER, of certificates that come from a PFX file; known to secur32 too */
#define X509_PKCS7    (X509_ASN_ENCODING | PKCS_7_ASN_ENCODING)

struct property { struct property *next; DWORD id, size; BYTE data[]; };

/* A certificate or a revocation list. The program sees the context inside. */
struct element {
    DWORD magic;
    LONG references;
    bool is_crl;
    bool removed;                    /* from its store; the position tells an enumeration where to go on */
    ULONG position;
    struct store *store;             /* holds a reference on the store while it has one itself */
    struct property *properties;
    union { CERT_CONTEXT certificate; CRL_CONTEXT crl; };
};

struct store {
    DWORD magic;
    LONG references;
    RTL_CRITICAL_SECTION lock;
    bool is_collection;
    bool read_only;
    WCHAR *registry_path;            /* below HKEY_CURRENT_USER, for stores that are kept; else NULL */
    struct element **items;          /* the store holds a reference on each */
    ULONG count, capacity;
    struct store **members;          /* of a collection */
    ULONG member_count;
};

static inline BOOL fail_with(DWORD error)
{
    SetLastError(error);
    return FALSE;
}

static inline void *fail_pointer(DWORD error)
{
    SetLastError(error);
    return NULL;
}

/* --- decode.c: structures out of DER --- */
/* Where decoded structures go: one block, filled from the front. */
struct output { BYTE *base; ULONG used, capacity; bool failed, copies; };
void *output_room(struct output *out, ULONG size);
bool decode_certificate(struct der der, CERT_INFO *info, struct output *out);
bool decode_crl(struct der der, CRL_INFO *info, struct output *out);
bool decode_into(DWORD encoding, LPCSTR type, struct der der, struct output *out);
/* A decoded structure on the process heap (heap_free); NULL with the last error. */
void *decode_new(LPCSTR type, const BYTE *data, DWORD size);

/* --- context.c --- */
struct element *element_of_certificate(PCCERT_CONTEXT context);
struct element *element_of_crl(PCCRL_CONTEXT context);
struct element *element_new(bool is_crl, const BYTE *data, DWORD size);
void element_release(struct element *element);
struct property *element_property(struct element *element, DWORD id);
bool element_set_property(struct element *element, DWORD id, const void *data, DWORD size);
bool element_thumbprint(struct element *element, BYTE *hash);
bool same_blob(const CRYPT_DATA_BLOB *a, const CRYPT_DATA_BLOB *b);

/* --- store.c --- */
struct store *store_new(void);
struct store *store_of(HCERTSTORE handle);
/* The element after `previous` (which may be NULL), with a reference. */
struct element *store_next(struct store *store, struct element *previous, bool crl);
/* Adds a copy. The new one, with a reference, is stored in *added if that is not NULL. */
bool store_add(struct store *store, struct element *element, DWORD disposition, struct element **added);
/* --- store_system.c --- */
struct store *store_open_system(const WCHAR *name, DWORD flags);
void registry_write(struct store *store, struct element *element);
void registry_remove(struct store *store, struct element *element);
/* Adds all elements of a serialized store, PEM text or PKCS #7 message; false if it is none. */
bool store_add_serialized(struct store *store, const BYTE *data, DWORD size);
bool store_add_pem(struct store *store, const char *text, DWORD size);
bool store_add_message(struct store *store, const BYTE *data, DWORD size);

/* --- key.c --- */
bool hash_bytes(const WCHAR *algorithm, const void *data, DWORD size, BYTE *value, DWORD value_size);
bool is_signed_by(DWORD kind, const BYTE *data, DWORD size, const CERT_PUBLIC_KEY_INFO *key);

/* --- name.c --- */
/* The value of the last attribute with this identifier, as text on the process heap; NULL if there is none. */
WCHAR *name_attribute(const CERT_NAME_BLOB *name, const char *oid);
/* Text of a string value; length in characters without terminator. With buffer NULL only counted. */
ULONG string_text(DWORD type, const CRYPT_DATA_BLOB *value, WCHAR *buffer, ULONG capacity);

/* The short word for an attribute ("CN"); NULL if it has none. */
const WCHAR *oid_name(const char *oid);

#endif
