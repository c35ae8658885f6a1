#include "base/source.h"

#include "base/utf8.h"

bool source_index(struct source *source) {
    str b = source->bytes;
    source->lines.n = 0;
    if (!vec_push(&source->lines, 0)) return false;
    for (size_t i = 0; i < b.n; i++) {
        if (b.p[i] != '\n' && (b.p[i] != '\r' || (i + 1 < b.n && b.p[i + 1] == '\n'))) continue;
        if (!vec_push(&source->lines, (uint32_t)(i + 1))) return false;
    }
    return true;
}

void source_release(struct source *source) { vec_release(&source->lines); }

uint32_t source_line(const struct source *source, uint32_t offset) {
    size_t low = 0, high = source->lines.n;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->lines.at[middle] <= offset) low = middle;
        else high = middle;
    }
    return (uint32_t)low + 1;
}

str source_line_text(const struct source *source, uint32_t line) {
    if (line == 0 || line > source->lines.n) return (str){0};
    size_t from = source->lines.at[line - 1];
    size_t to = line < source->lines.n ? source->lines.at[line] : source->bytes.n;
    while (to > from && (source->bytes.p[to - 1] == '\n' || source->bytes.p[to - 1] == '\r')) to--;
    return str_sub(source->bytes, from, to);
}

uint32_t source_column(const struct source *source, uint32_t offset) {
    uint32_t start = source->lines.at[source_line(source, offset) - 1];
    return (uint32_t)utf8_count(str_sub(source->bytes, start, offset)) + 1;
}

void source_locate(const struct source *source, struct diags *diags) {
    if (source->lines.n == 0) return;
    for (size_t i = 0; i < diags->list.n; i++) {
        struct diag *d = &diags->list.at[i];
        if (d->span.from == SPAN_NONE) continue;
        d->line = source_line(source, d->span.from);
        d->column = source_column(source, d->span.from);
    }
}
