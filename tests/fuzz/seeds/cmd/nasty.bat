@>f (for /f "tokens=1*" %%i in ('a ^| b') do if not "%x:~1,2%"=="!x:a=b!" (echo %%~dpnxi %~$x:1 2>&1) else (set /a x=(1<<3)*-y,z|=0x1f)) && rem ^
goto :eof & %x:*a=b% %~1 %* ^
) | more ||(((a)))
