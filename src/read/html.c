/* html: names and classes of tags, the shape of a tag (WHATWG HTML, 13.1.2, read leniently), entities. */
#include "read/html.h"

#include <libxml/HTMLparser.h>

#include "base/utf8.h"
#include "base/words.h"

static const struct {
    const char *name;
    uint8_t class;
} tags[] = {
    {"a", HTML_A}, {"abbr", HTML_PLAIN}, {"address", HTML_BLOCK}, {"article", HTML_BLOCK}, {"aside", HTML_BLOCK},
    {"audio", HTML_PLAIN}, {"b", HTML_STRONG}, {"bdi", HTML_PLAIN}, {"big", HTML_PLAIN},
    {"blockquote", HTML_QUOTE}, {"body", HTML_BLOCK}, {"br", HTML_BR}, {"button", HTML_PLAIN},
    {"caption", HTML_BLOCK}, {"center", HTML_BLOCK}, {"cite", HTML_EM}, {"code", HTML_CODE},
    {"col", HTML_VOID}, {"colgroup", HTML_PLAIN}, {"dd", HTML_BLOCK}, {"del", HTML_DEL},
    {"details", HTML_BLOCK}, {"dfn", HTML_EM}, {"div", HTML_BLOCK}, {"dl", HTML_BLOCK}, {"dt", HTML_TERM},
    {"em", HTML_EM}, {"fieldset", HTML_BLOCK}, {"figcaption", HTML_BLOCK}, {"figure", HTML_BLOCK},
    {"font", HTML_PLAIN}, {"footer", HTML_BLOCK}, {"form", HTML_BLOCK}, {"h1", HTML_HEADING},
    {"h2", HTML_HEADING}, {"h3", HTML_HEADING}, {"h4", HTML_HEADING}, {"h5", HTML_HEADING},
    {"h6", HTML_HEADING}, {"head", HTML_BLOCK}, {"header", HTML_BLOCK}, {"hr", HTML_HR}, {"html", HTML_BLOCK},
    {"i", HTML_EM}, {"iframe", HTML_RAW}, {"img", HTML_IMG}, {"input", HTML_VOID}, {"ins", HTML_PLAIN},
    {"kbd", HTML_CODE}, {"label", HTML_PLAIN}, {"legend", HTML_BLOCK}, {"li", HTML_LI}, {"link", HTML_VOID},
    {"main", HTML_BLOCK}, {"mark", HTML_PLAIN}, {"meta", HTML_VOID}, {"nav", HTML_BLOCK},
    {"noscript", HTML_PLAIN}, {"ol", HTML_OL}, {"p", HTML_BLOCK}, {"picture", HTML_PLAIN}, {"pre", HTML_PRE},
    {"q", HTML_PLAIN}, {"s", HTML_DEL}, {"samp", HTML_CODE}, {"script", HTML_RAW}, {"section", HTML_BLOCK},
    {"small", HTML_PLAIN}, {"source", HTML_VOID}, {"span", HTML_PLAIN}, {"strike", HTML_DEL},
    {"strong", HTML_STRONG}, {"style", HTML_RAW}, {"sub", HTML_SUB}, {"summary", HTML_BLOCK},
    {"sup", HTML_SUP}, {"svg", HTML_RAW}, {"table", HTML_TABLE}, {"tbody", HTML_TBODY}, {"td", HTML_TD},
    {"tfoot", HTML_TBODY}, {"th", HTML_TH}, {"thead", HTML_THEAD}, {"time", HTML_PLAIN}, {"title", HTML_BLOCK},
    {"tr", HTML_TR}, {"tt", HTML_CODE}, {"u", HTML_PLAIN}, {"ul", HTML_UL}, {"var", HTML_EM},
    {"video", HTML_PLAIN}, {"wbr", HTML_VOID}};
_Static_assert(sizeof tags / sizeof *tags <= HTML_TAGS, "ids are below HTML_TAGS");

enum { LONGEST_NAME = 10, LONGEST_TAG = 2048 };

static int tag_index(str name) {
    if (name.n > LONGEST_NAME) return -1;
    size_t low = 0, high = sizeof tags / sizeof *tags;
    char lower[LONGEST_NAME + 1];
    for (size_t i = 0; i < name.n; i++) lower[i] = char_is_upper(name.p[i]) ? (char)(name.p[i] | 0x20) : name.p[i];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp((str){lower, name.n}, str_from(tags[middle].name));
        if (order == 0) return (int)middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return -1;
}

/* From after the name to the '>': attributes with or without quotes. SIZE_MAX when the tag does not end. */
static size_t tag_end(str text, size_t at) {
    char quote = 0;
    size_t limit = at + LONGEST_TAG < text.n ? at + LONGEST_TAG : text.n;
    for (; at < limit; at++) {
        char c = text.p[at];
        if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '>') {
            return at;
        } else if (c == '<') {
            return SIZE_MAX;
        } else if ((c == '"' || c == '\'') && text.p[at - 1] == '=') {
            quote = c;
        }
    }
    return SIZE_MAX;
}

bool html_element(str name, struct html_tag *out) {
    int index = tag_index(name);
    if (index < 0) return false;
    *out = (struct html_tag){.name = name, .id = (uint8_t)index, .class = tags[index].class};
    return true;
}

bool html_tag_read(str text, size_t at, struct html_tag *out) {
    size_t from = at + 1;
    bool close = from < text.n && text.p[from] == '/';
    if (close) from++;
    size_t to = from;
    while (to < text.n && char_is_alnum(text.p[to])) to++;
    if (to == from || !char_is_alpha(text.p[from]) || to >= text.n) return false;
    char next = text.p[to];
    if (!(char_is_space(next) || next == '>' || next == '/')) return false;
    int index = tag_index((str){text.p + from, to - from});
    if (index < 0) return false;
    size_t end = tag_end(text, to);
    if (end == SIZE_MAX) return false;
    *out = (struct html_tag){.name = {text.p + from, to - from}, .attributes = {text.p + to, end - to},
                             .id = (uint8_t)index, .class = tags[index].class, .close = close, .end = end + 1};
    if (out->class == HTML_HEADING) out->level = (uint8_t)(text.p[to - 1] - '0');
    return true;
}

str html_attribute(str attributes, str name) {
    size_t at = 0;
    while (at < attributes.n) {
        while (at < attributes.n && (char_is_space(attributes.p[at]) || attributes.p[at] == '/')) at++;
        size_t from = at;
        while (at < attributes.n && attributes.p[at] != '=' && !char_is_space(attributes.p[at])) at++;
        str key = {attributes.p + from, at - from};
        while (at < attributes.n && char_is_space(attributes.p[at])) at++;
        if (at >= attributes.n || attributes.p[at] != '=') {
            if (at == from) at++;
            continue;
        }
        at++;
        while (at < attributes.n && char_is_space(attributes.p[at])) at++;
        char quote = at < attributes.n ? attributes.p[at] : 0;
        bool quoted = quote == '"' || quote == '\'';
        size_t begin = quoted ? ++at : at;
        while (at < attributes.n && (quoted ? attributes.p[at] != quote : !char_is_space(attributes.p[at]))) at++;
        if (str_eq_nocase(key, name)) return (str){attributes.p + begin, at - begin};
        if (quoted) at++;
    }
    return (str){0};
}

/* HTML Standard, 13.2.5.80: what the numbers of C1 control characters are taken for. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
    0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178};

static bool is_character(uint32_t c) { return (c >= 0x20 && c != 0x7F) || c == '\t' || c == '\n' || c == '\r'; }

str html_attribute_value(str attributes, str name, struct arena *arena) {
    str value = html_attribute(attributes, name);
    if (str_find_char(value, '&', 0) == SIZE_MAX) return value;
    struct buf text;
    buf_init(&text);
    html_put_text(value, false, &text);
    value = arena_str(arena, buf_str(&text));
    if (text.failed) arena->failed = true;
    buf_release(&text);
    return value;
}

/* "en_US" is what many programs write. */
static str with_hyphens(str lang, struct arena *arena) {
    if (str_find_char(lang, '_', 0) == SIZE_MAX) return lang;
    char *p = arena_alloc(arena, lang.n, 1);
    if (!p) return (str){0};
    for (size_t i = 0; i < lang.n; i++) p[i] = lang.p[i] == '_' ? '-' : lang.p[i];
    return str_of(p, lang.n);
}

str html_language(str attributes, struct arena *arena) {
    str lang = html_attribute(attributes, STR("lang"));
    if (!lang.n) lang = html_attribute(attributes, STR("xml:lang"));
    lang = with_hyphens(str_trim(lang), arena);
    return lang_is_tag(lang) ? lang : (str){0};
}

static size_t numeric_entity(str text, size_t at, uint32_t *value) {
    size_t i = at + 2;
    bool hex = i < text.n && (text.p[i] == 'x' || text.p[i] == 'X');
    if (hex) i++;
    size_t digits = i;
    uint32_t sum = 0;
    for (; i < text.n && i < digits + 7; i++) {
        char c = text.p[i];
        uint32_t digit = char_is_digit(c) ? (uint32_t)(c - '0') : (uint32_t)((c | 0x20) - 'a' + 10);
        if (!(char_is_digit(c) || (hex && char_is_alpha(c) && digit < 16))) break;
        sum = sum * (hex ? 16 : 10) + digit;
    }
    if (i == digits || i >= text.n || text.p[i] != ';' || !is_character(sum)) return 0;
    *value = sum >= 0x80 && sum < 0xA0 ? windows_1252[sum - 0x80] : sum;
    return i + 1 - at;
}

size_t html_entity(str text, size_t at, char out[8], size_t *out_n) {
    size_t length = 0;
    uint32_t value = 0;
    if (at + 2 >= text.n) return 0;
    if (text.p[at + 1] == '#') {
        length = numeric_entity(text, at, &value);
    } else {
        char name[12];
        size_t n = 0;
        while (at + 1 + n < text.n && n < sizeof name - 1 && char_is_alnum(text.p[at + 1 + n])) {
            name[n] = text.p[at + 1 + n];
            n++;
        }
        name[n] = 0;
        if (n == 0 || at + 1 + n >= text.n || text.p[at + 1 + n] != ';') return 0;
        const htmlEntityDesc *known = htmlEntityLookup((const xmlChar *)name);
        if (known) value = known->value;
        if (!known && str_eq((str){name, n}, STR("apos"))) value = '\'';
        if (value) length = n + 2;
    }
    if (length == 0) return 0;
    *out_n = utf8_encode(value, out);
    return length;
}

void html_put_text(str text, bool drop_tags, struct buf *out) {
    size_t done = 0;
    for (size_t i = 0; i < text.n; i++) {
        struct html_tag tag;
        char bytes[8];
        size_t n, length;
        if (drop_tags && text.p[i] == '<' && html_tag_read(text, i, &tag)) {
            buf_put(out, str_sub(text, done, i));
            if (tag.class == HTML_BR) buf_put_char(out, '\n');
            done = tag.end;
            i = tag.end - 1;
        } else if (text.p[i] == '&' && (length = html_entity(text, i, bytes, &n)) > 0) {
            buf_put(out, str_sub(text, done, i));
            buf_put(out, (str){bytes, n});
            done = i + length;
            i = done - 1;
        }
    }
    buf_put(out, str_drop(text, done));
}
