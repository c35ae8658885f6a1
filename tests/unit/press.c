/* press: jobs through the public API alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "qapress/qapress.h"

static const char GUIDE[] = "SMALL GUIDE\n\nQ1\tWhat is a stack?\nANS\tLast in, first out.\nQ2\tWhat is a queue?\nANS\tFirst in, first out.\n";

static char folder[] = "/tmp/qapress-press-XXXXXX";

static int make_folder(void **state) {
    (void)state;
    return mkdtemp(folder) ? chdir(folder) : -1;
}

static void clear_folder(void) {
    DIR *dir = opendir(".");
    assert_non_null(dir);
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && unlink(entry->d_name) != 0) rmdir(entry->d_name);
    closedir(dir);
}

static int drop_folder(void **state) {
    (void)state;
    clear_folder();
    return chdir("/") || rmdir(folder);
}

static void write_file(const char *path, const char *text) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
}

static void assert_file(const char *path, const char *text) {
    char bytes[256] = {0};
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fread(bytes, 1, sizeof bytes - 1, f), strlen(text));
    fclose(f);
    assert_string_equal(bytes, text);
}

static size_t count_files(void) {
    size_t n = 0;
    DIR *dir = opendir(".");
    while (readdir(dir)) n++;
    closedir(dir);
    return n - 2;
}

static qap_job *job_of(const char *text) {
    qap_job *job = qap_job_new();
    assert_non_null(job);
    assert_int_equal(qap_job_input_memory(job, "guide.txt", text, strlen(text)), QAP_OK);
    return job;
}

static const char *code_at(const qap_job *job, size_t index) {
    const qap_diagnostic *d = qap_job_diagnostic(job, index);
    return d ? d->code : "";
}

static bool has_code(const qap_job *job, const char *code) {
    for (size_t i = 0; i < qap_job_diagnostic_count(job); i++)
        if (strcmp(code_at(job, i), code) == 0) return true;
    return false;
}

static void memory_to_memory(void **state) {
    (void)state;
    qap_job *job = job_of(GUIDE);
    size_t n = 7;
    assert_null(qap_job_output_bytes(job, "xml", &n));
    assert_int_equal(n, 0);
    assert_int_equal(qap_job_output_memory(job, "xml"), QAP_OK);
    assert_int_equal(qap_job_output_memory(job, "json"), QAP_OK);
    assert_int_equal(qap_job_run(job), QAP_OK);
    const char *xml = qap_job_output_bytes(job, "xml", &n);
    assert_non_null(xml);
    assert_memory_equal(xml, "<?xml", 5);
    assert_memory_equal(xml + n - 12, "</document>\n", 12);
    assert_non_null(qap_job_output_bytes(job, "json", &n));
    const qap_summary *s = qap_job_summary(job);
    assert_int_equal(s->questions, 2);
    assert_int_equal(s->answered, 2);
    assert_string_equal(s->title, "SMALL GUIDE");
    assert_string_equal(s->shape, "tagged");
    assert_int_equal(qap_job_run(job), QAP_USAGE);
    qap_job_free(job);
}

static int gather(void *context, const void *bytes, size_t size) {
    (void)bytes;
    assert_true(size > 0);
    *(size_t *)context += size;
    return 0;
}

static int refuse(void *context, const void *bytes, size_t size) {
    (void)context, (void)bytes, (void)size;
    return ENOSPC;
}

static void to_a_callback(void **state) {
    (void)state;
    size_t n = 0;
    qap_job *job = job_of(GUIDE);
    assert_int_equal(qap_job_output_callback(job, "pdf", gather, &n), QAP_OK);
    assert_int_equal(qap_job_run(job), QAP_OK);
    assert_true(n > 1000);
    assert_true(qap_job_summary(job)->pages >= 2);
    qap_job_free(job);
    job = job_of(GUIDE);
    assert_int_equal(qap_job_output_callback(job, "pdf", refuse, NULL), QAP_OK);
    assert_int_equal(qap_job_run(job), QAP_OUTPUT);
    assert_true(has_code(job, "cannot-write"));
    qap_job_free(job);
}

static void files_appear_together_or_not_at_all(void **state) {
    (void)state;
    clear_folder();
    write_file("a.xml", "old xml");
    write_file("a.json", "old json");
    qap_job *job = job_of(GUIDE);
    assert_int_equal(qap_job_output_file(job, "xml", "a.xml"), QAP_OK);
    assert_int_equal(qap_job_output_file(job, "pdf", "a.pdf"), QAP_OK);
    assert_int_equal(qap_job_output_file(job, "json", "nowhere/a.json"), QAP_OK);
    assert_int_equal(qap_job_run(job), QAP_OUTPUT);
    qap_job_free(job);
    assert_file("a.xml", "old xml");
    assert_int_equal(count_files(), 2);

    job = job_of(GUIDE);
    assert_int_equal(qap_job_output_file(job, "xml", "a.xml"), QAP_OK);
    assert_int_equal(qap_job_output_file(job, "json", "a.json"), QAP_OK);
    assert_int_equal(qap_job_run(job), QAP_OK);
    qap_job_free(job);
    assert_int_equal(count_files(), 2);
    struct stat st;
    assert_int_equal(stat("a.xml", &st), 0);
    assert_true(st.st_size > 100);
}

static void bad_inputs_say_why(void **state) {
    (void)state;
    clear_folder();
    static const char BINARY[] = "\x7F" "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0\1\0\0\0\0\0";
    static const struct {
        const char *bytes;
        size_t n;
        const char *code;
    } CASES[] = {{"", 0, "empty-input"}, {" \n\n", 3, "empty-input"}, {"Rain fell.\n", 11, "no-question"}, {BINARY, sizeof BINARY, "binary-input"}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        qap_job *job = qap_job_new();
        assert_int_equal(qap_job_input_memory(job, "in", CASES[i].bytes, CASES[i].n), QAP_OK);
        assert_int_equal(qap_job_output_file(job, "xml", "out.xml"), QAP_OK);
        assert_int_equal(qap_job_run(job), QAP_INPUT);
        assert_true(has_code(job, CASES[i].code));
        assert_int_equal(count_files(), 0);
        qap_job_free(job);
    }
    static const char *const PATHS[][2] = {{"missing.txt", "cannot-read"}, {".", "is-a-folder"}};
    for (size_t i = 0; i < 2; i++) {
        qap_job *job = qap_job_new();
        assert_int_equal(qap_job_input_file(job, PATHS[i][0]), QAP_OK);
        assert_int_equal(qap_job_run(job), QAP_INPUT);
        assert_string_equal(code_at(job, 0), PATHS[i][1]);
        assert_string_equal(qap_job_diagnostic(job, 0)->file, PATHS[i][0]);
        qap_job_free(job);
    }
}

static void wrong_calls_are_refused(void **state) {
    (void)state;
    static const char *const WRONG[][2] = {
        {"no-such-option", "1"}, {"from", "poem"}, {"encoding", "wingdings"}, {"paper", "a99"}, {"paper", "0x0mm"}, {"meta", "no equals sign"},
        {"meta", "=value"}, {"meta", "date=soon"}, {"meta", "date=2023-02-29"}, {"no-repair", "no-such-rule"}, {"marker", "question"}, {"marker", "quest=Ask"}, {"marker", "answer= "},
        {"no-repair", "cannot-read"}, {"jobs", "-1"}, {"jobs", ""}, {"epoch", "tomorrow"}, {"timeout", "1s"}};
    qap_job *job = qap_job_new();
    assert_string_equal(qap_job_error(job), "");
    assert_int_equal(qap_job_run(job), QAP_USAGE);
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        assert_int_equal(qap_job_set(job, WRONG[i][0], WRONG[i][1]), QAP_USAGE);
        assert_string_not_equal(qap_job_error(job), "");
    }
    static const char *const RIGHT[][2] = {
        {"from", "tagged"}, {"from", ""}, {"encoding", "KOI8-R"}, {"encoding", ""}, {"paper", "A5"}, {"paper", "150mmx220mm"}, {"paper", "6x9in"}, {"meta", "date=2024-02-29"},
        {"meta", "title=a=b"}, {"meta", "x="}, {"no-repair", "all"}, {"no-repair", "run-in-list"}, {"marker", "question=Ask"}, {"jobs", "4"}, {"epoch", "0"}};
    for (size_t i = 0; i < sizeof RIGHT / sizeof *RIGHT; i++) assert_int_equal(qap_job_set(job, RIGHT[i][0], RIGHT[i][1]), QAP_OK);
    assert_int_equal(qap_job_output_memory(job, "docx"), QAP_USAGE);
    assert_int_equal(qap_job_output_file(job, "pdf", ""), QAP_USAGE);
    assert_int_equal(qap_job_output_callback(job, "pdf", NULL, NULL), QAP_USAGE);
    assert_int_equal(qap_job_input_memory(job, "in", NULL, 5), QAP_USAGE);
    qap_job_free(job);
    qap_job_free(NULL);
}

static char *pdf_text(const char *option, const char *value, size_t *n) {
    qap_job *job = job_of(GUIDE);
    if (option) assert_int_equal(qap_job_set(job, option, value), QAP_OK);
    assert_int_equal(qap_job_output_memory(job, "pdf"), QAP_OK);
    assert_int_equal(qap_job_run(job), QAP_OK);
    const void *bytes = qap_job_output_bytes(job, "pdf", n);
    char *copy = malloc(*n);
    memcpy(copy, bytes, *n);
    qap_job_free(job);
    return copy;
}

static void options_reach_the_book(void **state) {
    (void)state;
    static const char *const OTHER[][2] = {{"paper", "a5"}, {"meta", "title=Another"}, {"meta", "author=Someone"}, {"epoch", "1700000000"}, {"meta", "date=2001-02-03"}};
    size_t n, m;
    char *plain = pdf_text(NULL, NULL, &n);
    for (size_t i = 0; i < sizeof OTHER / sizeof *OTHER; i++) {
        char *other = pdf_text(OTHER[i][0], OTHER[i][1], &m);
        assert_false(n == m && memcmp(plain, other, n) == 0);
        free(other);
    }
    char *threads = pdf_text("jobs", "3", &m);
    assert_int_equal(n, m);
    assert_memory_equal(plain, threads, n);
    free(threads);
    free(plain);
}

static void styles_are_names_or_files(void **state) {
    (void)state;
    clear_folder();
    size_t n, m;
    char *plain = pdf_text(NULL, NULL, &n), *grey = pdf_text("style", "grey", &m);
    assert_false(n == m && memcmp(plain, grey, n) == 0);
    write_file("my.yaml", "page: {margin-top: 30mm}\n");
    char *mine = pdf_text("style", "my.yaml", &m);
    assert_false(n == m && memcmp(plain, mine, n) == 0);
    free(mine);
    free(grey);
    free(plain);
    write_file("bad.yaml", "page:\n  margin-top: wide\n");
    qap_job *job = job_of(GUIDE);
    assert_int_equal(qap_job_set(job, "style", "bad.yaml"), QAP_OK);
    assert_int_equal(qap_job_output_file(job, "pdf", "out.pdf"), QAP_OK);
    assert_int_equal(qap_job_run(job), QAP_INPUT);
    assert_true(has_code(job, "style-value"));
    const qap_diagnostic *last = qap_job_diagnostic(job, qap_job_diagnostic_count(job) - 1);
    assert_string_equal(last->file, "bad.yaml");
    assert_int_equal(last->line, 2);
    assert_int_equal(count_files(), 2);
    qap_job_free(job);
}

static void the_printed_style_reads_back(void **state) {
    (void)state;
    clear_folder();
    qap_job *job = qap_job_new();
    size_t n = 0;
    assert_int_equal(qap_job_set(job, "style", "grey"), QAP_OK);
    assert_int_equal(qap_job_print_style(job, gather, &n), QAP_OK);
    assert_true(n > 500);
    assert_int_equal(qap_job_print_style(job, gather, &n), QAP_USAGE);
    qap_job_free(job);
    job = qap_job_new();
    assert_int_equal(qap_job_set(job, "style", "nowhere.yaml"), QAP_OK);
    assert_int_equal(qap_job_print_style(job, gather, &n), QAP_INPUT);
    assert_true(has_code(job, "cannot-read"));
    qap_job_free(job);
}

static void standards_are_claimed(void **state) {
    (void)state;
    size_t n, m, none, source;
    free(pdf_text(NULL, NULL, &n));
    free(pdf_text("pdf-standard", "a-2a,ua-1", &m));
    free(pdf_text("pdf-standard", "none", &none));
    free(pdf_text("pdf-standard", "a-3a,ua-1", &source));
    assert_int_equal(n, m);
    assert_true(none < n && n < source);
    qap_job *job = job_of(GUIDE);
    assert_int_equal(qap_job_set(job, "pdf-standard", "a-9z"), QAP_USAGE);
    assert_int_equal(qap_job_set(job, "pdf-standard", ""), QAP_USAGE);
    qap_job_free(job);
}

static void meta_overrides(void **state) {
    (void)state;
    qap_job *job = job_of(GUIDE);
    assert_int_equal(qap_job_set(job, "meta", "title=A & B"), QAP_OK);
    assert_int_equal(qap_job_set(job, "meta", "author=One"), QAP_OK);
    assert_int_equal(qap_job_set(job, "meta", "author=Two"), QAP_OK);
    assert_int_equal(qap_job_set(job, "meta", "publisher=P"), QAP_OK);
    assert_int_equal(qap_job_output_memory(job, "xml"), QAP_OK);
    assert_int_equal(qap_job_run(job), QAP_OK);
    size_t n;
    const char *xml = qap_job_output_bytes(job, "xml", &n);
    char *text = strndup(xml, n);
    assert_non_null(strstr(text, "<title>A &amp; B</title>\n    <author>One</author>\n    <author>Two</author>\n    <field name=\"publisher\">P</field>"));
    assert_string_equal(qap_job_summary(job)->title, "A & B");
    free(text);
    qap_job_free(job);
}

static void several_inputs_become_one_book(void **state) {
    (void)state;
    qap_job *job = job_of(GUIDE);
    assert_int_equal(qap_job_input_memory(job, "second.txt", GUIDE, strlen(GUIDE)), QAP_OK);
    assert_int_equal(qap_job_output_memory(job, "xml"), QAP_OK);
    assert_int_equal(qap_job_output_memory(job, "pdf"), QAP_OK);
    assert_int_equal(qap_job_run(job), QAP_OK);
    assert_int_equal(qap_job_summary(job)->questions, 4);
    assert_int_equal(qap_job_summary(job)->sections, 2);
    size_t n;
    const char *xml = qap_job_output_bytes(job, "xml", &n);
    char *text = strndup(xml, n);
    const char *first = strstr(text, "number=\"1.1\""), *second = strstr(text, "number=\"2.1\""); /* both had the number 1 */
    assert_non_null(first);
    assert_non_null(second);
    assert_null(strstr(first + 1, "number=\"1.1\""));
    assert_null(strstr(second + 1, "number=\"2.1\""));
    free(text);
    qap_job_free(job);
}

static void a_cancelled_job_writes_nothing(void **state) {
    (void)state;
    clear_folder();
    qap_job *job = job_of(GUIDE);
    assert_int_equal(qap_job_output_file(job, "xml", "a.xml"), QAP_OK);
    qap_job_cancel(job);
    assert_int_equal(qap_job_run(job), QAP_CANCELLED);
    assert_int_equal(count_files(), 0);
    qap_job_free(job);
}

static void *make_pdf(void *context) {
    return pdf_text(NULL, NULL, context);
}

static void jobs_run_in_parallel(void **state) {
    (void)state;
    enum { N = 4 };
    pthread_t threads[N];
    size_t sizes[N];
    void *bytes[N];
    for (int i = 0; i < N; i++) assert_int_equal(pthread_create(&threads[i], NULL, make_pdf, &sizes[i]), 0);
    for (int i = 0; i < N; i++) pthread_join(threads[i], &bytes[i]);
    for (int i = 0; i < N; i++) {
        assert_int_equal(sizes[i], sizes[0]);
        assert_memory_equal(bytes[i], bytes[0], sizes[0]);
    }
    for (int i = 0; i < N; i++) free(bytes[i]);
}

static const qap_setting *setting_of(const qap_job *job, const char *name, const char *value) {
    const qap_setting *s;
    for (size_t i = 0; (s = qap_job_setting(job, i)) != NULL; i++)
        if (strcmp(s->name, name) == 0 && (!value || strcmp(s->value, value) == 0)) return s;
    return NULL;
}

/* Default, front matter, option: each outweighs those before it, in whatever order they are said. */
static void what_holds_is_told(void **state) {
    (void)state;
    static const char TEXT[] = "---\ntitle: Own\nauthor: [A, B]\nqapress:\n  paper: a5\n  answers: end\n---\nQ1. What?\nA: That.\n";
    qap_job *job = job_of(TEXT);
    assert_null(qap_job_setting(job, 0));
    assert_int_equal(qap_job_set(job, "answers", "none"), QAP_OK);
    assert_int_equal(qap_job_set_default(job, "answers", "inline"), QAP_OK);
    assert_int_equal(qap_job_set_default(job, "paper", "a6"), QAP_OK);
    assert_int_equal(qap_job_set_default(job, "meta", "title=Unused"), QAP_OK);
    assert_int_equal(qap_job_set_default(job, "meta", "publisher=P"), QAP_OK);
    assert_int_equal(qap_job_set_default(job, "no-repair", "run-in-list"), QAP_OK);
    assert_int_equal(qap_job_set(job, "no-repair", "hard-wrap"), QAP_OK);
    assert_int_equal(qap_job_set_default(job, "answers", "nowhere"), QAP_USAGE);
    assert_int_equal(qap_job_set_default(job, "nothing", "x"), QAP_USAGE);
    assert_int_equal(qap_job_run(job), QAP_OK);
    assert_int_equal(setting_of(job, "answers", NULL)->origin, QAP_BY_OPTION);
    assert_string_equal(setting_of(job, "answers", NULL)->value, "none");
    const qap_setting *paper = setting_of(job, "paper", NULL);
    assert_int_equal(paper->origin, QAP_BY_FRONT_MATTER);
    assert_int_equal(paper->line, 5);
    assert_string_equal(paper->value, "a5");
    assert_int_equal(setting_of(job, "meta", "publisher=P")->origin, QAP_BY_DEFAULT);
    assert_int_equal(setting_of(job, "meta", "title=Own")->line, 2);
    assert_non_null(setting_of(job, "meta", "author=A"));
    assert_non_null(setting_of(job, "meta", "author=B"));
    assert_null(setting_of(job, "meta", "title=Unused"));
    assert_non_null(setting_of(job, "no-repair", "run-in-list"));
    assert_non_null(setting_of(job, "no-repair", "hard-wrap"));
    assert_int_equal(qap_job_set_default(job, "paper", "a4"), QAP_USAGE);
    assert_string_equal(qap_job_summary(job)->title, "Own");
    qap_job_free(job);
}

static size_t told(const qap_job *job, const char *part) {
    size_t n = 0;
    const qap_diagnostic *d;
    for (size_t i = 0; (d = qap_job_diagnostic(job, i)) != NULL; i++) n += strstr(d->message, part) != NULL;
    return n;
}

/* An author of both is one author of the book; what the second says of the book's look is told not to hold. */
static void of_a_merged_book_the_first_decides(void **state) {
    (void)state;
    static const char FIRST[] = "---\nauthor: [A, B]\nqapress: {paper: a5}\n---\nQ1. What?\nA: That.\n";
    static const char SECOND[] = "---\nauthor: [B, C]\nqapress: {paper: a6}\n---\nQ1. Why?\nA: So.\n";
    qap_job *job = job_of(FIRST);
    assert_int_equal(qap_job_input_memory(job, "second.txt", SECOND, sizeof SECOND - 1), QAP_OK);
    assert_int_equal(qap_job_output_memory(job, "xml"), QAP_OK);
    assert_int_equal(qap_job_run(job), QAP_OK);
    size_t size;
    const char *bytes = qap_job_output_bytes(job, "xml", &size);
    char *xml = strndup(bytes, size);
    assert_non_null(xml);
    const char *author = strstr(xml, "<author>B</author>");
    assert_non_null(author);
    assert_null(strstr(author + 1, "<author>B</author>"));
    assert_non_null(strstr(author, "<author>C</author>"));
    free(xml);
    assert_string_equal(setting_of(job, "paper", NULL)->value, "a5");
    assert_int_equal(told(job, "of a merged book only the first text's options hold"), 1);
    qap_job_free(job);
}

/* A text cannot ask for a file that nobody has named. */
static void a_text_makes_no_second_file(void **state) {
    (void)state;
    qap_job *job = job_of("---\nqapress: {answers: separate}\n---\nQ1. What?\nA: That.\n");
    assert_int_equal(qap_job_run(job), QAP_OK);
    assert_int_equal(told(job, "'separate' is for the command line"), 1);
    assert_null(setting_of(job, "answers", NULL));
    qap_job_free(job);
}

/* The files that a book was made of, those that were looked for in vain too. */
static void files_are_told(void **state) {
    (void)state;
    clear_folder();
    write_file("guide.txt", "Q1. What?\nA: See ![x](gone.png) and ![y](../out.png).\n");
    write_file("own.css", "p { color: #123456 }\n");
    qap_job *job = qap_job_new();
    assert_int_equal(qap_job_input_file(job, "guide.txt"), QAP_OK);
    assert_int_equal(qap_job_set(job, "css", "own.css"), QAP_OK);
    assert_int_equal(qap_job_output_memory(job, "html"), QAP_OK);
    assert_int_equal(qap_job_run(job), QAP_OK);
    static const char *const EXPECTED[] = {"guide.txt", "own.css", "gone.png"};
    for (size_t i = 0; i < 3; i++) assert_string_equal(qap_job_file(job, i), EXPECTED[i]);
    assert_null(qap_job_file(job, 3));
    qap_job_free(job);
    job = qap_job_new();
    assert_int_equal(qap_job_input_file(job, "nowhere.txt"), QAP_OK);
    assert_int_equal(qap_job_run(job), QAP_INPUT);
    assert_string_equal(qap_job_file(job, 0), "nowhere.txt");
    qap_job_free(job);
}

static void tables_end(void **state) {
    (void)state;
    size_t n = 0;
    while (qap_format(n)) assert_int_equal(qap_format(n++)->extension[0], '.');
    assert_true(n >= 3);
    assert_string_equal(qap_format(0)->name, "pdf");
    for (n = 0; qap_option(n); n++) assert_string_not_equal(qap_option(n)->text, "");
    for (n = 0; qap_code_name(n); n++) assert_string_not_equal(qap_code_text(n), "");
    const char *version = NULL;
    for (n = 0; qap_library(n, &version); n++) assert_string_not_equal(version, "");
    assert_true(n > 0);
    assert_non_null(strchr(qap_version(), '.'));
    assert_string_equal(qap_status_name(QAP_OK), "ok");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_to_memory),
        cmocka_unit_test(to_a_callback),
        cmocka_unit_test(files_appear_together_or_not_at_all),
        cmocka_unit_test(bad_inputs_say_why),
        cmocka_unit_test(wrong_calls_are_refused),
        cmocka_unit_test(options_reach_the_book),
        cmocka_unit_test(styles_are_names_or_files),
        cmocka_unit_test(the_printed_style_reads_back),
        cmocka_unit_test(standards_are_claimed),
        cmocka_unit_test(meta_overrides),
        cmocka_unit_test(several_inputs_become_one_book),
        cmocka_unit_test(a_cancelled_job_writes_nothing),
        cmocka_unit_test(jobs_run_in_parallel),
        cmocka_unit_test(what_holds_is_told),
        cmocka_unit_test(of_a_merged_book_the_first_decides),
        cmocka_unit_test(a_text_makes_no_second_file),
        cmocka_unit_test(files_are_told),
        cmocka_unit_test(tables_end),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
