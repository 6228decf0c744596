powrprof_SRCS :=
powrprof_IMPORTS := kernel32
$(eval $(call dll,powrprof))
