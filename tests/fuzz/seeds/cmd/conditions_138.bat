for /f "tokens=1,3" %%a in ("one two three") do echo %%a %%b
for /f "tokens=1,2*" %%a in ("a b c d e") do echo [%%a][%%b][%%c]
for /f "tokens=2-4" %%a in ("a b c d e") do echo %%a %%b %%c
for /f "tokens=*" %%a in ("  lead and trail  ") do echo [%%a]
