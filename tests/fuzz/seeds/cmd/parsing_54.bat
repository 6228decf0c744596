nosuchcommand arg
echo %errorlevel%
