#include "read/page_data.h"

#include "base/buf.h"
#include "base/utf8.h"

enum { DEEPEST = 64, ATTRIBUTES = 200 };

/* An object of JSON that is open. */
struct object {
    bool question; /* "@type": "Question" */
    str name;      /* the value of "name", as written */
};

struct scan {
    str json;
    size_t at;
    struct object open[DEEPEST];
    size_t depth;     /* objects and arrays that are open; those beyond DEEPEST are not looked at */
    struct buf text;  /* scratch: a name without its escapes */
    struct tally *names;
    size_t questions;
    bool failed;
};

/* --- strings ----------------------------------------------------------------------------------------------------- */

/* The string whose first quote is at s->at, without its quotes; stands behind it afterwards. */
static str take_string(struct scan *s) {
    size_t from = ++s->at;
    while (s->at < s->json.n && s->json.p[s->at] != '"') s->at += s->json.p[s->at] == '\\' ? 2 : 1;
    if (s->at > s->json.n) s->at = s->json.n;
    str value = str_sub(s->json, from, s->at);
    if (s->at < s->json.n) s->at++;
    return value;
}

static uint32_t hex(str t, size_t at) {
    uint32_t value = 0;
    for (size_t i = at; i < at + 4 && i < t.n; i++)
        value = value << 4 | (uint32_t)(char_is_digit(t.p[i]) ? t.p[i] - '0' : (t.p[i] | 0x20) - 'a' + 10) % 16;
    return value;
}

/* The string's text. A surrogate pair is of no use to a key and becomes nothing. */
static str unescaped(struct scan *s, str value) {
    buf_release(&s->text);
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] != '\\' || i + 1 == value.n) {
            buf_put_char(&s->text, value.p[i]);
            continue;
        }
        char c = value.p[++i], bytes[4];
        if (c == 'u') {
            uint32_t code = hex(value, i + 1);
            if (code < 0xD800 || code > 0xDFFF) buf_put(&s->text, str_of(bytes, utf8_encode(code, bytes)));
            i += 4;
        } else {
            buf_put_char(&s->text, c == 'n' || c == 't' || c == 'r' ? ' ' : c);
        }
    }
    s->failed |= s->text.failed;
    return buf_str(&s->text);
}

/* --- objects ------------------------------------------------------------------------------------------------------ */

static void close_object(struct scan *s) {
    if (s->depth == 0) return;
    s->depth--;
    if (s->depth >= DEEPEST || !s->open[s->depth].question || !s->open[s->depth].name.n) return;
    uint64_t key = text_key(unescaped(s, s->open[s->depth].name));
    s->questions++;
    if (key && !tally_at(s->names, key)) s->failed = true;
}

/* "key": "value" within the open object; a key without a string for a value is left to the scan. */
static void take_member(struct scan *s) {
    str key = take_string(s);
    size_t next = s->at;
    while (next < s->json.n && (char_is_space(s->json.p[next]) || s->json.p[next] == ':')) next++;
    if (next >= s->json.n || s->json.p[next] != '"' || next == s->at) return;
    s->at = next;
    str value = take_string(s);
    if (s->depth == 0 || s->depth > DEEPEST) return;
    struct object *o = &s->open[s->depth - 1];
    if (str_eq(key, STR("@type"))) o->question = str_eq(value, STR("Question"));
    else if (str_eq(key, STR("name"))) o->name = value;
}

static void scan_json(struct scan *s) {
    while (s->at < s->json.n && !s->failed) {
        char c = s->json.p[s->at];
        if (c == '"') {
            take_member(s);
            continue;
        }
        if (c == '{' || c == '[') {
            if (s->depth < DEEPEST) s->open[s->depth] = (struct object){0};
            s->depth++;
        } else if (c == '}' || c == ']') {
            close_object(s);
        }
        s->at++;
    }
}

/* --- the page ------------------------------------------------------------------------------------------------------ */

/* The next script of JSON-LD at or after *at: what it holds. */
static bool next_script(str page, size_t *at, str *json) {
    size_t type = str_find(page, STR("application/ld+json"), *at);
    if (type == SIZE_MAX) return false;
    size_t from = str_find_char(str_sub(page, 0, type + ATTRIBUTES), '>', type);
    size_t to = from == SIZE_MAX ? from : str_find(page, STR("</script"), from);
    *json = to == SIZE_MAX ? (str){0} : str_sub(page, from + 1, to);
    *at = to == SIZE_MAX ? type + 1 : to;
    return true;
}

bool page_data_find(struct reader *reader, struct page_data *out) {
    struct scan s = {.names = &out->names};
    size_t at = 0;
    str json;
    buf_init(&s.text);
    while (!s.failed && next_script(reader->text, &at, &json)) {
        s.json = json;
        s.at = s.depth = s.questions = 0;
        scan_json(&s);
        if (s.questions == 0 || s.failed) continue;
        buf_release(&s.text);
        buf_put_uint(&s.text, s.questions);
        s.failed |= s.text.failed;
        if (!s.failed) diag_add1(reader->diags, DIAG_PAGE_DATA, reader_span(reader, str_sub(json, 0, 1)), buf_str(&s.text));
    }
    buf_release(&s.text);
    return !s.failed;
}

void page_data_mark(const struct page_data *data, const struct line *lines, struct mark *marks, size_t n) {
    for (size_t i = 0; i < n && data->names.n; i++) {
        if (!marks[i].key || (lines[i].flags & (LINE_BLANK | LINE_CODE)) || !tally_find(&data->names, marks[i].key)) continue;
        marks[i].flags |= MARK_LISTED;
        marks[i].like = 2;
    }
}

void page_data_release(struct page_data *data) { tally_release(&data->names); }
