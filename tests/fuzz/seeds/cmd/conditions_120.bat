if 10 GTR 9 echo 1
if 10 equ 0xA echo 2
if 5 LSS 10 echo 3
if 5 LEQ 5 echo 4
if 5 GEQ 6 echo no
if 5 NEQ 6 echo 5
if -1 LSS 0 echo 6
