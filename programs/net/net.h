/* What the commands of net share: messages with the numbers that `net helpmsg` explains. */
#ifndef NET_H
#define NET_H

#include "text_output.h"

enum { FAILED = 2 };

/* net.c */
int succeed(void);
int system_failure(DWORD error);                       /* "System error N has occurred." */
int net_failure(DWORD number, const WCHAR *text);      /* a message of the network's own */
int syntax_failure(const WCHAR *syntax);

/* services.c */
int start_service(int count, WCHAR **arguments);
int stop_service(int count, WCHAR **arguments);
int pause_service(int count, WCHAR **arguments);
int continue_service(int count, WCHAR **arguments);

/* accounts.c */
int show_users(int count, WCHAR **arguments);
int show_groups(int count, WCHAR **arguments);
int show_configuration(int count, WCHAR **arguments);
int show_time(int count, WCHAR **arguments);

/* drives.c */
int use_drives(int count, WCHAR **arguments);

#endif
