#include "read/rewrite.h"

#include <stdlib.h>

#include "read/decode.h"

void rewrite_begin(struct rewrite *rw, struct reader *reader) {
    *rw = (struct rewrite){.reader = reader, .old = reader->text, .outer = reader->ledger};
    buf_init(&rw->text);
}

void rewrite_run(struct rewrite *rw, str text, size_t from, size_t to) {
    struct rewrite_run run = {(uint32_t)rw->text.n, (uint32_t)from, (uint32_t)text.n, (uint32_t)(to - from)};
    struct rewrite_run *last = rw->runs.n ? &rw->runs.at[rw->runs.n - 1] : NULL;
    if (text.n == 0) return;
    bool whole = run.n == run.taken && last && last->n == last->taken;
    if (whole && last->text + last->n == run.text && last->source + last->n == run.source) last->n = last->taken += run.n;
    else if (!vec_push(&rw->runs, run)) rw->failed = true;
    buf_put(&rw->text, text);
}

/* Steps from the new text to the input: those of the runs, and those of decoding within them. */
static bool make_steps(struct rewrite *rw) {
    struct reader *r = rw->reader;
    VEC(struct offset_step) steps = {0};
    bool good = true;
    size_t k = 0;
    for (size_t i = 0; i < rw->runs.n && good; i++) {
        const struct rewrite_run *run = &rw->runs.at[i];
        good = vec_push(&steps, (struct offset_step){run->text, decode_offset(r->steps, r->n_steps, run->source)});
        while (k < r->n_steps && r->steps[k].text <= run->source) k++;
        for (size_t j = k; good && j < r->n_steps && r->steps[j].text < run->source + run->n; j++)
            good = vec_push(&steps, (struct offset_step){run->text + (r->steps[j].text - run->source), r->steps[j].input});
    }
    struct offset_step *kept = good ? arena_array(&r->doc->arena, struct offset_step, steps.n) : NULL;
    if (kept && steps.n) memcpy(kept, steps.at, steps.n * sizeof *kept);
    if (kept) r->steps = kept, r->n_steps = steps.n;
    vec_release(&steps);
    return kept != NULL;
}

bool rewrite_install(struct rewrite *rw) {
    struct reader *r = rw->reader;
    str text = arena_str(&r->doc->arena, buf_str(&rw->text));
    bool good = !rw->failed && !rw->text.failed && (text.p || !rw->text.n) && make_steps(rw);
    buf_release(&rw->text);
    if (!good) return false;
    if (rw->outer) {
        rw->ledger = (struct ledger){.owner = calloc(text.n + 1, 1), .n = text.n, .text = text};
        if (!rw->ledger.owner) return false;
        r->ledger = &rw->ledger;
    }
    r->text = text;
    return true;
}

/* The owner of a reference is that of its first byte. */
void rewrite_close(struct rewrite *rw) {
    const struct ledger *own = &rw->ledger;
    for (size_t i = 0; own->owner && i < rw->runs.n; i++) {
        const struct rewrite_run *run = &rw->runs.at[i];
        if (run->n == run->taken)
            for (uint32_t k = 0; k < run->n; k++)
                ledger_own(rw->outer, run->source + k, run->source + k + 1, (enum owner)own->owner[run->text + k]);
        else ledger_own(rw->outer, run->source, run->source + run->taken, (enum owner)own->owner[run->text]);
    }
    if (rw->outer) rw->reader->ledger = rw->outer;
    ledger_release(&rw->ledger);
    vec_release(&rw->runs);
    buf_release(&rw->text);
}
