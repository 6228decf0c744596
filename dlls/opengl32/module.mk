# OpenGL: names only so far, so that programs that import them start.
opengl32_SRCS :=
$(eval $(call dll,opengl32))
