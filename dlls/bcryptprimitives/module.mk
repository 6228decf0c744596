bcryptprimitives_SRCS := random.c
bcryptprimitives_IMPORTS := ntdll
$(eval $(call dll,bcryptprimitives))
