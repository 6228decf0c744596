md bin
echo @echo from path>bin\tool.cmd
path %cd%\bin;%path%
call tool
set pathext=.EXE
call tool 2>nul || echo not now
