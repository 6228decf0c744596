echo a>f1.txt
echo b>f2.txt
md f3.txt
for %%i in (*.txt) do echo %%i
for %%i in (*.nothing) do echo no
