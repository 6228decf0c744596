/* scanf for wchar_t. */
#define CHARACTER wchar_t
#define WIDE 1
#define ENGINE crt_wide_scan
#include "scanf_engine.h"
