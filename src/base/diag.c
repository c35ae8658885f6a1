#include "base/diag.h"

#include "base/buf.h"
#include "base/limits.h"

static const struct {
    enum diag_severity severity;
    str name, text;
} TABLE[DIAG_CODES] = {
#define X(id, severity, name, text) [DIAG_##id] = {severity, {name, sizeof name - 1}, {text, sizeof text - 1}},
#include "base/diag_codes.h"
#undef X
};

void diags_init(struct diags *diags) {
    *diags = (struct diags){0};
    arena_init(&diags->arena);
}

void diags_release(struct diags *diags) {
    arena_release(&diags->arena);
    vec_release(&diags->list);
}

static void add(struct diags *diags, struct diag d) {
    if (!diags || diags->count[d.code]++ >= LIMIT_DIAGS_OF_A_CODE) return;
    for (size_t i = 0; i < 3; i++)
        if (d.args[i].n) d.args[i] = arena_str(&diags->arena, d.args[i]);
    if (diags->arena.failed || !vec_push(&diags->list, d)) diags->failed = true;
}

void diag_add(struct diags *diags, enum diag_code code, struct span span, str arg0, str arg1, str arg2) {
    add(diags, (struct diag){.code = code, .span = span, .args = {arg0, arg1, arg2}});
}

void diag_add_line(struct diags *diags, enum diag_code code, uint32_t line, str arg0, str arg1, str arg2) {
    add(diags, (struct diag){.code = code, .span = SPAN_ABSENT, .line = line, .args = {arg0, arg1, arg2}});
}

static bool before(const struct diag *a, const struct diag *b) {
    if (a->line != b->line) return a->line < b->line;
    return a->span.from < b->span.from;
}

/* Merge sort: stable, and linear on the usual nearly sorted list. */
static void sort(struct diag *list, struct diag *spare, size_t n) {
    if (n < 2) return;
    size_t half = n / 2;
    sort(list, spare, half);
    sort(list + half, spare, n - half);
    if (!before(&list[half], &list[half - 1])) return;
    memcpy(spare, list, half * sizeof *list);
    for (size_t i = 0, j = half, k = 0; i < half; k++)
        list[k] = j < n && before(&list[j], &spare[i]) ? list[j++] : spare[i++];
}

void diags_sort(struct diags *diags) {
    struct diag *spare = malloc(diags->list.n / 2 * sizeof *spare + 1);
    if (spare) sort(diags->list.at, spare, diags->list.n);
    else diags->failed = true;
    free(spare);
}

enum diag_severity diag_severity(enum diag_code code) { return TABLE[code].severity; }
str diag_name(enum diag_code code) { return TABLE[code].name; }
str diag_template(enum diag_code code) { return TABLE[code].text; }

enum diag_code diag_by_name(str name) {
    int c = 0;
    while (c < DIAG_CODES && !str_eq(TABLE[c].name, name)) c++;
    return (enum diag_code)c;
}

void diag_message(const struct diag *diag, struct buf *out) {
    str text = TABLE[diag->code].text;
    for (size_t i = 0; i < text.n; i++) {
        bool slot = text.p[i] == '{' && i + 2 < text.n && text.p[i + 2] == '}' && text.p[i + 1] >= '0' && text.p[i + 1] <= '2';
        if (!slot) {
            buf_put_char(out, text.p[i]);
            continue;
        }
        buf_put(out, diag->args[text.p[i + 1] - '0']);
        i += 2;
    }
}
