echo ^"a ^& b^"
