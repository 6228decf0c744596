/* What the files of oleaut32 include: the automation headers with our functions as definitions, not imports. */
#ifndef BSTR_H
#define BSTR_H

#include "nt/nt.h"
#define COBJMACROS
#include <objbase.h>
#include <oleauto.h>
#include <stdbool.h>

#endif
