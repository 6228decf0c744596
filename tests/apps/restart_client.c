/* For restart.py: asks for a file to be moved or deleted when the prefix starts again. */
#include <windows.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    if (argc < 2) return 2;
    DWORD flags = MOVEFILE_DELAY_UNTIL_REBOOT | (argc > 3 ? MOVEFILE_REPLACE_EXISTING : 0);
    if (MoveFileExA(argv[1], argc > 2 ? argv[2] : NULL, flags)) return 0;
    printf("error %lu\n", GetLastError());
    return 1;
}
