for %%c in (assoc break call cd cls color copy date del dir dpath echo endlocal exit for ftype goto if md mklink move path pause popd prompt pushd rd rem ren set setlocal shift start time title type ver verify vol) do (%%c /? >out & for %%f in (out) do if %%~zf LSS 10 echo no help: %%c)
echo done
