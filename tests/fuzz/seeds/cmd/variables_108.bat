set /a x=1/0
set /a "x=(1+2"
set /a x=1+
set /a x=09
set /a x=99999999999
