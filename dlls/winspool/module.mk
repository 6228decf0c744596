# winspool.drv: the spooler. There are no printers yet.
winspool_SRCS := printers.c
winspool_FILE := winspool.drv
winspool_CFLAGS := -D_SPOOL32_
winspool_IMPORTS := kernel32
$(eval $(call dll,winspool))
