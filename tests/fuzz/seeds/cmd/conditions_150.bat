for %%i in (1 2) do (
echo a%%i
echo b%%i
)
