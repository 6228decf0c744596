# So far the multimedia timers' clock.
winmm_SRCS := time.c
winmm_IMPORTS := kernel32
$(eval $(call dll,winmm))
