#include <hpdf.h>

#include "pdf/pdf.h"

const char *pdf_library_version(void) { return HPDF_GetVersion(); }
