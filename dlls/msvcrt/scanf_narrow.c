/* scanf for char. */
#define CHARACTER char
#define WIDE 0
#define ENGINE crt_scan
#include "scanf_engine.h"
