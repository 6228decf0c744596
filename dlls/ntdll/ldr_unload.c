/* Unloading by mark and sweep: what no referenced module needs any longer goes, in reverse order of initialisation. */
#include "ldr_private.h"
#include "nt/debug.h"

static void mark(struct module *module)
{
    if (module->marked) return;
    module->marked = true;
    for (uint32_t i = 0; i < module->dependency_count; i++) mark(module->dependencies[i]);
}

static void mark_reachable(void)
{
    FOR_EACH_MODULE(module) module->marked = false;
    FOR_EACH_MODULE(module) {
        if (module->references || module->state == MODULE_ATTACHING || module->state == MODULE_LINKING) mark(module);
    }
}

static void detach_unmarked(void)
{
    LIST_ENTRY *list = &loader_data.InInitializationOrderModuleList;
    for (LIST_ENTRY *link = list->Blink; link != list;) {
        struct module *module = module_of_init_link(link);
        link = link->Blink;
        if (module->marked) continue;
        module->entry.Flags |= LDR_UNLOAD_IN_PROGRESS;
        detach_module(module, NULL);
    }
}

static struct module *first_unmarked(void)
{
    FOR_EACH_MODULE(module) {
        if (!module->marked) return module;
    }
    return NULL;
}

void unload_unreachable(void)
{
    struct module *module;
    mark_reachable();
    detach_unmarked();
    mark_reachable(); /* a DllMain may have loaded or freed something */
    while ((module = first_unmarked())) {
        PVOID base = module->entry.DllBase;
        struct unix_section_unmap_args args = {.address = UNIX_PTR(base)};
        log_line(LOG_LOADER, "unload %ls", module->entry.FullDllName.Buffer);
        notify_unloaded(module);
        tls_free_module(module);
        module_destroy(module);
        debug_module_unloaded(base);
        unix_call_section_unmap(&args);
    }
}
