/* What the two files of SystemParametersInfo share. */
#ifndef SYSTEM_PARAMETERS_H
#define SYSTEM_PARAMETERS_H

#include "system_settings.h"

BOOL system_parameter_number(UINT action, UINT number, void *pointer,
                             UINT flags); /* FALSE with ERROR_INVALID_PARAMETER: no such setting */

#endif
