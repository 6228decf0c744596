rem & echo yes
