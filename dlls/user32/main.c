/* Threads come and go: a thread that ends leaves no queue, window or hook behind. */
#include "user_private.h"

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved)
{
    struct message_queue *queue = thread_queue_if_any();
    (void)module;
    if (queue && (reason == DLL_THREAD_DETACH || (reason == DLL_PROCESS_DETACH && !reserved))) queue_end(queue);
    return TRUE; /* when the process ends, the server ends its queues */
}
