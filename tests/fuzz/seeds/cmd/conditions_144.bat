for /f %%a in (nothing.txt) do echo %%a
echo %errorlevel%
