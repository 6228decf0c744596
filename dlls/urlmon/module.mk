# URL monikers and downloads: names only so far, so that programs that import them start.
urlmon_SRCS :=
$(eval $(call dll,urlmon))
