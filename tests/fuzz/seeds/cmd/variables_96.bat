set a=b
set b=c
call echo %%%a%%%
