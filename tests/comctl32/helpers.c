/* Image lists, subclassing, dynamic arrays. */
#include "../check.h"
#include <commctrl.h>

static COLORREF drawn(HIMAGELIST list, int index, UINT style, COLORREF under)
{
    HDC screen = GetDC(NULL), dc = CreateCompatibleDC(screen);
    HBITMAP bitmap = CreateCompatibleBitmap(screen, 16, 16);
    HGDIOBJ old = SelectObject(dc, bitmap);
    SetPixel(dc, 3, 3, under);
    ImageList_Draw(list, index, dc, 0, 0, style);
    COLORREF pixel = GetPixel(dc, 3, 3);
    SelectObject(dc, old);
    DeleteObject(bitmap);
    DeleteDC(dc);
    ReleaseDC(NULL, screen);
    return pixel;
}

static HBITMAP plain_bitmap(int width, COLORREF left, COLORREF right)
{
    HDC screen = GetDC(NULL), dc = CreateCompatibleDC(screen);
    HBITMAP bitmap = CreateCompatibleBitmap(screen, width, 16);
    HGDIOBJ old = SelectObject(dc, bitmap);
    for (int x = 0; x < width; x++)
        for (int y = 0; y < 16; y++) SetPixel(dc, x, y, x < 16 ? left : right);
    SelectObject(dc, old);
    DeleteDC(dc);
    ReleaseDC(NULL, screen);
    return bitmap;
}

static void test_image_list(void)
{
    int width = 0, height = 0;
    IMAGEINFO info;
    HIMAGELIST list = ImageList_Create(16, 16, ILC_COLOR24 | ILC_MASK, 2, 2);
    HBITMAP bitmap = plain_bitmap(32, RGB(255, 0, 0), RGB(0, 0, 255));
    check(list != NULL, "ImageList_Create");
    check_equal_int(ImageList_GetImageCount(list), 0, "empty");
    check_equal_int(ImageList_AddMasked(list, bitmap, RGB(0, 0, 255)), 0, "two pictures at once");
    check_equal_int(ImageList_GetImageCount(list), 2, "two");
    check_equal_u32(drawn(list, 0, ILD_NORMAL, RGB(0, 255, 0)), RGB(255, 0, 0), "red");
    check_equal_u32(drawn(list, 1, ILD_NORMAL, RGB(0, 255, 0)), RGB(0, 255, 0), "the second is transparent");
    check_equal_u32(ImageList_SetBkColor(list, RGB(9, 8, 7)), CLR_NONE, "no background before");
    check_equal_u32(ImageList_GetBkColor(list), RGB(9, 8, 7), "background");
    check_equal_u32(drawn(list, 1, ILD_NORMAL, RGB(0, 255, 0)), RGB(9, 8, 7), "drawn with the background");
    check_equal_u32(drawn(list, 1, ILD_TRANSPARENT, RGB(0, 255, 0)), RGB(0, 255, 0), "or without");
    check(ImageList_GetIconSize(list, &width, &height), "ImageList_GetIconSize");
    check(width == 16 && height == 16, "%d x %d", width, height);
    check(ImageList_GetImageInfo(list, 1, &info) && info.hbmImage && info.hbmMask, "ImageList_GetImageInfo");
    check(!ImageList_GetImageInfo(list, 2, &info), "no third");
    check_equal_int(info.rcImage.right - info.rcImage.left, 16, "rectangle");
    check_equal_int(ImageList_ReplaceIcon(list, -1, LoadIconW(NULL, (LPCWSTR)IDI_WARNING)), 2, "an icon");
    check_equal_int(ImageList_ReplaceIcon(list, 9, LoadIconW(NULL, (LPCWSTR)IDI_WARNING)), -1,
                    "an index that is not there");
    HICON icon = ImageList_GetIcon(list, 0, ILD_NORMAL);
    check(icon != NULL, "ImageList_GetIcon");
    check_equal_int(ImageList_ReplaceIcon(list, 1, icon), 1, "replacing by it");
    check_equal_u32(drawn(list, 1, ILD_TRANSPARENT, RGB(0, 255, 0)), RGB(255, 0, 0), "red too");
    DestroyIcon(icon);
    HIMAGELIST copy = ImageList_Duplicate(list);
    check_equal_int(ImageList_GetImageCount(copy), 3, "a copy");
    check_equal_u32(drawn(copy, 0, ILD_TRANSPARENT, 0), RGB(255, 0, 0), "with the same pictures");
    check(ImageList_Remove(copy, 0), "removing");
    check_equal_int(ImageList_GetImageCount(copy), 2, "one less");
    check(!ImageList_Remove(copy, 5), "removing what is not there");
    check(ImageList_Remove(copy, -1), "removing all");
    check_equal_int(ImageList_GetImageCount(copy), 0, "none");
    check(ImageList_Copy(list, 0, list, 2, ILCF_SWAP), "swapping");
    check_equal_u32(drawn(list, 2, ILD_TRANSPARENT, 0), RGB(255, 0, 0), "red is last now");
    check(ImageList_SetOverlayImage(list, 2, 1), "an overlay");
    check(!ImageList_SetOverlayImage(list, 0, 16), "no sixteenth overlay");
    check_equal_u32(drawn(list, 1, ILD_TRANSPARENT | INDEXTOOVERLAYMASK(1), 0), RGB(255, 0, 0), "drawn over");
    HIMAGELIST merged = ImageList_Merge(list, 1, list, 2, 4, 0);
    check(merged && ImageList_GetIconSize(merged, &width, &height) && width == 20 && height == 16, "merged: %d x %d",
          width, height);
    check(ImageList_Destroy(merged), "ImageList_Destroy");
    ImageList_Destroy(copy);
    ImageList_Destroy(list);
    DeleteObject(bitmap);
    check(ImageList_Create(0, 16, ILC_COLOR, 1, 1) == NULL, "no width");
}

static int calls[3];

static LRESULT CALLBACK subclass(HWND window, UINT message, WPARAM wparam, LPARAM lparam, UINT_PTR id, DWORD_PTR data)
{
    if (message == WM_APP) {
        calls[id]++;
        if (data == 1) RemoveWindowSubclass(window, subclass, id);
    }
    return DefSubclassProc(window, message, wparam, lparam) + (message == WM_APP ? 1 : 0);
}

static void test_subclassing(void)
{
    HWND window = CreateWindowExW(0, WC_STATICW, L"", WS_POPUP, 0, 0, 10, 10, NULL, NULL, NULL, NULL);
    DWORD_PTR data = 0;
    WNDPROC original = (WNDPROC)GetWindowLongPtrW(window, GWLP_WNDPROC);
    check(SetWindowSubclass(window, subclass, 1, 77), "SetWindowSubclass");
    check(SetWindowSubclass(window, subclass, 2, 78), "the same procedure with another id");
    check(GetWindowLongPtrW(window, GWLP_WNDPROC) != (LONG_PTR)original, "the procedure is another");
    check_equal_int(SendMessageW(window, WM_APP, 0, 0), 2, "both are called");
    check(calls[1] == 1 && calls[2] == 1, "once each");
    check(SetWindowSubclass(window, subclass, 1, 79), "new data");
    check_equal_int(SendMessageW(window, WM_APP, 0, 0), 2, "still two");
    check(RemoveWindowSubclass(window, subclass, 2), "removing");
    check(!RemoveWindowSubclass(window, subclass, 2), "it is gone");
    check_equal_int(SendMessageW(window, WM_APP, 0, 0), 1, "one left");
    check(SetWindowSubclass(window, subclass, 1, 1), "one that removes itself");
    check_equal_int(SendMessageW(window, WM_APP, 0, 0), 1, "while it handles a message");
    check_equal_int(SendMessageW(window, WM_APP, 0, 0), 0, "then no more");
    check_equal_ptr((void *)GetWindowLongPtrW(window, GWLP_WNDPROC), original, "the original procedure is back");
    check(!SetWindowSubclass(window, NULL, 1, 1), "no procedure");
    (void)data;
    DestroyWindow(window);
}

static int CALLBACK compare(LPVOID a, LPVOID b, LPARAM data) { return (int)((INT_PTR)a - (INT_PTR)b) * (int)data; }

static void test_arrays(void)
{
    HDPA pointers = DPA_Create(4);
    check(pointers != NULL, "DPA_Create");
    check_equal_int(DPA_InsertPtr(pointers, DA_LAST, (void *)30), 0, "first");
    check_equal_int(DPA_InsertPtr(pointers, 0, (void *)10), 0, "before it");
    check_equal_int(DPA_InsertPtr(pointers, 50, (void *)20), 2, "beyond the end");
    check_equal_ptr(DPA_GetPtr(pointers, 2), (void *)20, "the last");
    check_equal_ptr(DPA_GetPtr(pointers, 3), NULL, "no more");
    check(DPA_Sort(pointers, compare, 1), "sorting");
    check_equal_ptr(DPA_GetPtr(pointers, 1), (void *)20, "sorted");
    check_equal_int(DPA_Search(pointers, (void *)30, 0, compare, 1, DPAS_SORTED), 2, "searching");
    check_equal_int(DPA_Search(pointers, (void *)25, 0, compare, 1, DPAS_SORTED), -1, "not there");
    check_equal_int(DPA_Search(pointers, (void *)25, 0, compare, 1, DPAS_SORTED | DPAS_INSERTBEFORE), 2,
                    "where it would go");
    check(DPA_SetPtr(pointers, 5, (void *)99), "beyond the end");
    check_equal_ptr(DPA_GetPtr(pointers, 4), NULL, "filled with nothing");
    check_equal_ptr(DPA_DeletePtr(pointers, 0), (void *)10, "deleting");
    check_equal_ptr(DPA_GetPtr(pointers, 0), (void *)20, "moved up");
    check(DPA_Destroy(pointers), "DPA_Destroy");
    HDSA items = DSA_Create(sizeof(POINT), 2);
    POINT a = {1, 2}, b = {3, 4}, got;
    check_equal_int(DSA_InsertItem(items, 0, &a), 0, "DSA_InsertItem");
    check_equal_int(DSA_InsertItem(items, 0, &b), 0, "before it");
    check(DSA_GetItem(items, 1, &got) && got.x == 1 && got.y == 2, "DSA_GetItem");
    check(DSA_GetItemPtr(items, 2) == NULL, "no more");
    check(DSA_DeleteItem(items, 0), "DSA_DeleteItem");
    check_equal_bytes(DSA_GetItemPtr(items, 0), &a, sizeof(a), "moved up");
    check(DSA_Destroy(items), "DSA_Destroy");
}

int main(void)
{
    InitCommonControls();
    test_image_list();
    test_subclassing();
    test_arrays();
    return check_summary();
}
