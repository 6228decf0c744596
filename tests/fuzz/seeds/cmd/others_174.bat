cmd /c exit 65
echo %=ExitCode% %=ExitCodeAscii%
