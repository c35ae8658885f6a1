/* replay: a main for a fuzz target without a fuzzer: runs it over the files and folders that are named, so that what
 * was once found stays found in every build. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LONGEST = 1 << 24 };

static int run_file(const char *path, FILE *file) {
    uint8_t *data = malloc(LONGEST);
    if (!data) return 0;
    size_t n = fread(data, 1, LONGEST, file);
    /* An exact copy lets AddressSanitizer see a read past the end. */
    uint8_t *exact = malloc(n ? n : 1);
    if (exact) {
        memcpy(exact, data, n);
        LLVMFuzzerTestOneInput(exact, n);
    } else {
        fprintf(stderr, "no memory for %s\n", path);
    }
    free(exact);
    free(data);
    return 1;
}

static int run_path(const char *path) {
    DIR *dir = opendir(path);
    if (!dir) {
        FILE *file = fopen(path, "rb");
        if (!file) return 0;
        int ran = run_file(path, file);
        fclose(file);
        return ran;
    }
    int ran = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        char name[4096];
        if (entry->d_name[0] == '.') continue;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        ran += run_path(name);
    }
    closedir(dir);
    return ran;
}

int main(int argc, char **argv) {
    int ran = 0;
    for (int i = 1; i < argc; i++) ran += run_path(argv[i]);
    printf("%d inputs replayed\n", ran);
    return ran ? EXIT_SUCCESS : EXIT_FAILURE;
}
