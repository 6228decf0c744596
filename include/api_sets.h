/* API sets: names such as api-ms-win-core-file-l1-1-0.dll stand for functions of a DLL. Windows has a table of every
 * contract; here the first prefix that fits names the DLL, and a function that lives elsewhere is looked for in the
 * fallbacks. Shared by the PE loader and `winrun --check`. */
#ifndef API_SETS_H
#define API_SETS_H

#define API_SET_LIST(SET) \
    SET("api-ms-win-crt-", "ucrtbase.dll") \
    SET("api-ms-win-core-registry", "advapi32.dll") \
    SET("api-ms-win-core-winrt", "combase.dll") \
    SET("api-ms-win-core-com", "combase.dll") \
    SET("api-ms-win-core-marshal", "combase.dll") \
    SET("api-ms-win-core-shlwapi", "shlwapi.dll") \
    SET("api-ms-win-core-url", "shlwapi.dll") \
    SET("api-ms-win-core-version-", "version.dll") \
    SET("api-ms-win-core-versionansi", "version.dll") \
    SET("api-ms-win-core-path", "kernelbase.dll") \
    SET("api-ms-win-core-", "kernel32.dll") \
    SET("api-ms-win-appmodel-", "kernel32.dll") \
    SET("api-ms-win-security-sddl", "advapi32.dll") \
    SET("api-ms-win-security-", "advapi32.dll") \
    SET("api-ms-win-service-", "advapi32.dll") \
    SET("api-ms-win-eventing-", "advapi32.dll") \
    SET("api-ms-win-eventlog-", "advapi32.dll") \
    SET("api-ms-win-shcore-", "shcore.dll") \
    SET("api-ms-win-shell-", "shell32.dll") \
    SET("api-ms-win-devices-config", "cfgmgr32.dll") \
    SET("api-ms-win-power-", "powrprof.dll") \
    SET("api-ms-win-mm-", "winmm.dll") \
    SET("api-ms-win-ntuser-", "user32.dll") \
    SET("api-ms-win-gdi-", "gdi32.dll") \
    SET("api-ms-win-downlevel-advapi32", "advapi32.dll") \
    SET("api-ms-win-downlevel-kernel32", "kernel32.dll") \
    SET("api-ms-win-downlevel-normaliz", "kernel32.dll") \
    SET("api-ms-win-downlevel-ole32", "ole32.dll") \
    SET("api-ms-win-downlevel-shell32", "shell32.dll") \
    SET("api-ms-win-downlevel-shlwapi", "shlwapi.dll") \
    SET("api-ms-win-downlevel-user32", "user32.dll") \
    SET("api-ms-win-downlevel-version", "version.dll") \
    SET("ext-ms-win-ntuser-", "user32.dll") \
    SET("ext-ms-win-gdi-", "gdi32.dll") \
    SET("ext-ms-win-kernel32-", "kernel32.dll") \
    SET("ext-ms-win-advapi32-", "advapi32.dll") \
    SET("ext-ms-win-shell", "shell32.dll")

#define API_SET_FALLBACKS(NAME)                                                                                        \
    NAME("kernel32.dll") NAME("ntdll.dll") NAME("kernelbase.dll") NAME("advapi32.dll") NAME("ucrtbase.dll")

#endif
