/* files: whole files for tests, and the same check over many. Included after cmocka. */
#ifndef QAP_TESTS_FILES_H
#define QAP_TESTS_FILES_H

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

/* The bytes of a file, appended to `out`. */
static inline void read_file(const char *path, struct buf *out) {
    FILE *f = fopen(path, "rb");
    char bytes[1 << 14];
    assert_non_null(f);
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, f)) > 0;) buf_put(out, str_of(bytes, n));
    fclose(f);
    assert_false(out->failed);
}

/* `check` gives the number of faults in a file; there must be files, and no fault in any. */
static inline void check_files(const char *pattern, size_t (*check)(const char *path)) {
    glob_t found;
    size_t faults = 0;
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) faults += check(found.gl_pathv[i]);
    globfree(&found);
    assert_int_equal(faults, 0);
}

static inline void check_guides(size_t (*check)(const char *path)) { check_files(TEST_SOURCE_DIR "/input/*.txt", check); }

static inline void check_golden_cases(size_t (*check)(const char *path)) {
    check_files(TEST_SOURCE_DIR "/tests/golden/*/input.*", check);
}

/* The files of the folder that QAPRESS_CORPUS names, when it is set. */
static inline void check_corpus(size_t (*check)(const char *path)) {
    const char *folder = getenv("QAPRESS_CORPUS");
    if (!folder) skip();
    char pattern[4096];
    snprintf(pattern, sizeof pattern, "%s/*", folder);
    check_files(pattern, check);
}

#endif
