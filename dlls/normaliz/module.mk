normaliz_SRCS :=
normaliz_IMPORTS := kernel32
$(eval $(call dll,normaliz))
