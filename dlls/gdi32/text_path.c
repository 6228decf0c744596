/* Text as part of a path. */
#include "gdi_text.h"

BOOL text_add_to_path(struct device_context *dc, const struct text_layout *layout, double x, double y)
{
    (void)dc, (void)layout, (void)x, (void)y;
    SetLastError(ERROR_NOT_SUPPORTED);
    return FALSE;
}
