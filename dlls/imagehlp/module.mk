imagehlp_SRCS :=
imagehlp_IMPORTS := kernel32
$(eval $(call dll,imagehlp))
