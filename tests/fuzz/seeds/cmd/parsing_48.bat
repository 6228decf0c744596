(echo a) echo b
