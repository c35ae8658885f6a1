/* What is known about a book beside its text: the fields given with the job, and its date. */
#include "press/job.h"

static bool take_number(str *s, size_t digits, int64_t *value) {
    if (s->n < digits) return false;
    *value = 0;
    for (size_t i = 0; i < digits; i++) {
        if (!char_is_digit(s->p[i])) return false;
        *value = *value * 10 + (s->p[i] - '0');
    }
    *s = str_drop(*s, digits);
    return true;
}

/* Days from 1970-01-01 of a day in the Gregorian calendar: years are counted from March, so that the leap day is the
 * last of a year (the method of Zeller's congruence). */
static int64_t days_of(int64_t year, int64_t month, int64_t day) {
    if (month <= 2) {
        year--;
        month += 12;
    }
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day - 1 - 719468;
}

bool date_parse(str s, int64_t *seconds) {
    static const int DAYS[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t year, month = 1, day = 1;
    s = str_trim(s);
    if (!take_number(&s, 4, &year) || year < 1) return false;
    if (str_starts(s, STR("-"))) {
        s = str_drop(s, 1);
        if (!take_number(&s, 2, &month) || month < 1 || month > 12) return false;
    }
    if (str_starts(s, STR("-"))) {
        s = str_drop(s, 1);
        if (!take_number(&s, 2, &day) || day < 1 || day > DAYS[month - 1]) return false;
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        if (month == 2 && day == 29 && !leap) return false;
    }
    if (s.n && s.p[0] != 'T' && s.p[0] != ' ') return false;
    *seconds = days_of(year, month, day) * 86400;
    return true;
}

int64_t job_time(const qap_job *job, const struct document *doc) {
    int64_t seconds;
    if (job->settings.has_epoch) return job->settings.epoch;
    /* What a ZIP's times and a PDF's dates can both hold begins in 1980. */
    if (date_parse(doc->date, &seconds) && seconds >= 315532800) return seconds;
    return 315532800;
}

static void drop_field(struct document *doc, str key) {
    struct meta_field **at = &doc->meta;
    while (*at) {
        if (str_eq((*at)->key, key)) *at = (*at)->next;
        else at = &(*at)->next;
    }
}

static bool given_before(const qap_job *job, size_t index) {
    for (size_t i = 0; i < index; i++)
        if (str_eq(job->settings.meta.at[i].key, job->settings.meta.at[index].key)) return true;
    return false;
}

static str *known_field(struct document *doc, str key) {
    if (str_eq(key, STR("title"))) return &doc->title;
    if (str_eq(key, STR("subtitle"))) return &doc->subtitle;
    if (str_eq(key, STR("date"))) return &doc->date;
    return str_eq(key, STR("lang")) ? &doc->lang : NULL;
}

/* For what the text does not say. "en" is also what is taken for a text whose language is not known. */
static bool apply_default(const qap_job *job, struct document *doc, size_t index, const struct meta_field *last) {
    const struct field *f = &job->settings.defaults.at[index];
    str *known = known_field(doc, f->key);
    if (known) {
        if (known->n == 0 || (known == &doc->lang && !doc->says_lang && str_eq(*known, STR("en")))) *known = f->value;
        return true;
    }
    /* Several of a key are all wanted, unless the text had one itself: those stand up to `last`. */
    for (const struct meta_field *g = last ? doc->meta : NULL; g; g = g == last ? NULL : g->next)
        if (str_eq(g->key, f->key)) return true;
    return f->value.n == 0 || meta_add(doc, f->key, f->value);
}

static bool apply_defaults(const qap_job *job, struct document *doc) {
    const struct meta_field *last = doc->meta;
    while (last && last->next) last = last->next;
    bool ok = true;
    for (size_t i = 0; ok && i < job->settings.defaults.n; i++) ok = apply_default(job, doc, i, last);
    return ok;
}

bool meta_apply(const qap_job *job, struct document *doc) {
    if (!apply_defaults(job, doc)) return false;
    for (size_t i = 0; i < job->settings.meta.n; i++) {
        const struct field *f = &job->settings.meta.at[i];
        str *known = known_field(doc, f->key);
        if (known) *known = f->value;
        else {
            /* The first of a key replaces what the text said, the others add to it. */
            if (!given_before(job, i)) drop_field(doc, f->key);
            if (f->value.n && !meta_add(doc, f->key, f->value)) return false;
        }
    }
    tree_drop_languages(doc);
    return true;
}
