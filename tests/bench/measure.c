/* measure: run a command and print what it cost, one line of JSON: CPU seconds (user and system, children included),
 * wall seconds, peak resident memory of the largest process in KB, and its exit status.
 *
 *     measure COMMAND [ARGUMENT...]
 *
 * Its own process is small, so that the children's peak is theirs and not an inherited one. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long microseconds(struct timeval t) { return (long)t.tv_sec * 1000000 + (long)t.tv_usec; }

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[1], argv + 1);
        _exit(127);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) < 0) return 2;
    clock_gettime(CLOCK_MONOTONIC, &to);
    struct rusage used;
    getrusage(RUSAGE_CHILDREN, &used);
    long wall = (long)(to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000;
    fprintf(stderr, "{\"cpu_us\": %ld, \"wall_us\": %ld, \"rss_kb\": %ld, \"status\": %d}\n",
            microseconds(used.ru_utime) + microseconds(used.ru_stime), wall, used.ru_maxrss,
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}
