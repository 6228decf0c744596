set x=1
echo %x:%
