userenv_SRCS := profile.c
userenv_IMPORTS := kernel32
$(eval $(call dll,userenv))
