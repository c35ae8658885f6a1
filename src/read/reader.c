/* reader: from places in the decoded text to places in the input, and the one gate for repairs. */
#include "read/reader.h"

/* Input offset of a decoded offset: the last step at or before it, plus the distance. */
static uint32_t input_offset(const struct reader *reader, size_t at) {
    size_t low = 0, high = reader->n_steps;
    if (!reader->steps || high == 0) return (uint32_t)at;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (reader->steps[middle].text <= at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0) return (uint32_t)at;
    size_t input = reader->steps[low - 1].input + (at - reader->steps[low - 1].text);
    size_t limit = low < reader->n_steps ? reader->steps[low].input : reader->source->bytes.n;
    return (uint32_t)(input < limit ? input : limit);
}

struct span reader_span(const struct reader *reader, str view) {
    const char *begin = reader->text.p, *end = begin + reader->text.n;
    if (!view.p || view.p < begin || view.p + view.n > end) return SPAN_ABSENT;
    size_t from = (size_t)(view.p - begin);
    return (struct span){input_offset(reader, from), input_offset(reader, from + view.n)};
}

bool reader_repair(struct reader *reader, enum diag_code rule, str where, str arg0, str arg1) {
    if (!reader_allows(reader, rule)) return false;
    diag_add2(reader->diags, rule, reader_span(reader, where), arg0, arg1);
    return true;
}
