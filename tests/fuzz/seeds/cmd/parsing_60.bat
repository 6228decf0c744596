md sub
cd sub
cd..
if exist sub echo up
cd.>made
if exist made echo yes
dir/b made
