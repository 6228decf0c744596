# The configuration manager of devices: names only so far, so that programs that import them start.
cfgmgr32_SRCS :=
$(eval $(call dll,cfgmgr32))
