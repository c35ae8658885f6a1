/* Versions: the program's own, and those of the libraries under it. */
#include "press/job.h"

#include <libxml/xmlversion.h>

const char *qap_version(void) { return QAPRESS_VERSION; }

const char *qap_library(size_t index, const char **version) {
    static const struct {
        const char *name, *version;
    } LIBRARIES[] = {
#ifdef QAPRESS_LIBRARIES
        QAPRESS_LIBRARIES
#endif
        {"libxml2", LIBXML_DOTTED_VERSION},
    };
    if (index >= sizeof LIBRARIES / sizeof *LIBRARIES) return NULL;
    if (version) *version = LIBRARIES[index].version;
    return LIBRARIES[index].name;
}
