# Signatures: names only so far, so that programs that import them start.
wintrust_SRCS :=
$(eval $(call dll,wintrust))
