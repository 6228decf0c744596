echo a >file
echo b>>file
for /f "delims=" %%i in (file) do echo [%%i]
