/* Simplest form, until transform.c is there. */
#include "gdi_private.h"

void dc_transform_changed(struct device_context *dc) { dc->is_identity = dc->is_translation = TRUE; }

void dc_to_device(const struct device_context *dc, POINT *points, UINT count) { (void)dc, (void)points, (void)count; }

void dc_to_logical(const struct device_context *dc, POINT *points, UINT count) { (void)dc, (void)points, (void)count; }
