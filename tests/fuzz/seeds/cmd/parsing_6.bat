echo a&& echo b
cd nowhere 2>nul && echo no
echo end
