/* What the handlers of both table formats for x86_64 share: cxx_frame_x86_64.c and cxx_frame4_x86_64.c. */
#ifndef CXX_FRAME_H
#define CXX_FRAME_H

#include "cxx.h"

typedef void (*unwind_funclet)(void *unused, uintptr_t frame);

struct cxx_frame {
    uintptr_t image;
    uintptr_t establisher; /* of the function or funclet that runs */
    uintptr_t function;    /* of the function that a funclet belongs to */
    int state;
    int first_state, last_state; /* the states that belong to the function or funclet */
};

/* In a frame whose catch block runs, the function is in the state around that try block. */
void cxx_frame_in_catch(struct cxx_frame *frame);
void cxx_run_unwind_funclet(const struct cxx_frame *frame, unsigned funclet);

/* Runs the catch block and continues after it. `outer_state` is that of the frame while the catch block runs. The catch
 * block returns where to continue, or the index of one of two `continuations`. */
void cxx_catch(struct cxx_frame *frame, EXCEPTION_RECORD *record, CONTEXT *context, DISPATCHER_CONTEXT *dispatch,
               const struct cxx_match *match, int outer_state, const uintptr_t continuations[2]);
/* The state to unwind a frame to: -1, or that of the try block whose catch block is about to run. False: leave it
 * alone. */
bool cxx_unwind_target(const EXCEPTION_RECORD *record, int *target);

#endif
