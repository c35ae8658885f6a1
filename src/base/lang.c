/* Language tags by the grammar of RFC 5646, 2.1. Whether a subtag is registered is not asked. */
#include "base/words.h"

struct subtags {
    str rest;
    str now; /* empty behind the last */
};

static void step(struct subtags *t) {
    size_t end = str_find_char(t->rest, '-', 0);
    if (end == SIZE_MAX) end = t->rest.n;
    t->now = str_sub(t->rest, 0, end);
    t->rest = str_drop(t->rest, end < t->rest.n ? end + 1 : end);
}

static bool is_letters(str s) {
    for (size_t i = 0; i < s.n; i++)
        if (!char_is_alpha(s.p[i])) return false;
    return s.n > 0;
}

static bool is_digits(str s) {
    for (size_t i = 0; i < s.n; i++)
        if (!char_is_digit(s.p[i])) return false;
    return s.n > 0;
}

static bool is_variant(str s) { return s.n >= 5 || (s.n == 4 && char_is_digit(s.p[0])); }

static void take_language(struct subtags *t) {
    bool extends = t->now.n <= 3;
    step(t);
    for (int i = 0; extends && i < 3 && t->now.n == 3 && is_letters(t->now); i++) step(t);
    if (t->now.n == 4 && is_letters(t->now)) step(t); /* script */
    if ((t->now.n == 2 && is_letters(t->now)) || (t->now.n == 3 && is_digits(t->now))) step(t); /* region */
    while (is_variant(t->now)) step(t);
}

/* "u-co-phonebk": a single sign and what it rules. */
static bool take_extension(struct subtags *t) {
    step(t);
    if (t->now.n < 2) return false;
    while (t->now.n >= 2) step(t);
    return true;
}

static bool take_private(struct subtags *t) {
    step(t);
    if (!t->now.n) return false;
    while (t->now.n) step(t);
    return true;
}

static bool is_x(str s) { return s.n == 1 && (s.p[0] | 0x20) == 'x'; }

/* Subtags of letters and digits, one to eight of them. */
static bool has_subtags(str lang) {
    size_t n = 0;
    for (size_t i = 0; i < lang.n; i++) {
        if (lang.p[i] != '-' ? !char_is_alnum(lang.p[i]) || ++n > 8 : n == 0) return false;
        if (lang.p[i] == '-') n = 0;
    }
    return n > 0;
}

bool lang_is_tag(str lang) {
    enum { LONGEST = 64 };
    if (lang.n > LONGEST || !has_subtags(lang)) return false;
    struct subtags t = {.rest = lang};
    step(&t);
    if (!is_x(t.now)) {
        if (t.now.n < 2 || !is_letters(t.now)) return false;
        take_language(&t);
        while (t.now.n == 1 && !is_x(t.now))
            if (!take_extension(&t)) return false;
    }
    return is_x(t.now) ? take_private(&t) : t.now.n == 0;
}
