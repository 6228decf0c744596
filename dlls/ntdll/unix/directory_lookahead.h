/* A second thread that asks for the facts of a large folder's entries from its end, while the program walks from its
 * beginning: on a machine with several processors they meet in the middle. */
#ifndef DIRECTORY_LOOKAHEAD_H
#define DIRECTORY_LOOKAHEAD_H

#include "file_private.h"

#define LOOKAHEAD_FROM 1000u /* entries; below, a thread costs more than it saves */

/* False: the entry is gone, or could not be asked about. Called in both threads, for different entries. */
typedef bool lookahead_query(const void *context, uint32_t index, int folder, struct file_facts *facts);

/* folder is duplicated; context must live until lookahead_end. NULL: no help to be had. */
struct lookahead *lookahead_start(int folder, uint32_t count, lookahead_query *query, const void *context);
/* What the thread has found out of this entry in the last moments; false: nothing. Entries are asked for in rising
 * order. */
bool lookahead_take(struct lookahead *lookahead, uint32_t index, struct file_facts *facts);
void lookahead_end(struct lookahead *lookahead); /* NULL is allowed */

#endif
