/* The shipped layer of the registry, as text in the executable: reading it takes no file. */
    .section .rodata
    .global registry_base_text, registry_base_text_end
registry_base_text:
    .incbin REGISTRY_BASE_FILE
    .incbin REGISTRY_TIME_ZONES_FILE
registry_base_text_end:
    .section .note.GNU-stack, "", @progbits
