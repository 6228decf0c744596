/* Names in the registry that both sides need. Absolute paths begin with \Registry. */
#ifndef REGISTRY_PATHS_H
#define REGISTRY_PATHS_H

/* The one user of a prefix: HKEY_CURRENT_USER is \Registry\User\CURRENT_USER_SID. The domain part is fixed, so that
 * prefixes can be copied. */
#define CURRENT_USER_SID "S-1-5-21-1004336348-1177238915-682003330-1000"
#define USER_DOMAIN_PARTS 21, 1004336348u, 1177238915u, 682003330u /* the same as subauthorities */
#define USER_RID 1000u

/* HKEY_CLASSES_ROOT as one tree: what is in the user's classes, over what is in the machine's. Known to the server only
 * under this name. */
#define REGISTRY_CLASSES_ROOT "\\Registry\\ClassesRoot"

#endif
