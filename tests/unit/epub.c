/* The EPUB, re-read with libzip and libxml2: the container, well-formedness, references, the questions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <stdio.h>
#include <zip.h>

#include "base/base.h"
#include "base/words.h"
#include "epub/svg.h"
#include "epub/epub.h"

enum { MAX_FILES = 64 };

struct package {
    struct document doc;
    struct diags diags;
    struct buf bytes;
    zip_source_t *source;
    zip_t *zip;
    int n;
    const char *name[MAX_FILES];
    xmlDocPtr xml[MAX_FILES]; /* NULL for what is no XML */
};

static bool take(struct sink *sink, str bytes) {
    struct buf *b = sink->context;
    buf_put(b, bytes);
    return !b->failed;
}

static struct node *add(struct package *p, struct node *parent, enum node_kind kind) {
    return node_append(parent, node_new(&p->doc, kind, 1));
}

static struct node *paragraph(struct package *p, struct node *parent, const char *text) {
    struct node *n = add(p, parent, NODE_P);
    node_append_text(&p->doc, n, str_from(text), 1);
    return n;
}

static struct node *division(struct package *p, struct node *parent, const char *title, const char *kind) {
    struct node *n = add(p, parent, NODE_DIVISION);
    n->u.division->kind = str_from(kind);
    node_append_text(&p->doc, add(p, n, NODE_TITLE), str_from(title), 1);
    return n;
}

static struct node *entry(struct package *p, struct node *parent, const char *number, const char *question, const char *answer) {
    struct node *n = add(p, parent, NODE_ENTRY);
    n->u.entry->number = str_from(number);
    node_append_text(&p->doc, add(p, n, NODE_QUESTION), str_from(question), 1);
    paragraph(p, add(p, n, NODE_ANSWER), answer);
    return n;
}

/* A part with a loose table-like list between its title and its questions, code, a control character, a bad link. */
static void build(struct package *p) {
    *p = (struct package){0};
    document_init(&p->doc);
    diags_init(&p->diags);
    p->doc.title = STR("Guide <one> & only");
    p->doc.subtitle = STR("Second");
    meta_add(&p->doc, STR("author"), STR("A. Writer"));
    struct node *part = division(p, p->doc.root, "First", "part");
    struct node *list = add(p, part, NODE_UL);
    paragraph(p, add(p, list, NODE_LI), "loose one");
    paragraph(p, add(p, list, NODE_LI), "loose two");
    paragraph(p, part, "loose three");
    struct node *section = division(p, part, "Second", "section");
    entry(p, section, "1", "What is a < b && c?", "bell\x07 and nothing");
    struct node *n = entry(p, section, "1", "Again?", "Twice the same number.");
    struct node *pre = add(p, n->last, NODE_PRE);
    pre->u.pre->text = STR("def f():\n    \"\"\"a\n    b\"\"\"\n\n    return 1");
    pre->u.pre->lang = STR("python");
    struct node *link = add(p, paragraph(p, n->last, "see "), NODE_A);
    link->u.href = STR("javascript:alert(1)");
    node_append_text(&p->doc, link, STR("here"), 1);
    struct node *odd = add(p, n->last->first, NODE_A);
    odd->u.href = STR("https://example.org/a b{c}?d=%41%");
    node_append_text(&p->doc, odd, STR("odd"), 1);
    add(p, odd, NODE_IMG)->u.image->src = STR("https://example.org/i.png");
    assert_true(tree_finish(&p->doc));
}

static xmlDocPtr parse(struct package *p, const char *name, zip_uint64_t size) {
    size_t n = strlen(name);
    if (n > 4 && strcmp(name + n - 4, ".css") == 0) return NULL;
    if (strcmp(name, "mimetype") == 0) return NULL;
    char *text = malloc(size + 1);
    zip_file_t *f = zip_fopen(p->zip, name, 0);
    assert_non_null(text);
    assert_non_null(f);
    assert_int_equal(zip_fread(f, text, size), size);
    zip_fclose(f);
    xmlDocPtr xml = xmlReadMemory(text, (int)size, name, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    free(text);
    assert_non_null(xml);
    return xml;
}

static void open_package(struct package *p, const struct epub_options *options) {
    struct sink sink = {.write = take, .fd = -1, .context = &p->bytes};
    assert_int_equal(epub_write(&p->doc, options, &p->diags, &sink), STATUS_OK);
    p->source = zip_source_buffer_create(p->bytes.p, p->bytes.n, 0, NULL);
    p->zip = zip_open_from_source(p->source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
    assert_non_null(p->zip);
    p->n = (int)zip_get_num_entries(p->zip, 0);
    assert_in_range(p->n, 8, MAX_FILES);
    for (int i = 0; i < p->n; i++) {
        zip_stat_t st;
        assert_int_equal(zip_stat_index(p->zip, (zip_uint64_t)i, 0, &st), 0);
        p->name[i] = st.name;
        p->xml[i] = parse(p, st.name, st.size);
    }
}

static void release(struct package *p) {
    for (int i = 0; i < p->n; i++) xmlFreeDoc(p->xml[i]);
    if (p->zip) zip_discard(p->zip);
    buf_release(&p->bytes);
    diags_release(&p->diags);
    document_release(&p->doc);
}

/* Strings that an XPath expression over one file (or over all with index -1) gives, each ended by a newline. count()
 * counts those ends: ask it for attributes or for elements without line ends. */
static void query(const struct package *p, int index, const char *path, struct buf *out) {
    for (int i = 0; i < p->n; i++) {
        if (!p->xml[i] || (index >= 0 && i != index)) continue;
        xmlXPathContextPtr c = xmlXPathNewContext(p->xml[i]);
        xmlXPathObjectPtr found = xmlXPathEvalExpression(BAD_CAST path, c);
        assert_non_null(found);
        for (int k = 0; found->nodesetval && k < found->nodesetval->nodeNr; k++) {
            xmlChar *text = xmlNodeGetContent(found->nodesetval->nodeTab[k]);
            buf_put(out, str_from((const char *)text));
            buf_put_char(out, '\n');
            xmlFree(text);
        }
        xmlXPathFreeObject(found);
        xmlXPathFreeContext(c);
    }
}

static int count(const struct package *p, int index, const char *path) {
    struct buf found = {0};
    int n = 0;
    query(p, index, path, &found);
    for (size_t i = 0; i < found.n; i++) n += found.p[i] == '\n';
    buf_release(&found);
    return n;
}

static int find(const struct package *p, str name) {
    for (int i = 0; i < p->n; i++)
        if (str_ends(str_from(p->name[i]), name) && str_eq(str_sub(str_from(p->name[i]), 0, 5), STR("EPUB/")) &&
            strlen(p->name[i]) == name.n + 5)
            return i;
    return -1;
}

static void test_container(void **state) {
    (void)state;
    struct package p;
    build(&p);
    open_package(&p, &(struct epub_options){.time = 1700000000});
    assert_string_equal(p.name[0], "mimetype");
    zip_stat_t st;
    zip_stat_index(p.zip, 0, 0, &st);
    assert_int_equal(st.comp_method, ZIP_CM_STORE);
    assert_memory_equal(p.bytes.p + 30, "mimetypeapplication/epub+zip", 28);
    assert_string_equal(p.name[1], "META-INF/container.xml");
    release(&p);
}

static void test_manifest_and_files_agree(void **state) {
    (void)state;
    struct package p;
    build(&p);
    open_package(&p, &(struct epub_options){0});
    int opf = find(&p, STR("package.opf"));
    struct buf hrefs = {0};
    query(&p, opf, "//*[local-name()='item']/@href", &hrefs);
    int items = 0;
    for (size_t at = 0; at < hrefs.n; items++) {
        size_t end = str_find_char(buf_str(&hrefs), '\n', at);
        assert_true(find(&p, str_sub(buf_str(&hrefs), at, end)) >= 0);
        at = end + 1;
    }
    assert_int_equal(items, p.n - 3); /* mimetype, container.xml, package.opf */
    assert_int_equal(count(&p, opf, "//*[local-name()='itemref'][@idref=//*[local-name()='item']/@id]"),
                     count(&p, opf, "//*[local-name()='itemref']"));
    buf_release(&hrefs);
    release(&p);
}

static void check_target(const struct package *p, str href) {
    size_t hash = str_find_char(href, '#', 0);
    int file = find(p, str_sub(href, 0, hash));
    char path[160];
    assert_true(file >= 0);
    if (hash == SIZE_MAX) return;
    str id = str_drop(href, hash + 1);
    snprintf(path, sizeof path, "//@id[.='%.*s']", STR_ARG(id));
    assert_int_equal(count(p, file, path), 1);
}

static void test_links_resolve(void **state) {
    (void)state;
    struct package p;
    struct buf hrefs = {0};
    build(&p);
    open_package(&p, &(struct epub_options){0});
    query(&p, find(&p, STR("nav.xhtml")), "//*[local-name()='a']/@href", &hrefs);
    query(&p, find(&p, STR("toc.ncx")), "//@src", &hrefs);
    assert_true(hrefs.n > 0);
    for (size_t at = 0, end; at < hrefs.n; at = end + 1) {
        end = str_find_char(buf_str(&hrefs), '\n', at);
        check_target(&p, str_sub(buf_str(&hrefs), at, end));
    }
    assert_int_equal(count(&p, -1, "//@href[starts-with(., 'javascript')]"), 0);
    assert_int_equal(count(&p, -1, "//@href[. = 'https://example.org/a%20b%7Bc%7D?d=%41%25']"), 1);
    assert_int_equal(count(&p, -1, "//*[local-name()='a']//*[local-name()='a']"), 0);
    assert_int_equal(count(&p, -1, "//@id[. = ../following::*/@id]"), 0);
    buf_release(&hrefs);
    release(&p);
}

static void test_text_is_whole(void **state) {
    (void)state;
    struct package p;
    struct buf text = {0};
    build(&p);
    open_package(&p, &(struct epub_options){0});
    assert_int_equal(count(&p, -1, "//@class[.='qna']"), p.doc.entries);
    query(&p, -1, "//*[local-name()='h2'][parent::*[@class='question']]", &text);
    query(&p, -1, "//*[local-name()='li'][not(ancestor::*[local-name()='nav'])]", &text);
    query(&p, -1, "//*[@class='answer']/*[local-name()='p'][1]", &text);
    query(&p, -1, "//*[local-name()='pre']", &text);
    buf_put_char(&text, '\0');
    assert_string_equal(text.p, "1 What is a < b && c?\n1 Again?\nloose one\nloose two\nbell and nothing\n"
                                "Twice the same number.oddhttps://example.org/i.png\ndef f():\n    \"\"\"a\n    b\"\"\"\n\n    return 1\n");
    assert_int_equal(count(&p, -1, "//@class[starts-with(., 'l')][not(starts-with(., 'label'))]"), 5);
    assert_int_equal(count(&p, -1, "//*[local-name()='p'][.='loose three']"), 1);
    buf_release(&text);
    release(&p);
}

static void test_same_bytes(void **state) {
    (void)state;
    struct package a, b;
    build(&a);
    build(&b);
    open_package(&a, &(struct epub_options){.time = 1700000000, .jobs = 1});
    open_package(&b, &(struct epub_options){.time = 1700000000, .jobs = 4});
    assert_int_equal(a.bytes.n, b.bytes.n);
    assert_memory_equal(a.bytes.p, b.bytes.p, a.bytes.n);
    release(&a);
    release(&b);
}

static void test_right_to_left(void **state) {
    (void)state;
    struct package p;
    build(&p);
    p.doc.lang = STR("ar");
    open_package(&p, &(struct epub_options){0});
    int opf = find(&p, STR("package.opf"));
    assert_int_equal(count(&p, opf, "/*[@dir='rtl']//@page-progression-direction[.='rtl']"), 1);
    assert_int_equal(count(&p, find(&p, STR("section-1.xhtml")), "/*[@dir='rtl'][@lang='ar']"), 1);
    assert_int_equal(count(&p, -1, "//*[local-name()='pre']/@dir[.='ltr']"), 1);
    assert_int_equal(count(&p, find(&p, STR("nav.xhtml")), "//*[local-name()='h1'][.='المحتويات']"), 1);
    assert_int_equal(count(&p, find(&p, STR("cover.svg")), "//*[local-name()='rect'][@x='1000'][@width='200']"), 1);
    assert_int_equal(count(&p, find(&p, STR("cover.svg")), "//*[local-name()='text'][not(@direction='rtl')]"), 0);
    release(&p);
}

static void test_page_list(void **state) {
    (void)state;
    struct package p;
    build(&p);
    const struct node *part = p.doc.root->first, *section = part->last;
    struct epub_page pages[] = {{part, 0, STR("1")}, {section->last, 0, STR("2")}};
    open_package(&p, &(struct epub_options){.pages = pages, .n_pages = 2});
    assert_int_equal(count(&p, -1, "//*[@role='doc-pagebreak']"), 2);
    assert_int_equal(count(&p, find(&p, STR("nav.xhtml")), "//*[@id='page-list']//*[local-name()='a']"), 2);
    assert_int_equal(count(&p, find(&p, STR("package.opf")), "//*[@property='pageBreakSource']"), 1);
    release(&p);
}

/* A page may begin inside a paragraph; its mark stands before the word that it begins with. */
static void test_page_in_paragraph(void **state) {
    (void)state;
    struct package p;
    struct buf text = {0};
    build(&p);
    const struct node *section = p.doc.root->first->last, *answer = node_child(section->last, NODE_ANSWER);
    struct epub_page pages[] = {{answer->first, 5, STR("4")}, {answer->first, 8, STR("5")}, {answer->last, 9999, STR("6")}};
    open_package(&p, &(struct epub_options){.pages = pages, .n_pages = 3});
    assert_int_equal(count(&p, -1, "//*[@role='doc-pagebreak']"), 3);
    query(&p, -1, "//*[@aria-label='4']/following-sibling::text()[1]", &text);
    query(&p, -1, "//*[@aria-label='5']/following-sibling::text()[1]", &text);
    assert_true(str_eq(buf_str(&text), STR("the \nsame number.\n")));
    assert_int_equal(count(&p, find(&p, STR("toc.ncx")), "//*[local-name()='pageTarget'][@value]"), 3);
    assert_int_equal(count(&p, find(&p, STR("toc.ncx")), "//@content[.='6']"), 1);
    buf_release(&text);
    release(&p);
}

/* The links of both ways, and that nothing is told before. */
static void check_answers(enum answers_where where, const char *file, const char *role) {
    struct package p;
    struct buf hrefs = {0};
    char path[128];
    build(&p);
    open_package(&p, &(struct epub_options){.answers = where});
    int text = find(&p, STR("section-2.xhtml")), answers = find(&p, str_from(file));
    assert_true(text >= 0 && answers >= 0);
    query(&p, text, "//*[@class='reveal']/*/@href", &hrefs);
    assert_int_equal(count(&p, text, "//*[@class='qna'][.//*[@class='answer']]/@id"), 0);
    assert_int_equal(count(&p, answers, "//*[@class='answers']//@role[.='doc-backlink']"), 2);
    query(&p, answers, "//*[@role='doc-backlink']/@href", &hrefs);
    for (size_t at = 0, end; at < hrefs.n; at = end + 1) {
        end = str_find_char(buf_str(&hrefs), '\n', at);
        check_target(&p, str_sub(buf_str(&hrefs), at, end));
    }
    snprintf(path, sizeof path, "//*[@class='reveal']//@role[.='%s']", role);
    assert_int_equal(count(&p, -1, path), *role ? 2 : 0);
    assert_int_equal(count(&p, answers, "//pre/@data-lang | //*[local-name()='pre']/@data-lang"), 1);
    buf_release(&hrefs);
    release(&p);
}

static void test_answers_apart(void **state) {
    (void)state;
    check_answers(ANSWERS_SECTION_END, "section-2.xhtml", "");
    check_answers(ANSWERS_END, "answers-1.xhtml", "");
    check_answers(ANSWERS_HIDDEN, "answers-1.xhtml", "doc-noteref");
}

/* "#id" leads to the question, in whatever file it is; one that is not there is no link. */
static void test_links_inside(void **state) {
    (void)state;
    struct package p;
    build(&p);
    struct node *front = p.doc.root->first->first->next;
    const struct node *entry = p.doc.root->first->last->last;
    struct node *link = add(&p, paragraph(&p, front->last, "see "), NODE_A), *lost = add(&p, front->last->last, NODE_A);
    char href[64], path[160];
    snprintf(href, sizeof href, "#%.*s", STR_ARG(entry->u.entry->id));
    link->u.href = str_from(href);
    lost->u.href = STR("#nowhere");
    open_package(&p, &(struct epub_options){0});
    snprintf(path, sizeof path, "//*[local-name()='a']/@href[.='section-2.xhtml%s']", href);
    assert_int_equal(count(&p, find(&p, STR("section-1.xhtml")), path), 1);
    assert_int_equal(count(&p, -1, "//@href[contains(., 'nowhere')]"), 0);
    release(&p);
}

/* Signs of the fonts are set in them, with what joins them; the package has the fonts and a face for each. */
static void test_fonts_of_signs(void **state) {
    (void)state;
    struct package p;
    struct buf text = {0};
    static const uint32_t signs[] = {0x251C, 0x1F469, 0x1F4BB};
    struct epub_font font = {.bytes = STR("<font/>"), .code_points = signs, .n = 3};
    build(&p);
    paragraph(&p, p.doc.root->first->last->last->last, "a \u251C b \U0001F469\u200D\U0001F4BB\u251C c \u2192 d");
    open_package(&p, &(struct epub_options){.fonts = &font, .n_fonts = 1});
    query(&p, -1, "//*[@class='sym']", &text);
    assert_true(str_eq(buf_str(&text), STR("\u251C\n\U0001F469\u200D\U0001F4BB\u251C\n")));
    assert_int_equal(count(&p, find(&p, STR("package.opf")), "//*[@media-type='font/ttf']/@href[.='symbols-1.ttf']"), 1);
    buf_release(&text);
    release(&p);
}

static void identifier(enum answers_where where, const char *css, const char *title, struct buf *out) {
    struct package p;
    build(&p);
    if (title) p.doc.title = str_from(title);
    open_package(&p, &(struct epub_options){.answers = where, .css = str_from(css), .time = (int64_t)where});
    query(&p, find(&p, STR("package.opf")), "//*[@id='identifier']", out);
    release(&p);
}

/* The identifier is that of the content: a look does not change it, a word does. */
static void test_identifier(void **state) {
    (void)state;
    struct buf a = {0}, b = {0}, c = {0};
    identifier(ANSWERS_INLINE, "", NULL, &a);
    identifier(ANSWERS_END, "p { margin: 0; }", NULL, &b);
    identifier(ANSWERS_INLINE, "", "Another", &c);
    assert_true(str_eq(buf_str(&a), buf_str(&b)));
    assert_false(str_eq(buf_str(&a), buf_str(&c)));
    assert_true(str_starts(buf_str(&a), STR("urn:uuid:")) && a.p[9 + 14] == '5');
    buf_release(&a);
    buf_release(&b);
    buf_release(&c);
}

static void test_drawings_are_harmless(void **state) {
    (void)state;
    struct buf out = {0};
    str drawing = STR("<?xml-stylesheet href='http://x/y.css'?><svg xmlns='http://www.w3.org/2000/svg' "
                      "xmlns:xlink='http://www.w3.org/1999/xlink' onload='run()' width='9'><script>run()</script>"
                      "<style>@import 'http://x';</style><style>.a{fill:red}</style>"
                      "<g class='a' fill='url(#p)' filter='url(\"#f\")' stroke='url(http://x/p)'><foreignObject><p/></foreignObject>"
                      "<use xlink:href='#g'/><use xlink:href='http://x/y.svg#g'/><text>kept</text></g>"
                      "<g xml:base='http://x/' fill='\\75rl(http://x/q)' style='cursor: image-set(\"http://x\" 1x)'/>"
                      "<a href='javascript:run()'/><image href='http://x/i.png'/><image href='data:image/png;base64,AA=='/>"
                      "<image href='data:image/svg+xml;base64,AA=='/></svg>");
    assert_true(svg_sanitize(drawing, &out));
    buf_put_char(&out, '\0');
    static const char *const gone[] = {"script", "run()", "@import", "http://x", "foreignObject", "onload", "stylesheet", "75rl", "image-set", "javascript",
                                       "svg+xml"};
    static const char *const kept[] = {".a{fill:red}", "url(#p)", "#f", "\"#g\"", ">kept<", "width=\"9\"", "\"data:image/png;base64,AA==\""};
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) assert_null(strstr(out.p, gone[i]));
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) assert_non_null(strstr(out.p, kept[i]));
    size_t n = out.n;
    assert_false(svg_sanitize(STR("<html xmlns='http://www.w3.org/1999/xhtml'/>"), &out));
    assert_false(svg_sanitize(STR("<svg xmlns='http://www.w3.org/2000/svg'>"), &out));
    assert_false(svg_sanitize(STR("<!DOCTYPE svg [<!ENTITY e 'x'>]><svg xmlns='http://www.w3.org/2000/svg'/>"), &out));
    assert_int_equal(out.n, n);
    buf_release(&out);
}

static void test_html_page(void **state) {
    (void)state;
    struct package p;
    build(&p);
    struct sink sink = {.write = take, .fd = -1, .context = &p.bytes};
    assert_int_equal(html_write(&p.doc, &(struct epub_options){0}, &p.diags, &sink), STATUS_OK);
    p.xml[0] = htmlReadMemory(p.bytes.p, (int)p.bytes.n, NULL, "UTF-8", HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
    p.n = 1;
    assert_memory_equal(p.bytes.p, "<!DOCTYPE html>\n<html", 21);
    assert_int_equal(count(&p, 0, "//@class[.='qna']"), p.doc.entries);
    assert_int_equal(count(&p, 0, "//nav//a[starts-with(@href, '#')][substring(@href, 2) = //@id]"),
                     p.doc.entries + p.doc.divisions);
    assert_int_equal(count(&p, 0, "//link | //script | //@src"), 0);
    assert_true(str_find(buf_str(&p.bytes), STR("epub:"), 0) == SIZE_MAX);
    assert_int_equal(count(&p, 0, "//@id[. = ../following::*/@id]"), 0);
    release(&p);
}

/* Levels that the text leaves out are no levels of the book; headings of one level stay so. */
static void test_heading_levels(void **state) {
    (void)state;
    static const uint8_t levels[] = {4, 6, 6, 3, 5, 1};
    static const char *const names[] = {"h3", "h4", "h4", "h3", "h4", "h3"};
    struct package p;
    build(&p);
    struct node *answer = node_child(p.doc.root->first->last->last, NODE_ANSWER);
    for (size_t i = 0; i < sizeof levels; i++) {
        struct node *heading = add(&p, answer, NODE_HEADING);
        heading->level = levels[i];
        node_append_text(&p.doc, heading, STR("below"), 1);
    }
    open_package(&p, &(struct epub_options){0});
    for (size_t i = 0; i < sizeof levels; i++) {
        char path[96];
        snprintf(path, sizeof path, "//*[.='below'][name()='%s'][count(preceding::*[.='below'])=%d]", names[i], (int)i);
        assert_int_equal(count(&p, find(&p, STR("section-2.xhtml")), path), 1);
    }
    release(&p);
}

static void test_words(void **state) {
    (void)state;
    assert_true(str_eq(own_word(WORD_CONTENTS, STR("de-AT")), STR("Inhalt")));
    assert_true(str_eq(own_word(WORD_CONTENTS, STR("ZH")), STR("目录")));
    assert_true(str_eq(own_word(WORD_CONTENTS, STR("deu")), STR("Contents")));
    assert_true(str_eq(own_word(WORD_CONTENTS, STR("")), STR("Contents")));
    static const char *const languages[] = {"en", "de", "fr", "es", "it", "pt", "ru", "zh", "ja", "ar", "hi"};
    for (size_t l = 0; l < sizeof languages / sizeof *languages; l++)
        for (int w = 0; w < OWN_WORDS; w++) assert_true(own_word((enum own_word)w, str_from(languages[l])).n > 0);
}

/* In Russian 21 is counted like 1, in Arabic 2 has a form of its own. */
static void test_counted_words(void **state) {
    (void)state;
    static const struct { const char *lang; unsigned n; const char *word; } cases[] = {
        {"en", 0, "questions"}, {"en", 1, "question"}, {"nl", 2, "questions"}, {"fr", 0, "question"}, {"fr", 2, "questions"},
        {"pt-BR", 1, "pergunta"}, {"ru", 1, "вопрос"}, {"ru", 3, "вопроса"}, {"ru", 5, "вопросов"}, {"ru", 11, "вопросов"},
        {"ru", 21, "вопрос"}, {"ru", 112, "вопросов"}, {"ru", 124, "вопроса"}, {"ar", 1, "سؤال"}, {"ar", 2, "سؤالان"},
        {"ar", 3, "أسئلة"}, {"ar", 10, "أسئلة"}, {"ar", 63, "سؤالًا"}, {"ar", 100, "سؤال"}, {"ar", 103, "أسئلة"}, {"zh", 1, "个问题"},
        {"ja", 7, "問"}, {"hi", 2, "प्रश्न"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(str_eq(own_counted_word(COUNTED_QUESTIONS, cases[i].n, str_from(cases[i].lang)), str_from(cases[i].word)));
    assert_true(str_eq(own_counted_word(COUNTED_SECTIONS, 22, STR("ru")), STR("раздела")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_container), cmocka_unit_test(test_manifest_and_files_agree),
        cmocka_unit_test(test_links_resolve), cmocka_unit_test(test_text_is_whole),
        cmocka_unit_test(test_same_bytes), cmocka_unit_test(test_right_to_left),
        cmocka_unit_test(test_page_list), cmocka_unit_test(test_page_in_paragraph), cmocka_unit_test(test_answers_apart),
        cmocka_unit_test(test_links_inside), cmocka_unit_test(test_fonts_of_signs), cmocka_unit_test(test_identifier), cmocka_unit_test(test_drawings_are_harmless), cmocka_unit_test(test_html_page),
        cmocka_unit_test(test_words), cmocka_unit_test(test_counted_words), cmocka_unit_test(test_heading_levels)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
