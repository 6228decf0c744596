/* scanf from streams and strings, for the functions with public names. */
#ifndef SCANF_SOURCES_H
#define SCANF_SOURCES_H

#include "crt.h"

int crt_scan_stream(FILE *stream, unsigned options, const char *format, _locale_t locale, va_list arguments);
int crt_wide_scan_stream(FILE *stream, unsigned options, const wchar_t *format, _locale_t locale, va_list arguments);
int crt_scan_string(const char *text, size_t size, unsigned options, const char *format, _locale_t locale,
                    va_list arguments);
int crt_wide_scan_string(const wchar_t *text, size_t size, unsigned options, const wchar_t *format, _locale_t locale,
                         va_list arguments);

#endif
