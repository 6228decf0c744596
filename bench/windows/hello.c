/* The smallest program there is: how long it takes is how long starting a process takes. */
#include <stdio.h>

int main(void)
{
    return puts("hello") < 0;
}
