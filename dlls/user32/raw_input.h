/* What comes from the server and is seen before it becomes a message (raw_input.c, hook.c). */
#ifndef RAW_INPUT_H
#define RAW_INPUT_H

#include "user_private.h"

/* Posts WM_INPUT to who registered for it. TRUE: the program wants no other message of it. */
BOOL raw_input_take(const MSG *message, LPARAM extra);
/* WH_KEYBOARD_LL and WH_MOUSE_LL. TRUE: a hook keeps it from the program. */
BOOL low_level_hooks_take(const MSG *message, LPARAM extra);

#endif
