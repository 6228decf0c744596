path C:\a;C:\b
path
echo %path%
path ;
path
prompt $$$G
echo %prompt%
