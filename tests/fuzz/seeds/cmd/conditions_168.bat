cmd /c exit 9
echo x
