(echo to three>&3) 3>file
type file
