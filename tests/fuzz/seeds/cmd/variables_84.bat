shift
echo %*
