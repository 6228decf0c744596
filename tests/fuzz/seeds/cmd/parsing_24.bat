(echo a(b)
