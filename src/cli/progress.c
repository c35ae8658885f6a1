/* How far a batch is: one line on the terminal, drawn over itself, a few times a second. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

enum { INTERVAL = 100 /* ms between drawings */, FIRST = 300 /* ms until the first: a short run shows none */ };

static void put_seconds(struct buf *out, int64_t ms) {
    int64_t s = (ms + 500) / 1000;
    if (s >= 3600) buf_printf(out, "%ld:%02ld:%02ld", (long)(s / 3600), (long)(s / 60 % 60), (long)(s % 60));
    else buf_printf(out, "%ld:%02ld", (long)(s / 60), (long)(s % 60));
}

void progress_clear(struct progress *p) {
    if (p->drawn) fputs("\r\033[K", stderr);
    p->drawn = false;
}

void progress_draw(struct progress *p, const char *slowest, int64_t now) {
    if (!p->wanted || now - p->start < FIRST || now - p->last < INTERVAL || p->done == 0) return;
    struct buf line = {0};
    int64_t spent = now - p->start;
    buf_printf(&line, "%zu of %zu", p->done, p->total);
    if (p->failed) buf_printf(&line, ", %zu failed", p->failed);
    buf_put(&line, STR(", "));
    buf_put_milli(&line, spent > 0 ? (int64_t)p->done * 1000000 / spent / 100 * 100 : 0);
    buf_put(&line, STR(" a second, "));
    put_seconds(&line, spent * (int64_t)(p->total - p->done) / (int64_t)p->done);
    buf_put(&line, STR(" left"));
    if (slowest) {
        buf_put(&line, STR("; slowest "));
        put_clean(&line, str_from(slowest));
    }
    size_t shown = line.n < p->columns ? line.n : p->columns - 1;
    while (shown && shown < line.n && ((unsigned char)line.p[shown] & 0xC0) == 0x80) shown--; /* no half character */
    if (!line.failed) fprintf(stderr, "\r%.*s\033[K", (int)shown, line.p);
    fflush(stderr);
    buf_release(&line);
    p->drawn = true;
    p->last = now;
}
