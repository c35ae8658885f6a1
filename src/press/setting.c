/* Who says what holds for a book: options, the text's front matter, defaults; in this order. */
#include "press/job.h"

/* ── the front matter ───────────────────────────────────────────────────────────────────────────────────────── */

/* A text may come from anywhere. What it may set changes the look of its own book; files that it names have to lie in
 * its folder, links resolved. The answers of their own book would be a file that nobody has named. */
static const char *const ALLOWED[] = {"paper", "style", "css", "pdf-standard", "answers"};

enum { LARGEST_FILE = 1 << 20 };

static enum status refuse(struct diags *diags, const struct front_field *f, str why) {
    struct buf text;
    buf_init(&text);
    buf_put(&text, str_drop(f->key, strlen("qapress.")));
    buf_put(&text, STR(": "));
    buf_put(&text, why);
    bool ok = !text.failed;
    if (ok) diag_add_line(diags, DIAG_FRONT_MATTER, f->line, buf_str(&text), (str){0}, (str){0});
    buf_release(&text);
    return ok ? STATUS_OK : STATUS_NO_MEMORY;
}

static bool names_file(str name, str value) {
    if (str_eq(name, STR("css"))) return true;
    return str_eq(name, STR("style")) && !str_eq(value, STR("default")) && !str_eq(value, STR("grey"));
}

/* The file as a path, or NULL: there is none in the input's folder. */
static const char *own_file(qap_job *job, str name) {
    const char *base = job_base_dir(job), *found = NULL;
    struct buf bytes, path;
    buf_init(&bytes);
    buf_init(&path);
    if (base && asset_read(base, name, LARGEST_FILE, &job->assets, &bytes)) {
        buf_printf(&path, "%s/", base);
        buf_put(&path, name);
        if (!path.failed) found = job_copy(job, buf_str(&path));
    }
    if (bytes.failed || path.failed) job->assets.failed = true;
    buf_release(&bytes);
    buf_release(&path);
    return found;
}

static enum status apply(qap_job *job, const struct front_field *f, struct diags *diags) {
    str name = str_drop(f->key, strlen("qapress."));
    size_t i = 0;
    while (i < sizeof ALLOWED / sizeof *ALLOWED && !str_eq(name, str_from(ALLOWED[i]))) i++;
    if (i == sizeof ALLOWED / sizeof *ALLOWED) return refuse(diags, f, STR("no option that a text may set"));
    const char *value = names_file(name, f->value) ? own_file(job, f->value) : job_copy(job, f->value);
    if (job->assets.failed || job->arena.failed) return STATUS_NO_MEMORY;
    if (!value) return refuse(diags, f, STR("no file in the text's own folder"));
    if (str_eq(name, STR("answers")) && strcmp(value, "separate") == 0) return refuse(diags, f, STR("'separate' is for the command line or a project file"));
    qap_status status = settings_set(job, ALLOWED[i], value, QAP_BY_FRONT_MATTER, f->line);
    if (status == QAP_NO_MEMORY) return STATUS_NO_MEMORY;
    if (status == QAP_OK) return STATUS_OK;
    enum status told = refuse(diags, f, str_from(qap_job_error(job)));
    job->error.n = 0; /* it is the text's mistake and not the caller's */
    return told;
}

enum status front_matter_apply(qap_job *job, const struct document *doc, struct diags *diags) {
    enum status status = STATUS_OK;
    for (const struct front_field *f = doc->front; f && status == STATUS_OK; f = f->next)
        if (str_starts(f->key, STR("qapress."))) status = apply(job, f, diags);
    return status;
}

enum status front_matter_ignore(const struct document *doc, struct diags *diags) {
    enum status status = STATUS_OK;
    for (const struct front_field *f = doc->front; f && status == STATUS_OK; f = f->next)
        if (str_starts(f->key, STR("qapress."))) status = refuse(diags, f, STR("of a merged book only the first text's options hold"));
    return status;
}

/* ── what holds in the end ──────────────────────────────────────────────────────────────────────────────────── */

static str key_of(const qap_setting *s) {
    str value = str_from(s->value);
    return str_sub(value, 0, str_find_char(value, '=', 0));
}

/* The same thing is said: the same option, or the same fact. */
static bool is_same(const qap_setting *a, const qap_setting *b) {
    if (strcmp(a->name, b->name) != 0) return false;
    return strcmp(a->name, "meta") != 0 || str_eq(key_of(a), key_of(b));
}

static bool adds_up(const qap_setting *s) {
    for (size_t i = 0; qap_option(i); i++)
        if (strcmp(qap_option(i)->name, s->name) == 0) return qap_option(i)->repeatable && strcmp(s->name, "meta") != 0;
    return false;
}

/* A title, a subtitle, a date and a language are one each; of another fact there may be several. */
static bool is_single(const qap_setting *s) {
    static const char *const SINGLE[] = {"title", "subtitle", "date", "lang"};
    if (strcmp(s->name, "meta") != 0) return true;
    return STR_IN(key_of(s), SINGLE);
}

/* What the text's own words say of itself outweighs a default without having been set. */
static bool is_shadowed(const qap_setting *s, const struct document *doc) {
    if (s->origin != QAP_BY_DEFAULT || strcmp(s->name, "meta") != 0) return false;
    str key = key_of(s), value = str_drop(str_from(s->value), key.n + 1);
    if (str_eq(key, STR("title"))) return !str_eq(doc->title, value);
    if (str_eq(key, STR("lang"))) return !str_eq(doc->lang, value);
    return false;
}

static bool holds(const qap_job *job, size_t index, const struct document *doc) {
    const qap_setting *s = &job->settings.said.at[index];
    if (adds_up(s)) return true;
    if (is_shadowed(s, doc)) return false;
    for (size_t i = 0; i < job->settings.said.n; i++) {
        const qap_setting *other = &job->settings.said.at[i];
        if (i == index || !is_same(s, other)) continue;
        if (other->origin > s->origin || (other->origin == s->origin && i > index && is_single(s))) return false;
    }
    return true;
}

void settings_sift(qap_job *job, const struct document *doc) {
    VEC(size_t) kept = {0};
    size_t n = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < job->settings.said.n; i++)
        if (holds(job, i, doc)) ok = vec_push(&kept, i);
    for (; ok && n < kept.n; n++) job->settings.said.at[n] = job->settings.said.at[kept.at[n]];
    if (ok) job->settings.said.n = n;
    else job->arena.failed = true;
    vec_release(&kept);
}

/* The facts of the front matter join what was said, to be sifted with it. */
bool front_facts_note(qap_job *job, const struct document *doc) {
    for (const struct front_field *f = doc->front; f; f = f->next) {
        if (str_starts(f->key, STR("qapress"))) continue;
        struct buf text;
        buf_init(&text);
        buf_put(&text, str_eq(f->key, STR("language")) ? STR("lang") : f->key);
        buf_put_char(&text, '=');
        buf_put(&text, f->value);
        const char *copy = text.failed ? NULL : job_copy(job, buf_str(&text));
        buf_release(&text);
        if (!copy || !vec_push(&job->settings.said, (qap_setting){"meta", copy, QAP_BY_FRONT_MATTER, f->line})) return false;
    }
    return true;
}
