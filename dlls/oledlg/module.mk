# Dialogs of OLE: names only so far, so that programs that import them start.
oledlg_SRCS :=
$(eval $(call dll,oledlg))
