# Human interface devices: names only so far, so that programs that import them start.
hid_SRCS :=
$(eval $(call dll,hid))
