/* detect: a language from code alone. Each language has features, pieces of text
 * that speak for it with a weight; the best one wins when it has enough and leads clearly. Thin evidence is no
 * evidence: a block without a language does no harm, one coloured wrongly does. */
#include "code/code.h"

/* A feature stands at the start of a line ('^'), after a blank (' '), or anywhere ('.'). */
struct feature {
    uint8_t language, weight;
    char where;
    uint8_t n;
    const char *text;
};

enum language { PYTHON, BASH, SQL, JAVASCRIPT, TYPESCRIPT, JAVA, C, CPP, CSHARP, GO, RUST, HTML, CSS, JSON, YAML, PHP, RUBY, VIM, LANGUAGES };
static const char *const names[LANGUAGES] = {"python", "bash", "sql", "javascript", "typescript", "java", "c", "cpp", "csharp",
                                             "go", "rust", "html", "css", "json", "yaml", "php", "ruby", "vim"};

#define F(language, weight, where, text) {language, weight, where, sizeof(text) - 1, text}
static const struct feature features[] = {
    F(PYTHON, 6, '^', "def "), F(PYTHON, 3, '^', "class "), F(PYTHON, 5, '^', "from "), F(PYTHON, 4, '^', "import "),
    F(PYTHON, 5, '^', "elif "), F(PYTHON, 5, '^', "async def "), F(PYTHON, 4, '^', "except"), F(PYTHON, 3, '^', "print("),
    F(PYTHON, 3, '^', "@"), F(PYTHON, 4, '.', "self."), F(PYTHON, 3, '.', "__init__"), F(PYTHON, 3, '^', "for "),
    F(PYTHON, 5, '^', ">>> "), F(PYTHON, 3, '^', "with "), F(PYTHON, 2, '.', "lambda "), F(PYTHON, 2, ' ', "in range("),
    F(PYTHON, 3, '.', "(self"), F(PYTHON, 2, '.', "None"), F(PYTHON, 2, '.', "True"), F(PYTHON, 2, '.', "False"),
    F(PYTHON, 2, '^', "# "), F(PYTHON, 4, '.', "*args"), F(PYTHON, 3, '^', "raise "), F(PYTHON, 2, '.', "len("),
    F(PYTHON, 4, '^', "await asyncio"), F(PYTHON, 3, '.', ".append("), F(PYTHON, 3, ' ', "for x in "),
    F(PYTHON, 2, '^', "return "), F(PYTHON, 2, '^', "yield "), F(PYTHON, 2, '.', ": str"), F(PYTHON, 2, '.', ": int"),
    F(BASH, 6, '^', "#!/bin/"), F(BASH, 6, '^', "#!/usr/bin/env bash"), F(BASH, 5, '^', "$ "), F(BASH, 6, '^', "sudo "),
    F(BASH, 5, '^', "apt-get "), F(BASH, 6, '^', "pip install "), F(BASH, 6, '^', "npm "), F(BASH, 6, '^', "git "),
    F(BASH, 6, '^', "docker "), F(BASH, 6, '^', "kubectl "), F(BASH, 6, '^', "uvicorn "), F(BASH, 6, '^', "gunicorn "),
    F(BASH, 6, '^', "curl "), F(BASH, 5, '^', "cd "), F(BASH, 5, '^', "ls "), F(BASH, 5, '^', "mkdir "), F(BASH, 5, '^', "echo "),
    F(BASH, 5, '^', "export "), F(BASH, 5, '^', "python -m "), F(BASH, 5, '^', "python3 "), F(BASH, 6, '^', "systemctl "),
    F(BASH, 5, '^', "grep "), F(BASH, 5, '^', "yarn "), F(BASH, 5, '^', "chmod "), F(BASH, 3, '^', "source "), F(BASH, 3, ' ', "--"),
    F(BASH, 3, ' ', "| grep "), F(BASH, 4, '^', "cat "), F(BASH, 4, '^', "ssh "), F(BASH, 4, '^', "fi\n"), F(BASH, 4, '^', "done"),
    F(BASH, 3, '.', "; then"), F(BASH, 4, '^', "awk "), F(BASH, 4, '^', "sed "), F(BASH, 4, '^', "terraform "),
    F(BASH, 4, '^', "helm "), F(BASH, 4, '^', "aws "), F(BASH, 5, '^', "tar "), F(BASH, 5, '^', "brew "), F(BASH, 5, '^', "conda "),
    F(SQL, 6, '^', "select "), F(SQL, 6, '^', "create table "), F(SQL, 6, '^', "insert into "), F(SQL, 5, '^', "update "),
    F(SQL, 6, '^', "delete from "), F(SQL, 4, ' ', "from "), F(SQL, 4, ' ', "where "), F(SQL, 5, '^', "alter table "),
    F(SQL, 5, '^', "drop table "), F(SQL, 4, '^', "from "), F(SQL, 4, '^', "where "), F(SQL, 4, '^', "group by "), F(SQL, 4, '^', "order by "),
    F(JAVASCRIPT, 5, '^', "const "), F(JAVASCRIPT, 5, '^', "let "), F(JAVASCRIPT, 4, '^', "var "), F(JAVASCRIPT, 5, '^', "function "),
    F(JAVASCRIPT, 5, '.', "console.log("), F(JAVASCRIPT, 4, '.', "=> "), F(JAVASCRIPT, 4, '.', "==="), F(JAVASCRIPT, 4, '.', "document."),
    F(JAVASCRIPT, 4, '.', "require("), F(JAVASCRIPT, 3, '.', "async function"), F(JAVASCRIPT, 4, '.', "undefined"),
    F(JAVASCRIPT, 4, '^', "export default"), F(JAVASCRIPT, 3, '.', "new Promise("), F(JAVASCRIPT, 3, '.', "JSON."),
    F(TYPESCRIPT, 6, '^', "interface "), F(TYPESCRIPT, 5, '.', ": string;"), F(TYPESCRIPT, 5, '.', ": number;"),
    F(JAVA, 7, '.', "public static void main"), F(JAVA, 6, '.', "System.out."), F(JAVA, 5, '^', "public class "),
    F(JAVA, 4, '^', "import java"), F(JAVA, 4, '.', "@Override"), F(JAVA, 3, '^', "private "), F(JAVA, 3, '^', "public "),
    F(JAVA, 3, '.', "String "), F(JAVA, 5, '.', "@Autowired"), F(JAVA, 4, '^', "package "), F(JAVA, 3, '.', "throws "),
    F(C, 6, '^', "#include <"), F(C, 5, '.', "int main("), F(C, 5, '.', "printf("), F(C, 4, '.', "malloc("), F(C, 3, '^', "struct "),
    F(C, 3, '^', "#define "), F(CPP, 7, '.', "std::"), F(CPP, 6, '^', "#include <iostream>"), F(CPP, 6, '.', "cout <<"),
    F(CPP, 5, '^', "using namespace std"), F(CPP, 4, '^', "template"), F(CPP, 4, '.', "#include <vector>"),
    F(CSHARP, 6, '^', "using System"), F(CSHARP, 6, '.', "Console.Write"), F(CSHARP, 5, '^', "namespace "), F(CSHARP, 3, '.', "{ get; set; }"),
    F(GO, 6, '^', "package main"), F(GO, 5, '^', "func "), F(GO, 5, '.', "fmt."), F(GO, 4, ' ', ":= "),
    F(RUST, 5, '^', "fn "), F(RUST, 5, '.', "let mut "), F(RUST, 5, '.', "println!("), F(RUST, 4, '^', "pub fn "), F(RUST, 4, '^', "impl "),
    F(RUST, 3, '.', "&str"), F(HTML, 7, '^', "<!doctype"), F(HTML, 6, '^', "<html"), F(HTML, 5, '^', "<div"), F(HTML, 4, '.', "</div>"),
    F(HTML, 4, '.', "</p>"), F(HTML, 5, '^', "<script"), F(HTML, 5, '^', "<head"), F(HTML, 4, '.', "</a>"), F(HTML, 4, '^', "<ul"),
    F(HTML, 4, '.', "</button>"), F(HTML, 4, '^', "<input"), F(HTML, 4, '.', "</h1>"),
    F(CSS, 4, '.', "px;"), F(CSS, 4, '.', "color:"), F(CSS, 4, '.', "display:"), F(CSS, 5, '^', "@media"), F(CSS, 3, '.', "margin:"),
    F(YAML, 6, '^', "apiVersion:"), F(YAML, 5, '^', "kind:"), F(YAML, 4, '^', "version:"), F(YAML, 4, '^', "services:"), F(YAML, 3, '^', "- name:"),
    F(YAML, 4, '^', "metadata:"), F(YAML, 4, '^', "spec:"), F(YAML, 4, '^', "image:"),
    F(PHP, 8, '^', "<?php"), F(PHP, 4, '^', "$this->"), F(RUBY, 5, '^', "puts "), F(RUBY, 5, '^', "require '"), F(RUBY, 3, '^', "end\n"),
    F(VIM, 9, '^', "let g:"), F(VIM, 9, '^', "let s:"), F(VIM, 9, '^', "let &"), F(VIM, 6, '^', "autocmd "), F(VIM, 6, '^', ":autocmd "),
    F(VIM, 6, '^', "nnoremap "), F(VIM, 6, '^', "inoremap "), F(VIM, 6, '^', "set no"), F(VIM, 6, '^', "endfunction"), F(VIM, 6, '^', "function! "),
};
#undef F

enum { LOOKED_AT = 2048, ENOUGH = 5 };

enum { FEATURES = sizeof features / sizeof *features };

_Static_assert((int)FEATURES <= (int)CODE_MOST_FEATURES, "code_features.next is too small");

/* Where a feature stands: each kind of place has chains of its own. */
enum { ANYWHERE, LINE_START, AFTER_BLANK };

static bool any_case(const struct feature *f) { return f->language == SQL || f->language == HTML; }

static unsigned char upper(unsigned char c) { return char_is_lower((char)c) ? (unsigned char)(c & ~0x20) : c; }

/* The three bytes at `p`, mixed. */
static size_t three_slot(const unsigned char *p) {
    return ((uint32_t)(p[0] | p[1] << 8 | p[2] << 16) * 0x9E3779B1u) >> 20;
}
_Static_assert(CODE_THREES == 1 << 12, "a slot has twelve bits");

/* The first three bytes of a feature that may stand anywhere, with the letters in either case where that is the same. */
static void index_three(struct code_features *x, const struct feature *f) {
    for (unsigned cases = 0; cases < 8; cases++) {
        unsigned char text[3];
        for (size_t i = 0; i < 3; i++) {
            text[i] = (unsigned char)f->text[i];
            if ((cases >> i & 1) && any_case(f)) text[i] = upper(text[i]);
        }
        x->three[three_slot(text)] = true;
    }
}

void code_features_init(struct code_features *x) {
    memset(x, 0, sizeof *x);
    for (size_t i = 0; i < FEATURES; i++) {
        const struct feature *f = &features[i];
        unsigned char c = (unsigned char)f->text[0];
        uint16_t *first = x->first[f->where == '^' ? LINE_START : f->where == ' ' ? AFTER_BLANK : ANYWHERE];
        x->next[i] = first[c];
        first[c] = (uint16_t)(i + 1);
        if (f->where == '.') index_three(x, f);
    }
}

/* What the scan has: which features it met, and what they weigh together. */
struct scan {
    const struct code_features *index;
    bool found[FEATURES];
    int *score;
};

static void find_from(struct scan *x, str code, size_t at, uint16_t chain) {
    for (; chain; chain = x->index->next[chain - 1]) {
        const struct feature *f = &features[chain - 1];
        if (x->found[chain - 1] || at + f->n > code.n || (f->n > 1 && ((f->text[1] ^ code.p[at + 1]) & ~0x20))) continue;
        str here = {code.p + at, f->n}, text = {f->text, f->n};
        if (any_case(f) ? !str_eq_nocase(here, text) : !str_eq(here, text)) continue;
        x->found[chain - 1] = true;
        x->score[f->language] += f->weight;
    }
}

/* Features of this kind of place whose text stands at `at`. */
static void find_at(struct scan *x, str code, size_t at, int where) {
    if (at >= code.n) return;
    unsigned char c = (unsigned char)code.p[at];
    find_from(x, code, at, x->index->first[where][c]);
    if (char_is_upper((char)c)) find_from(x, code, at, x->index->first[where][c | 0x20]);
}

/* Each kind of place by itself; what stands anywhere is looked for by three bytes, which turn nearly all away. */
static void weigh_features(const struct code_features *index, str code, int *score) {
    struct scan x = {.index = index, .score = score};
    for (size_t at = 0; at < code.n;) {
        while (at < code.n && char_is_blank(code.p[at])) at++;
        find_at(&x, code, at, LINE_START);
        size_t end = str_find_char(code, '\n', at);
        at = end == SIZE_MAX ? code.n : end + 1;
    }
    for (size_t at = 0; at + 1 < code.n; at++)
        if (char_is_blank(code.p[at])) find_at(&x, code, at + 1, AFTER_BLANK);
    for (size_t at = 0; at + 3 <= code.n; at++)
        if (index->three[three_slot((const unsigned char *)code.p + at)]) find_at(&x, code, at, ANYWHERE);
}

/* An object or an array with a quoted key at its start and its bracket at the end. */
static bool is_json(str code) {
    str s = str_trim(code);
    if (s.n < 7 || !((s.p[0] == '{' && s.p[s.n - 1] == '}') || (s.p[0] == '[' && s.p[s.n - 1] == ']'))) return false;
    str inner = str_trim_left(str_drop(s, 1));
    if (inner.n && inner.p[0] == '{') inner = str_trim_left(str_drop(inner, 1));
    if (!inner.n || inner.p[0] != '"') return false;
    size_t quote = str_find_char(inner, '"', 1);
    if (quote == SIZE_MAX) return false;
    str after = str_trim_left(str_drop(inner, quote + 1));
    return after.n && after.p[0] == ':' && str_find_char(s, ';', 0) == SIZE_MAX;
}

/* `import name`, `import a.b as c` alone on a line: Python needs nothing more. */
static bool imports_name(str code) {
    for (size_t at = 0; at < code.n;) {
        size_t end = str_find_char(code, '\n', at), i = at + 7;
        if (end == SIZE_MAX) end = code.n;
        str line = str_trim(str_sub(code, at, end));
        at = end + 1;
        if (!str_starts(line, STR("import "))) continue;
        for (i = 7; i < line.n && (char_is_alnum(line.p[i]) || strchr("._, ", line.p[i])); i++) {}
        if (i == line.n) return true;
    }
    return false;
}

/* Signs that a language does not have at the ends of its lines. */
static void weigh_endings(str code, int *score) {
    size_t semicolons = 0, colons = 0, braces = 0, lines = 0;
    for (size_t at = 0; at < code.n;) {
        size_t end = str_find_char(code, '\n', at);
        if (end == SIZE_MAX) end = code.n;
        str line = str_trim(str_sub(code, at, end));
        at = end + 1;
        if (!line.n) continue;
        lines++;
        char last = line.p[line.n - 1];
        semicolons += last == ';';
        colons += last == ':';
        braces += last == '{' || last == '}';
    }
    if (semicolons * 3 > lines || braces * 3 > lines) score[PYTHON] -= 6, score[BASH] -= 3, score[YAML] -= 4;
    if (colons && !semicolons && !braces && score[PYTHON] > 0) score[PYTHON] += 2;
    if (!semicolons && lines > 1) score[C] -= 2, score[JAVA] -= 2, score[CPP] -= 2, score[CSHARP] -= 2;
}

str code_detect(const struct code_features *index, str code) {
    int score[LANGUAGES] = {0};
    code = str_sub(code, 0, LOOKED_AT);
    if (is_json(code)) return STR("json");
    weigh_features(index, code, score);
    if (imports_name(code)) score[PYTHON] += 3;
    weigh_endings(code, score);
    if (score[CPP] > 0 && score[C] > 0) score[CPP] += score[C];
    if (score[TYPESCRIPT] > 0 && score[JAVASCRIPT] > 0) score[TYPESCRIPT] += score[JAVASCRIPT];
    if (score[HTML] >= 8) score[JAVASCRIPT] = score[CSS] = 0;
    if (score[SQL] < 10 && str_find(code, STR("import "), 0) != SIZE_MAX) score[SQL] = 0;
    size_t best = 0;
    int second = 0;
    for (size_t i = 1; i < LANGUAGES; i++)
        if (score[i] > score[best]) best = i;
    for (size_t i = 0; i < LANGUAGES; i++)
        if (i != best && score[i] > second) second = score[i];
    if (score[best] < ENOUGH || score[best] - second < 2) return (str){0};
    return str_from(names[best]);
}
