set x=0123456789
echo %x:~3%
echo %x:~3,2%
echo %x:~-3%
echo %x:~-3,2%
echo %x:~2,-2%
echo %x:~0,-8%
echo [%x:~20%][%x:~5,0%][%x:~-20,3%]
