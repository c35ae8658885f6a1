/* Content hashes of files, each computed once as long as the file does not change.
 *
 * A file's SHA-256 is kept with what stat(2) tells of it; while that stays the same, so does the content, unless the
 * file changed so shortly before it was read that its times could not tell (the "racily clean" entries of git's
 * index): then the hash is not kept. A folder's hash is that of the names and sizes in it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"

enum { DEPTH = 8 /* of folders */, GRAIN = 20000000 /* ns: what file systems' times can be off by */ };

struct known {
    char *path;
    struct stat st;
    char hash[HASH_TEXT];
};

struct hashes {
    pthread_mutex_t lock;
    VEC(struct known) list; /* sorted by path */
};

struct hashes *hashes_new(void) {
    struct hashes *h = calloc(1, sizeof *h);
    if (h) pthread_mutex_init(&h->lock, NULL);
    return h;
}

void hashes_free(struct hashes *h) {
    if (!h) return;
    for (size_t i = 0; i < h->list.n; i++) free(h->list.at[i].path);
    vec_release(&h->list);
    pthread_mutex_destroy(&h->lock);
    free(h);
}

static int64_t nanoseconds(struct timespec t) { return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec; }

int64_t file_clock(void) {
    struct timespec now = {0};
#ifdef CLOCK_REALTIME_COARSE
    clock_gettime(CLOCK_REALTIME_COARSE, &now); /* what files' times are taken from */
    return nanoseconds(now);
#else
    clock_gettime(CLOCK_REALTIME, &now);
    return nanoseconds(now) - GRAIN;
#endif
}

int64_t file_time(const struct stat *st) { return nanoseconds(st->st_mtim); }

static bool same_file(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size && a->st_mode == b->st_mode &&
           nanoseconds(a->st_mtim) == nanoseconds(b->st_mtim) && nanoseconds(a->st_ctim) == nanoseconds(b->st_ctim);
}

/* Where a path is or would be; called with the lock held. */
static size_t place_of(const struct hashes *h, const char *path, bool *found) {
    size_t low = 0, high = h->list.n;
    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(h->list.at[middle].path, path);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

static bool recall(struct hashes *h, const char *path, const struct stat *st, char hash[HASH_TEXT]) {
    bool found;
    pthread_mutex_lock(&h->lock);
    size_t at = place_of(h, path, &found);
    found = found && same_file(&h->list.at[at].st, st);
    if (found) memcpy(hash, h->list.at[at].hash, HASH_TEXT);
    pthread_mutex_unlock(&h->lock);
    return found;
}

/* Not to be able to remember costs time and nothing else. */
static void remember(struct hashes *h, const char *path, const struct stat *st, const char hash[HASH_TEXT]) {
    bool found;
    pthread_mutex_lock(&h->lock);
    size_t at = place_of(h, path, &found);
    if (!found) {
        char *copy = strdup(path);
        if (copy && vec_push(&h->list, (struct known){.path = copy})) {
            memmove(&h->list.at[at + 1], &h->list.at[at], (h->list.n - 1 - at) * sizeof *h->list.at);
            h->list.at[at] = (struct known){.path = copy};
            found = true;
        } else free(copy);
    }
    if (found) {
        h->list.at[at].st = *st;
        memcpy(h->list.at[at].hash, hash, HASH_TEXT);
    }
    pthread_mutex_unlock(&h->lock);
}

void hash_text(struct sha256_ctx *sha, const char *s) { sha256_update(sha, strlen(s) + 1, (const uint8_t *)s); }

void hash_end(struct sha256_ctx *sha, char hash[HASH_TEXT]) {
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(sha, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) snprintf(hash + 2 * i, 3, "%02x", digest[i]);
}

static bool hash_bytes(int fd, struct sha256_ctx *sha) {
    char part[1 << 15];
    ssize_t n;
    while ((n = read(fd, part, sizeof part)) != 0) {
        if (n < 0 && errno != EINTR) return false;
        if (n > 0) sha256_update(sha, (size_t)n, (const uint8_t *)part);
    }
    return true;
}

/* Names come in any order: their hashes are added up, byte by byte. */
static void add_names(const char *path, int depth, uint8_t sum[SHA256_DIGEST_SIZE]) {
    DIR *dir = depth < DEPTH ? opendir(path) : NULL;
    struct dirent *entry;
    while (dir && (entry = readdir(dir)) != NULL) {
        struct buf b = {0};
        struct stat st;
        uint8_t digest[SHA256_DIGEST_SIZE];
        struct sha256_ctx sha;
        if (entry->d_name[0] == '.') continue;
        buf_printf(&b, "%s/%s", path, entry->d_name);
        buf_put_char(&b, '\0');
        if (!b.failed && stat(b.p, &st) == 0) {
            if (S_ISDIR(st.st_mode)) add_names(b.p, depth + 1, sum);
            sha256_init(&sha);
            hash_text(&sha, b.p);
            sha256_update(&sha, sizeof st.st_size, (const uint8_t *)&st.st_size);
            sha256_digest(&sha, sizeof digest, digest);
            for (size_t i = 0; i < sizeof digest; i++) sum[i] = (uint8_t)(sum[i] + digest[i]);
        }
        buf_release(&b);
    }
    if (dir) closedir(dir);
}

static void hash_folder(const char *path, char hash[HASH_TEXT]) {
    uint8_t sum[SHA256_DIGEST_SIZE] = {0};
    struct sha256_ctx sha;
    add_names(path, 0, sum);
    sha256_init(&sha);
    sha256_update(&sha, sizeof sum, sum);
    hash_end(&sha, hash);
}

bool hash_path(struct hashes *h, const char *path, struct stat *st, char hash[HASH_TEXT]) {
    struct sha256_ctx sha;
    memset(hash, 0, HASH_TEXT);
    if (stat(path, st) != 0) return false;
    if (S_ISDIR(st->st_mode)) {
        hash_folder(path, hash);
        return true;
    }
    if (!S_ISREG(st->st_mode)) return false;
    if (recall(h, path, st, hash)) return true;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return false;
    sha256_init(&sha);
    int64_t now = file_clock();
    bool ok = fstat(fd, st) == 0 && hash_bytes(fd, &sha);
    close(fd);
    if (!ok) return false;
    hash_end(&sha, hash);
    if (now - nanoseconds(st->st_ctim) > GRAIN) remember(h, path, st, hash);
    return true;
}
