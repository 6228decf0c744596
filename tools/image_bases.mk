# Where each of our DLLs is linked: the only place that says so. Nothing overlaps, so no DLL is ever relocated and all
# processes share its pages. 4 MiB each; i386 stays below the shared arena (include/addresses.h), x86_64 keeps out of the
# areas that programs are linked at (0x140000000, 0x180000000).
#
# One column counts for both: slot N is at 0x7bc00000 - N * 4 MiB (i386) and at 0x6fff00000000 + the same number (x86_64).
image_base_slots := \
    7bc:ntdll 7b8:kernel32 7b4:kernelbase 7b0:ucrtbase 7ac:msvcrt 7a8:advapi32 7a4:vcruntime140 7a0:sechost \
    79c:rpcrt4 798:user32 794:gdi32 790:win32u 78c:ole32 788:oleaut32 784:combase 780:shell32 77c:shlwapi 778:comctl32 \
    774:comdlg32 770:ws2_32 76c:version 768:winmm 764:bcrypt 760:crypt32 75c:msvcp140 758:setupapi 754:imm32 750:uxtheme \
    74c:userenv 748:psapi 744:iphlpapi 740:bcryptprimitives 73c:vcruntime140_1 738:dbghelp 734:secur32 730:winspool \
    72c:imagehlp 728:powrprof 724:normaliz 720:wtsapi32 71c:netapi32 718:avicap32 714:wldap32 \
    710:mswsock 70c:wsock32 708:dnsapi 704:sspicli 700:cryptsp 6fc:ncrypt 6f8:msimg32 6f4:usp10 \
    6f0:riched20 6ec:riched32 6e8:msftedit 6e4:lz32 6e0:mpr 6dc:dwmapi 6d8:shcore \
    6d4:winhttp 6d0:wininet 6cc:urlmon 6c8:cabinet 6c4:wintrust 6c0:oleacc 6bc:oledlg 6b8:opengl32 6b4:gdiplus 6b0:cfgmgr32 6ac:hid 6a8:msi 6a4:shfolder 6a0:pdh

image_base_i386 = 0x$(image_base_number)00000
image_base_x86_64 = 0x6fff$(image_base_number)00000
# $(call image_base,NAME,ARCH)
image_base_number = $(firstword $(subst :$(1),,$(filter %:$(1),$(image_base_slots))))
image_base = $(if $(filter %:$(1),$(image_base_slots)),$(image_base_$(2)),$(error tools/image_bases.mk has no slot for $(1).dll))
