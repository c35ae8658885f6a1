/* Versions: the program's own, and those of the libraries under it, asked of those that are in use where they tell. */
#include <libdeflate.h>
#include <libxml/xmlversion.h>
#include <nettle/version.h>
#include <png.h>
#include <unicode/uvernum.h>
#include <yaml.h>

#include "epub/epub.h"
#include "pdf/pdf.h"
#include "press/job.h"
#include "text/text.h"

#define TEXT_OF(number) #number
#define DOTTED(major, minor) TEXT_OF(major) "." TEXT_OF(minor)

static const char *xml_version(void) { return LIBXML_DOTTED_VERSION; }
static const char *icu_version(void) { return U_ICU_VERSION; }
static const char *deflate_version(void) { return LIBDEFLATE_VERSION_STRING; }
static const char *png_version(void) { return PNG_LIBPNG_VER_STRING; }
static const char *nettle_version(void) { return DOTTED(NETTLE_VERSION_MAJOR, NETTLE_VERSION_MINOR); }

const char *qap_version(void) { return QAPRESS_VERSION; }

const char *qap_library(size_t index, const char **version) {
    static const struct {
        const char *name;
        const char *(*version)(void);
    } LIBRARIES[] = {
        {"libharu", pdf_library_version}, {"libzip", epub_library_version}, {"libxml2", xml_version},
        {"HarfBuzz", text_library_version}, {"ICU", icu_version}, {"libyaml", yaml_get_version_string},
        {"libdeflate", deflate_version}, {"libpng", png_version}, {"nettle", nettle_version},
    };
    if (index >= sizeof LIBRARIES / sizeof *LIBRARIES) return NULL;
    if (version) *version = LIBRARIES[index].version();
    return LIBRARIES[index].name;
}
