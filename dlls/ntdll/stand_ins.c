/* Functions whose real files are still on their way. */
#include "nt/nt.h"

VOID NTAPI RtlFreeThreadActivationContextStack(void) {}
