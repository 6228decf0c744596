set zzq1=a
set zzq2=b c
set zzq
