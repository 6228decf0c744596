(echo @echo in %%1 %%~n0)>other.bat
call other.bat arg
call other arg2
echo back
