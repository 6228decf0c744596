for /f "tokens=1-4 delims=/ " %%a in ('date /t') do echo %%b %%c %%d
for /f %%a in ('time /t') do echo %%a
