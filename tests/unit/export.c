/* export: a tree of every kind as XML and JSON: well-formed, valid by the schema, the same in both. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <libxml/parser.h>
#include <libxml/relaxng.h>

#include "base/buf.h"
#include "export/export.h"

static bool take(struct sink *sink, str bytes) {
    buf_put(sink->context, bytes);
    return true;
}

static bool refuse(struct sink *sink, str bytes) {
    (void)bytes;
    sink->error = ENOSPC;
    return false;
}

static struct node *add(struct document *doc, struct node *parent, enum node_kind kind) {
    return node_append(parent, node_new(doc, kind, 7));
}

static struct node *add_text(struct document *doc, struct node *parent, const char *text) {
    return node_append_text(doc, parent, str_from(text), 7);
}

static struct node *add_p(struct document *doc, struct node *parent, const char *text) {
    struct node *p = add(doc, parent, NODE_P);
    add_text(doc, p, text);
    return p;
}

static void add_inlines(struct document *doc, struct node *p) {
    static const enum node_kind WRAPS[] = {NODE_EM, NODE_STRONG, NODE_DEL, NODE_SUB, NODE_SUP, NODE_A};
    for (size_t i = 0; i < sizeof WRAPS / sizeof *WRAPS; i++) {
        struct node *n = add(doc, p, WRAPS[i]);
        if (WRAPS[i] == NODE_A) n->u.href = STR("https://example.org/?a=1&b=\"2\"");
        add_text(doc, n, "in it");
        add_text(doc, p, " between ");
    }
    add(doc, p, NODE_BR);
    add(doc, p, NODE_CODE)->u.text = STR("a < b && *c > \"d\"");
    struct node *img = add(doc, p, NODE_IMG);
    *img->u.image = (struct image){STR("a.png"), STR("two\nlines\tand a tab"), STR("T")};
}

static void add_table(struct document *doc, struct node *parent) {
    struct node *table = add(doc, parent, NODE_TABLE);
    struct node *row = add(doc, add(doc, table, NODE_THEAD), NODE_TR);
    for (int i = ALIGN_NONE; i <= ALIGN_RIGHT; i++) {
        struct node *th = add(doc, row, NODE_TH);
        th->align = (uint8_t)i;
        add_text(doc, th, "head");
    }
    row = add(doc, add(doc, table, NODE_TBODY), NODE_TR);
    add_text(doc, add(doc, row, NODE_TD), "cell");
}

static void add_blocks(struct document *doc, struct node *parent) {
    add_inlines(doc, add_p(doc, parent, "ill-formed \xFF, control \x01, \xEF\xBF\xBF, ]]> and CR \r."));
    struct node *h = add(doc, parent, NODE_HEADING);
    h->level = 3;
    add_text(doc, h, "Below");
    struct node *pre = add(doc, parent, NODE_PRE);
    pre->u.pre->text = STR("if a:\n\treturn \"\\x\"");
    pre->u.pre->lang = STR("python");
    add(doc, parent, NODE_PRE);
    struct node *ol = add(doc, parent, NODE_OL);
    ol->u.start = 3;
    ol->tight = true;
    add_p(doc, add(doc, ol, NODE_LI), "three");
    struct node *ul = add(doc, add(doc, ol, NODE_LI), NODE_UL);
    for (uint8_t task = 0; task < 3; task++) {
        struct node *li = add(doc, ul, NODE_LI);
        li->u.task = task;
        add_p(doc, li, "item");
    }
    add_p(doc, add(doc, parent, NODE_BLOCKQUOTE), "quoted");
    add_table(doc, parent);
    add(doc, parent, NODE_HR);
}

static struct node *add_entry(struct document *doc, struct node *parent) {
    struct node *entry = add(doc, parent, NODE_ENTRY);
    entry->u.entry->number = STR("1.1");
    entry->u.entry->label = STR("Q1.1");
    entry->u.entry->topic = STR("trees");
    entry->u.entry->difficulty = STR("hard");
    struct node *question = add(doc, entry, NODE_QUESTION);
    question->u.speaker = STR("Terry");
    add_text(doc, question, "What is ");
    add_text(doc, question, "\xC3\xA9t\xC3\xA9 <here>?");
    add_p(doc, add(doc, entry, NODE_PROMPT), "Look at this.");
    struct node *choices = add(doc, entry, NODE_CHOICES);
    struct node *choice = add(doc, choices, NODE_CHOICE);
    choice->u.choice->label = STR("A");
    add_text(doc, choice, "inline");
    for (int i = 0; i < 2; i++) add(doc, choice, NODE_TEXT)->u.text = STR(" and more"); /* neighbours are one text */
    choice = add(doc, choices, NODE_CHOICE);
    choice->u.choice->label = STR("B");
    choice->u.choice->correct = true;
    add_p(doc, choice, "a block");
    add_blocks(doc, add(doc, entry, NODE_ANSWER));
    return entry;
}

static void make(struct document *doc) {
    document_init(doc);
    doc->title = STR("Trees & \"forests\"");
    doc->subtitle = STR("A <guide>");
    doc->date = STR("2020-01-02");
    doc->shape = STR("tagged");
    assert_true(meta_add(doc, STR("publisher"), STR("P")));
    assert_true(meta_add(doc, STR("author"), STR("One")));
    assert_true(meta_add(doc, STR("author"), STR("Two")));
    add_blocks(doc, add(doc, doc->root, NODE_FRONT));
    struct node *division = add(doc, doc->root, NODE_DIVISION);
    division->u.division->kind = STR("part");
    division->u.division->label = STR("PART 1");
    division->u.division->number = STR("1");
    add_text(doc, add(doc, division, NODE_TITLE), "Python & FastAPI");
    add_p(doc, division, "Between.");
    add_entry(doc, division);
    add_entry(doc, add(doc, division, NODE_DIVISION));
    assert_true(tree_finish(doc));
    assert_null(tree_check(doc));
}

static struct buf written(const struct document *doc, enum status (*export)(const struct document *, struct sink *)) {
    struct buf out;
    buf_init(&out);
    struct sink sink = {.write = take, .fd = -1, .context = &out};
    assert_int_equal(export(doc, &sink), STATUS_OK);
    return out;
}

static int validate(xmlDocPtr xml) {
    xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewParserCtxt(TEST_SOURCE_DIR "/src/export/tree.rng");
    xmlRelaxNGPtr schema = xmlRelaxNGParse(parser);
    assert_non_null(schema);
    xmlRelaxNGValidCtxtPtr valid = xmlRelaxNGNewValidCtxt(schema);
    int result = xmlRelaxNGValidateDoc(valid, xml);
    xmlRelaxNGFreeValidCtxt(valid);
    xmlRelaxNGFree(schema);
    xmlRelaxNGFreeParserCtxt(parser);
    return result;
}

static void xml_is_valid_by_the_schema(void **state) {
    (void)state;
    struct document doc;
    make(&doc);
    struct buf out = written(&doc, export_xml);
    xmlDocPtr xml = xmlReadMemory(out.p, (int)out.n, "tree.xml", NULL, XML_PARSE_NONET);
    assert_non_null(xml);
    assert_int_equal(validate(xml), 0);
    /* The check can fail: an unknown element is refused. */
    xmlNewChild(xmlDocGetRootElement(xml), NULL, (const xmlChar *)"chapter", NULL);
    assert_int_not_equal(validate(xml), 0);
    xmlFreeDoc(xml);
    buf_release(&out);
    document_release(&doc);
}

/* The XML as the JSON should be: element by element, blanks between elements gone. */
static void json_string(struct buf *out, const char *s) {
    buf_put_char(out, '"');
    for (; *s; s++) {
        if (*s == '"' || *s == '\\') buf_put_char(out, '\\');
        if (*s == '\n') buf_put(out, STR("\\n"));
        else if (*s == '\r') buf_put(out, STR("\\r"));
        else if (*s == '\t') buf_put(out, STR("\\t"));
        else buf_put_char(out, *s);
    }
    buf_put_char(out, '"');
}

static bool is_bare(const char *name, const char *value) {
    static const char *const BARE[] = {"level", "line", "start"};
    for (size_t i = 0; i < sizeof BARE / sizeof *BARE; i++)
        if (strcmp(name, BARE[i]) == 0) return true;
    return strcmp(value, "true") == 0;
}

static bool blank_between(const xmlNode *n) {
    if (n->type != XML_TEXT_NODE || !xmlIsBlankNode(n)) return false;
    for (const xmlNode *s = n->parent->children; s; s = s->next)
        if (s->type == XML_TEXT_NODE && !xmlIsBlankNode(s)) return false;
    return strchr((const char *)n->content, '\n') != NULL;
}

static void json_of(const xmlNode *n, struct buf *out) {
    if (n->type == XML_TEXT_NODE) {
        json_string(out, (const char *)n->content);
        return;
    }
    buf_printf(out, "{\"type\":\"%s\"", n->name);
    for (const xmlAttr *a = n->properties; a; a = a->next) {
        const char *value = (const char *)a->children->content;
        buf_printf(out, ",\"%s\":", a->name);
        if (is_bare((const char *)a->name, value)) buf_put(out, str_from(value));
        else json_string(out, value);
    }
    buf_put(out, STR(",\"children\":["));
    bool first = true;
    for (const xmlNode *c = n->children; c; c = c->next) {
        if (blank_between(c)) continue;
        if (!first) buf_put_char(out, ',');
        first = false;
        json_of(c, out);
    }
    buf_put(out, STR("]}"));
}

/* JSON without the blanks outside of strings. */
static struct buf compact(str json) {
    struct buf out;
    buf_init(&out);
    bool inside = false;
    for (size_t i = 0; i < json.n; i++) {
        if (!inside && char_is_space(json.p[i])) continue;
        if (json.p[i] == '"') inside = !inside;
        buf_put_char(&out, json.p[i]);
        if (inside && json.p[i] == '\\') buf_put_char(&out, json.p[++i]);
    }
    return out;
}

/* What XML cannot hold is compared apart: JSON keeps control characters, XML has U+FFFD. */
static void replace_control(struct buf *b) {
    struct buf out;
    buf_init(&out);
    for (size_t i = 0; i < b->n;) {
        str rest = str_drop(buf_str(b), i);
        bool control = str_starts(rest, STR("\\u0001")), nonchar = str_starts(rest, STR("\xEF\xBF\xBF"));
        if (control || nonchar) buf_put(&out, STR("\xEF\xBF\xBD"));
        else buf_put_char(&out, rest.p[0]);
        i += control ? 6 : nonchar ? 3 : 1;
    }
    buf_release(b);
    *b = out;
}

static void json_equals_xml(void **state) {
    (void)state;
    struct document doc;
    make(&doc);
    struct buf xml_bytes = written(&doc, export_xml), json_bytes = written(&doc, export_json), want;
    buf_init(&want);
    xmlDocPtr xml = xmlReadMemory(xml_bytes.p, (int)xml_bytes.n, "tree.xml", NULL, XML_PARSE_NONET);
    json_of(xmlDocGetRootElement(xml), &want);
    struct buf got = compact(buf_str(&json_bytes));
    replace_control(&got);
    buf_put_char(&want, '\0');
    buf_put_char(&got, '\0');
    assert_string_equal(got.p, want.p);
    xmlFreeDoc(xml);
    buf_release(&xml_bytes);
    buf_release(&json_bytes);
    buf_release(&want);
    buf_release(&got);
    document_release(&doc);
}

static void a_refused_write_is_told(void **state) {
    (void)state;
    struct document doc;
    make(&doc);
    struct sink sink = {.write = refuse, .fd = -1};
    assert_int_equal(export_xml(&doc, &sink), STATUS_OUTPUT);
    sink = (struct sink){.write = refuse, .fd = -1};
    assert_int_equal(export_json(&doc, &sink), STATUS_OUTPUT);
    document_release(&doc);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xml_is_valid_by_the_schema),
        cmocka_unit_test(json_equals_xml),
        cmocka_unit_test(a_refused_write_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
