for /l %%i in (1,1,33) do setlocal
echo end
