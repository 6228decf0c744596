/* printf for char. */
#define CHARACTER char
#define WIDE 0
#define SINK narrow_sink
#define ENGINE crt_format
#include "printf_engine.h"
