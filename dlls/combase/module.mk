combase_SRCS :=
combase_IMPORTS := kernel32
$(eval $(call dll,combase))
