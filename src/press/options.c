/* The job's options: one table that sets, lists and documents them. */
#include "base/words.h"
#include "layout/style.h"
#include "pdf/pdf.h"
#include "press/job.h"
#include "read/decode.h"

/* "unknown WHAT 'VALUE'; there are …": every name there is. */
static qap_status unknown_name(qap_job *job, const char *what, const char *value, str (*name)(int index), int end) {
    struct buf names;
    buf_init(&names);
    for (int i = 0; i < end; i++) {
        if (!name(i).n) continue;
        if (names.n) buf_put(&names, STR(", "));
        buf_put(&names, name(i));
    }
    qap_status status = names.failed ? job_no_memory(job) : job_usage(job, "unknown %s '%s'; there are %.*s", what, value, STR_ARG(buf_str(&names)));
    buf_release(&names);
    return status;
}

/* The formats, then the shapes. */
static str input_called(int index) {
    if (index < READ_MARKUPS_END) return read_markup_name((enum read_markup)index);
    return read_shape_name((enum read_shape)(index - READ_MARKUPS_END));
}

static str repair_called(int code) {
    return diag_severity((enum diag_code)code) == DIAG_REPAIR ? diag_name((enum diag_code)code) : (str){0};
}

static qap_status set_from(qap_job *job, const char *value) {
    enum read_shape shape = SHAPE_DETECT;
    enum read_markup markup = MARKUP_DETECT;
    for (str rest = str_from(value), name; rest.n; rest = str_drop(rest, name.n + 1)) { /* "org,list" */
        size_t comma = str_find_char(rest, ',', 0);
        name = str_sub(rest, 0, comma == SIZE_MAX ? rest.n : comma);
        enum read_markup format = read_markup_by_name(name);
        if (format != READ_MARKUPS_END) markup = format;
        else if ((shape = read_shape_by_name(name)) == READ_SHAPES_END)
            return unknown_name(job, "input", value, input_called, READ_MARKUPS_END + READ_SHAPES_END);
    }
    job->settings.shape = shape;
    job->settings.markup = markup;
    return QAP_OK;
}

static qap_status set_encoding(qap_job *job, const char *value) {
    const char *copy = NULL;
    if (*value && !decode_knows(value)) return job_usage(job, "unknown encoding '%s'", value);
    if (*value && !(copy = job_copy(job, str_from(value)))) return job_no_memory(job);
    job->settings.encoding = copy;
    return QAP_OK;
}

static qap_status set_no_repair(qap_job *job, const char *value) {
    if (strcmp(value, "all") == 0) {
        for (int c = 0; c < DIAG_CODES; c++)
            if (diag_severity((enum diag_code)c) == DIAG_REPAIR) job->settings.disabled[c] = true;
        return QAP_OK;
    }
    enum diag_code code = diag_by_name(str_from(value));
    if (code == DIAG_CODES || diag_severity(code) != DIAG_REPAIR) return unknown_name(job, "repair", value, repair_called, DIAG_CODES);
    job->settings.disabled[code] = true;
    return QAP_OK;
}

static qap_status set_marker(qap_job *job, const char *value) {
    size_t equals = str_find_char(str_from(value), '=', 0);
    uint8_t kind = equals == SIZE_MAX ? 0 : marker_kind(str_of(value, equals));
    if (kind == 0)
        return job_usage(job, "'%s' is no KIND=WORD; kinds are question, answer, asker, part, chapter, section, contents, key, apart", value);
    str text = str_trim(str_from(value + equals + 1));
    if (text.n == 0 || text.n > MARKER_BYTES) return job_usage(job, "the marker '%s' has no word, or one that is too long", value);
    if (job->settings.markers.n == MOST_MARKERS) return job_usage(job, "too many markers at '%s'", value);
    const char *copy = job_copy(job, text);
    if (!copy) return job_no_memory(job);
    struct marker_extra extra = {str_from(copy), kind};
    return vec_push(&job->settings.markers, extra) ? QAP_OK : job_no_memory(job);
}

static qap_status set_paper(qap_job *job, const char *value) {
    if (paper_parse(str_from(value), &job->settings.width, &job->settings.height)) return QAP_OK;
    return job_usage(job, "unknown paper '%s'; a name like a4, letter, a5, or a size like 6x9in or 150mmx220mm", value);
}

static bool key_is_name(str key) {
    for (size_t i = 0; i < key.n; i++)
        if (!char_is_alnum(key.p[i]) && key.p[i] != '-' && key.p[i] != '_' && key.p[i] != '.') return false;
    return key.n > 0;
}

static qap_status parse_field(qap_job *job, const char *value, struct field *out) {
    size_t equals = str_find_char(str_from(value), '=', 0);
    if (equals == SIZE_MAX || !key_is_name(str_of(value, equals)))
        return job_usage(job, "'%s' is no KEY=VALUE", value);
    const char *copy = job_copy(job, str_from(value));
    if (!copy) return job_no_memory(job);
    struct field f = {str_of(copy, equals), str_from(copy + equals + 1)};
    int64_t seconds;
    if (str_eq(f.key, STR("date")) && f.value.n && !date_parse(f.value, &seconds))
        return job_usage(job, "'%s' is no date; write it as 2024, 2024-05 or 2024-05-17", copy + equals + 1);
    if (str_eq(f.key, STR("lang")) && !lang_is_tag(f.value))
        return job_usage(job, "'%s' is no language tag; write it as en, pt-BR or zh-Hans", copy + equals + 1);
    *out = f;
    return QAP_OK;
}

static qap_status set_meta(qap_job *job, const char *value) {
    struct field f;
    qap_status status = parse_field(job, value, &f);
    if (status != QAP_OK) return status;
    bool kept = job->setting_default ? vec_push(&job->settings.defaults, f) : vec_push(&job->settings.meta, f);
    return kept ? QAP_OK : job_no_memory(job);
}

static qap_status set_pdf_standard(qap_job *job, const char *value) {
    static const struct {
        str name;
        unsigned bits;
    } STANDARDS[] = {{{"a-2a", 4}, PDF_A_2A}, {{"a-3a", 4}, PDF_A_3A}, {{"ua-1", 4}, PDF_UA_1}, {{"none", 4}, 0}};
    unsigned standards = 0;
    str rest = str_from(value);
    for (bool more = true; more;) {
        size_t comma = str_find_char(rest, ',', 0), i = 0;
        more = comma != SIZE_MAX;
        str word = str_trim(str_sub(rest, 0, more ? comma : rest.n));
        while (i < 4 && !str_eq(STANDARDS[i].name, word)) i++;
        if (i == 4) return job_usage(job, "unknown standard '%.*s'; there are a-2a, a-3a, ua-1 and none", STR_ARG(word));
        standards |= STANDARDS[i].bits;
        rest = str_drop(rest, more ? comma + 1 : rest.n);
    }
    /* A-3a allows all that A-2a does, and attachments: a file claims one of them. */
    job->settings.standards = standards & PDF_A_3A ? standards & ~(unsigned)PDF_A_2A : standards;
    return QAP_OK;
}

static qap_status set_answers(qap_job *job, const char *value) {
    enum answers_where where = answers_where_by_name(str_from(value));
    if (where == ANSWERS_WHERE_END) return job_usage(job, "answers stand inline, at section-end, at end, hidden, separate or none, not '%s'", value);
    job->settings.answers = where;
    job->settings.has_answers = true;
    return QAP_OK;
}

static bool parse_uint(const char *value, uint64_t max, uint64_t *number) {
    uint64_t n = 0;
    if (!*value) return false;
    for (; char_is_digit(*value); value++) {
        n = n * 10 + (uint64_t)(*value - '0');
        if (n > max) return false;
    }
    *number = n;
    return *value == '\0';
}

static qap_status set_jobs(qap_job *job, const char *value) {
    uint64_t n;
    if (!parse_uint(value, 1024, &n)) return job_usage(job, "'%s' is no number of threads from 0 to 1024", value);
    job->settings.jobs = (unsigned)n;
    return QAP_OK;
}

/* Seconds with up to three decimals, as milliseconds. */
static bool parse_seconds(str value, uint64_t max, uint64_t *ms) {
    size_t dot = str_find_char(value, '.', 0), digits = dot == SIZE_MAX ? 0 : value.n - dot - 1;
    uint64_t n = 0;
    if (value.n == 0 || dot == 0 || (dot != SIZE_MAX && (digits == 0 || digits > 3))) return false;
    for (size_t i = 0; i < value.n; i++) {
        if (i == dot) continue;
        if (!char_is_digit(value.p[i]) || n > max * 1000) return false;
        n = n * 10 + (uint64_t)(value.p[i] - '0');
    }
    for (; digits < 3; digits++) n *= 10;
    *ms = n;
    return n <= max * 1000;
}

static qap_status set_timeout(qap_job *job, const char *value) {
    if (parse_seconds(str_from(value), 1000000, &job->settings.timeout_ms)) return QAP_OK;
    return job_usage(job, "'%s' is no number of seconds, as 30 or 0.5, up to 1000000", value);
}

static qap_status set_epoch(qap_job *job, const char *value) {
    uint64_t n;
    /* The end of the year 9999: what dates of four digits can say. */
    if (!parse_uint(value, UINT64_C(253402300799), &n)) return job_usage(job, "'%s' is no time in seconds since 1970", value);
    job->settings.epoch = (int64_t)n;
    job->settings.has_epoch = true;
    return QAP_OK;
}

static qap_status set_path(qap_job *job, const char *value, const char **path) {
    const char *copy = job_copy(job, str_from(value));
    if (!copy) return job_no_memory(job);
    *path = *copy ? copy : NULL;
    return QAP_OK;
}

static qap_status set_data_dir(qap_job *job, const char *value) { return set_path(job, value, &job->settings.data_dir); }
static qap_status set_base_dir(qap_job *job, const char *value) { return set_path(job, value, &job->settings.base_dir); }

static qap_status set_style(qap_job *job, const char *value) { return set_path(job, value, &job->settings.style); }

static qap_status set_css(qap_job *job, const char *value) { return set_path(job, value, &job->settings.css); }

static qap_status set_font_path(qap_job *job, const char *value) {
    const char *path = NULL;
    qap_status status = set_path(job, value, &path);
    if (status != QAP_OK || !path) return status;
    return vec_push(&job->settings.font_path, path) ? QAP_OK : job_no_memory(job);
}

static const struct {
    qap_option_info info;
    qap_status (*set)(qap_job *job, const char *value);
} OPTIONS[] = {
    {{"from", "NAME", "what the input is: plain, markdown, html, org, mediawiki, dokuwiki, jira, asciidoc or rst; or its shape: tagged, headings, numbered, details, choices, "
      "list, transcript or faq; or both: org,list", 0}, set_from},
    {{"encoding", "NAME", "of the input: UTF-8, GB18030, Shift_JIS, windows-1251, …; default: found by its bytes", 0}, set_encoding},
    {{"meta", "KEY=VALUE", "title, subtitle, author (may repeat), lang, date, publisher …", 1}, set_meta},
    {{"paper", "SIZE", "a4, letter, a5, … or a size: 6x9in, 150mmx220mm", 0}, set_paper},
    {{"style", "STYLE", "default, grey (for printers without colour), or a YAML file", 0}, set_style},
    {{"answers", "WHERE", "of books: inline (default), section-end, end, hidden (a note or a fold to open), separate (a second file, NAME-answers), or none", 0}, set_answers},
    {{"css", "FILE", "a style sheet to add to the EPUB's and the HTML page's", 0}, set_css},
    {{"pdf-standard", "LIST", "a-2a,ua-1 (default), a-3a (with source and tree attached), none", 0}, set_pdf_standard},
    {{"no-repair", "NAME", "switch off one repair, or all", 1}, set_no_repair},
    {{"marker", "KIND=WORD", "one more word that marks a question, answer, asker, part, chapter, section, contents, key or apart", 1},
     set_marker},
    {{"font-path", "DIR", "look for fonts here too", 1}, set_font_path},
    {{"base-dir", "DIR", "the folder that images are relative to; default: the input's", 0}, set_base_dir},
    {{"data-dir", "DIR", "where the bundled fonts lie; default: beside the program", 0}, set_data_dir},
    {{"epoch", "SECONDS", "the date of the outputs, in seconds since 1970; default: the document's, else 1980-01-01", 0},
     set_epoch},
    {{"jobs", "N", "threads within the job; never changes the bytes", 0}, set_jobs},
    {{"timeout", "SECONDS", "give the job up after so long, with up to three decimals; 0: never", 0}, set_timeout},
};
enum { OPTION_COUNT = sizeof OPTIONS / sizeof *OPTIONS };

const qap_option_info *qap_option(size_t index) { return index < OPTION_COUNT ? &OPTIONS[index].info : NULL; }

/* Whether something of more weight has set an option already. Of one that adds up all count. */
static bool is_outweighed(const qap_job *job, const qap_option_info *info, qap_origin origin) {
    for (size_t i = 0; !info->repeatable && i < job->settings.said.n; i++) {
        const qap_setting *s = &job->settings.said.at[i];
        if (s->origin > origin && strcmp(s->name, info->name) == 0) return true;
    }
    return false;
}

qap_status settings_set(qap_job *job, const char *option, const char *value, qap_origin origin, uint32_t line) {
    size_t i = 0;
    while (option && i < OPTION_COUNT && strcmp(OPTIONS[i].info.name, option) != 0) i++;
    if (!option || i == OPTION_COUNT) return job_usage(job, "unknown option '%s'", option ? option : "");
    if (is_outweighed(job, &OPTIONS[i].info, origin)) {
        /* It does not hold, but a mistake in it is one all the same. */
        struct settings held = job->settings;
        qap_status status = OPTIONS[i].info.repeatable ? QAP_OK : OPTIONS[i].set(job, value);
        job->settings = held;
        return status;
    }
    job->setting_default = origin == QAP_BY_DEFAULT;
    qap_status status = OPTIONS[i].set(job, value);
    const char *copy = status == QAP_OK ? job_copy(job, str_from(value)) : NULL;
    if (status != QAP_OK) return status;
    bool kept = copy && vec_push(&job->settings.said, (qap_setting){OPTIONS[i].info.name, copy, origin, line});
    return kept ? QAP_OK : job_no_memory(job);
}
