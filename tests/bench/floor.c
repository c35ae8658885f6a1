/* floor: what compressing the pages of a PDF costs at least: the least time of seven rounds that libdeflate's level 6
 * needs for the pieces of a file, which run.py has taken out of a PDF. One line of JSON.
 *
 *     floor FILE LENGTHS      (LENGTHS: the length of each piece, one a line) */
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { LEVEL = 6, ROUNDS = 7, MOST_PIECES = 1 << 20 };

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static char *whole(const char *path, size_t *n) {
    FILE *f = fopen(path, "rb");
    if (!f || fseek(f, 0, SEEK_END) != 0) return NULL;
    long size = ftell(f);
    char *bytes = size >= 0 ? malloc((size_t)size + 1) : NULL;
    rewind(f);
    *n = bytes ? fread(bytes, 1, (size_t)size, f) : 0;
    if (bytes) bytes[*n] = 0;
    fclose(f);
    return bytes;
}

int main(int argc, char **argv) {
    size_t n = 0, list = 0, pieces = 0, largest = 0, packed = 0;
    char *bytes = argc == 3 ? whole(argv[1], &n) : NULL, *lengths = argc == 3 ? whole(argv[2], &list) : NULL;
    size_t *length = calloc(MOST_PIECES, sizeof *length);
    struct libdeflate_compressor *c = libdeflate_alloc_compressor(LEVEL);
    if (!bytes || !lengths || !length || !c) return 2;
    for (char *at = lengths, *end; pieces < MOST_PIECES && (length[pieces] = strtoul(at, &end, 10)) != 0 && end != at; at = end)
        if (length[pieces++] > largest) largest = length[pieces - 1];
    size_t room = libdeflate_zlib_compress_bound(c, largest);
    char *out = malloc(room);
    double best = 1e9;
    for (int round = 0; out && round < ROUNDS; round++) {
        double from = seconds();
        size_t at = 0;
        packed = 0;
        for (size_t i = 0; i < pieces && at + length[i] <= n; at += length[i++])
            packed += libdeflate_zlib_compress(c, bytes + at, length[i], out, room);
        if (seconds() - from < best) best = seconds() - from;
    }
    printf("{\"cpu_us\": %ld, \"pieces\": %lu, \"bytes\": %lu, \"packed\": %lu}\n", (long)(best * 1e6), (unsigned long)pieces,
           (unsigned long)n, (unsigned long)packed);
    free(out);
    free(length);
    free(bytes);
    free(lengths);
    libdeflate_free_compressor(c);
    return 0;
}
