/* Registration of drop targets, a drag that is dropped and one that is given up, bind contexts. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include <ole2.h>
#include "../check.h"

static LONG references = 1;
static int queries;
static HRESULT answer;

static HRESULT WINAPI query_interface(IUnknown *object, REFIID id, void **result)
{
    (void)id;
    *result = object;
    InterlockedIncrement(&references);
    return S_OK;
}

static ULONG WINAPI add_ref(IUnknown *object)
{
    (void)object;
    return InterlockedIncrement(&references);
}

static ULONG WINAPI release(IUnknown *object)
{
    (void)object;
    return InterlockedDecrement(&references);
}

static HRESULT WINAPI query_continue(IDropSource *source, BOOL escape, DWORD keys)
{
    (void)source, (void)escape, (void)keys;
    queries++;
    return answer;
}

static HRESULT WINAPI give_feedback(IDropSource *source, DWORD effect)
{
    (void)source, (void)effect;
    return DRAGDROP_S_USEDEFAULTCURSORS;
}

static IDropSourceVtbl source_functions = {(void *)query_interface, (void *)add_ref, (void *)release, query_continue,
                                           give_feedback};
static IDropSource source = { &source_functions };
static IDataObjectVtbl data_functions = {
    (void *)query_interface, (void *)add_ref, (void *)release, 0, 0, 0, 0, 0, 0, 0, 0, 0};
static IDataObject data = { &data_functions };
static IDropTargetVtbl target_functions = { (void *)query_interface, (void *)add_ref, (void *)release, 0, 0, 0, 0 };
static IDropTarget target = { &target_functions };

static void test_registration(void)
{
    HWND window = CreateWindowW(L"Static", L"", WS_OVERLAPPED, 0, 0, 10, 10, NULL, NULL, NULL, NULL);

    check_equal_u32(RegisterDragDrop(window, NULL), E_INVALIDARG, "no target");
    check_equal_u32(RegisterDragDrop(NULL, &target), DRAGDROP_E_INVALIDHWND, "no window");
    check_equal_u32(RevokeDragDrop(window), DRAGDROP_E_NOTREGISTERED, "nothing is registered");
    check_equal_u32(RegisterDragDrop(window, &target), S_OK, "RegisterDragDrop");
    check(references > 1, "the target is held");
    check_equal_u32(RegisterDragDrop(window, &target), DRAGDROP_E_ALREADYREGISTERED, "again");
    check_equal_u32(RevokeDragDrop(window), S_OK, "RevokeDragDrop");
    check_equal_u32(references, 1, "references after RevokeDragDrop");
    DestroyWindow(window);
}

static void test_drag(void)
{
    DWORD effect = 99;

    answer = DRAGDROP_S_CANCEL;
    check_equal_u32(DoDragDrop(&data, &source, DROPEFFECT_COPY, &effect), DRAGDROP_S_CANCEL,
                    "a drag that the source gives up");
    check_equal_u32(effect, DROPEFFECT_NONE, "its effect");
    check(queries > 0, "the source was asked");
    check_equal_u32(references, 1, "references after the drag");
}

static void test_bind_context(void)
{
    WCHAR key[] = L"a key", other[] = L"another";
    BIND_OPTS options = { .cbStruct = sizeof(options) };
    IUnknown *found = NULL;
    IBindCtx *context = NULL;

    check_equal_u32(CreateBindCtx(1, &context), E_INVALIDARG, "a reserved value");
    check_equal_u32(CreateBindCtx(0, &context), S_OK, "CreateBindCtx");
    if (!context) return;
    check_equal_u32(IBindCtx_GetBindOptions(context, &options), S_OK, "GetBindOptions");
    check_equal_u32(options.grfMode, STGM_READWRITE, "the mode at first");
    check_equal_u32(IBindCtx_RegisterObjectParam(context, key, (IUnknown *)&data), S_OK, "RegisterObjectParam");
    check_equal_u32(IBindCtx_GetObjectParam(context, other, &found), E_FAIL, "another key");
    check_equal_u32(IBindCtx_GetObjectParam(context, key, &found), S_OK, "GetObjectParam");
    check_equal_ptr(found, &data, "the object");
    if (found) IUnknown_Release(found);
    check_equal_u32(IBindCtx_RegisterObjectBound(context, (IUnknown *)&data), S_OK, "RegisterObjectBound");
    check_equal_u32(IBindCtx_RevokeObjectBound(context, (IUnknown *)&data), S_OK, "RevokeObjectBound");
    check_equal_u32(IBindCtx_RevokeObjectBound(context, (IUnknown *)&data), MK_E_NOTBOUND, "again");
    IBindCtx_Release(context);
    check_equal_u32(references, 1, "references after the context");
}

int main(void)
{
    check_equal_u32(OleInitialize(NULL), S_OK, "OleInitialize");
    test_registration();
    test_drag();
    test_bind_context();
    OleUninitialize();
    return check_summary();
}
