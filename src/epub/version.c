#include <zip.h>

#include "epub/epub.h"

const char *epub_library_version(void) { return zip_libzip_version(); }
