# The multimedia clock; sound devices are said not to exist.
winmm_SRCS := time.c no_sound.c error_text.c timer_event.c
winmm_IMPORTS := kernel32 ntdll
$(eval $(call dll,winmm))
