call :parts a\b.c
goto :eof
:parts
echo %~dpnx1
