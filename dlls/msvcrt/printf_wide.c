/* printf for wchar_t. */
#define CHARACTER wchar_t
#define WIDE 1
#define SINK wide_sink
#define ENGINE crt_wide_format
#include "printf_engine.h"
