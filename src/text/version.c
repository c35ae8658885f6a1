#include <hb.h>

#include "text/text.h"

const char *text_library_version(void) { return hb_version_string(); }
