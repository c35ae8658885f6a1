/* detect: a language from code alone. Each language has features, pieces of text
 * that speak for it with a weight; the best one wins when it has enough and leads clearly. Thin evidence is no
 * evidence: a block without a language does no harm, one coloured wrongly does. */
#include "code/code.h"

/* `text` starts a line ('^'), a word ('\b' is implied when it starts with a letter), or stands anywhere ('.'). */
struct feature {
    uint8_t language, weight;
    char where;
    const char *text;
};

enum language { PYTHON, BASH, SQL, JAVASCRIPT, TYPESCRIPT, JAVA, C, CPP, CSHARP, GO, RUST, HTML, CSS, JSON, YAML, PHP, RUBY, LANGUAGES };
static const char *const names[LANGUAGES] = {"python", "bash", "sql", "javascript", "typescript", "java", "c", "cpp", "csharp",
                                             "go", "rust", "html", "css", "json", "yaml", "php", "ruby"};

static const struct feature features[] = {
    {PYTHON, 6, '^', "def "}, {PYTHON, 3, '^', "class "}, {PYTHON, 5, '^', "from "}, {PYTHON, 4, '^', "import "},
    {PYTHON, 5, '^', "elif "}, {PYTHON, 5, '^', "async def "}, {PYTHON, 4, '^', "except"}, {PYTHON, 3, '^', "print("},
    {PYTHON, 3, '^', "@"}, {PYTHON, 4, '.', "self."}, {PYTHON, 3, '.', "__init__"}, {PYTHON, 3, '^', "for "},
    {PYTHON, 5, '^', ">>> "}, {PYTHON, 3, '^', "with "}, {PYTHON, 2, '.', "lambda "}, {PYTHON, 2, '.', " in range("},
    {PYTHON, 3, '.', "(self"}, {PYTHON, 2, '.', "None"}, {PYTHON, 2, '.', "True"}, {PYTHON, 2, '.', "False"},
    {PYTHON, 2, '^', "# "}, {PYTHON, 4, '.', "*args"}, {PYTHON, 3, '^', "raise "}, {PYTHON, 2, '.', "len("},
    {PYTHON, 4, '^', "await asyncio"}, {PYTHON, 3, '.', ".append("}, {PYTHON, 3, '.', " for x in "},
    {PYTHON, 2, '^', "return "}, {PYTHON, 2, '^', "yield "}, {PYTHON, 2, '.', ": str"}, {PYTHON, 2, '.', ": int"},
    {BASH, 6, '^', "#!/bin/"}, {BASH, 6, '^', "#!/usr/bin/env bash"}, {BASH, 5, '^', "$ "}, {BASH, 6, '^', "sudo "},
    {BASH, 5, '^', "apt-get "}, {BASH, 6, '^', "pip install "}, {BASH, 6, '^', "npm "}, {BASH, 6, '^', "git "},
    {BASH, 6, '^', "docker "}, {BASH, 6, '^', "kubectl "}, {BASH, 6, '^', "uvicorn "}, {BASH, 6, '^', "gunicorn "},
    {BASH, 6, '^', "curl "}, {BASH, 5, '^', "cd "}, {BASH, 5, '^', "ls "}, {BASH, 5, '^', "mkdir "}, {BASH, 5, '^', "echo "},
    {BASH, 5, '^', "export "}, {BASH, 5, '^', "python -m "}, {BASH, 5, '^', "python3 "}, {BASH, 6, '^', "systemctl "},
    {BASH, 5, '^', "grep "}, {BASH, 5, '^', "yarn "}, {BASH, 5, '^', "chmod "}, {BASH, 3, '^', "source "}, {BASH, 3, '.', " --"},
    {BASH, 3, '.', " | grep "}, {BASH, 4, '^', "cat "}, {BASH, 4, '^', "ssh "}, {BASH, 4, '^', "fi\n"}, {BASH, 4, '^', "done"},
    {BASH, 3, '.', "; then"}, {BASH, 4, '^', "awk "}, {BASH, 4, '^', "sed "}, {BASH, 4, '^', "terraform "},
    {BASH, 4, '^', "helm "}, {BASH, 4, '^', "aws "}, {BASH, 5, '^', "tar "}, {BASH, 5, '^', "brew "}, {BASH, 5, '^', "conda "},
    {SQL, 6, '^', "select "}, {SQL, 6, '^', "create table "}, {SQL, 6, '^', "insert into "}, {SQL, 5, '^', "update "},
    {SQL, 6, '^', "delete from "}, {SQL, 4, '.', " from "}, {SQL, 4, '.', " where "}, {SQL, 5, '^', "alter table "},
    {SQL, 5, '^', "drop table "}, {SQL, 4, '^', "from "}, {SQL, 4, '^', "where "}, {SQL, 4, '^', "group by "}, {SQL, 4, '^', "order by "},
    {JAVASCRIPT, 5, '^', "const "}, {JAVASCRIPT, 5, '^', "let "}, {JAVASCRIPT, 4, '^', "var "}, {JAVASCRIPT, 5, '^', "function "},
    {JAVASCRIPT, 5, '.', "console.log("}, {JAVASCRIPT, 4, '.', "=> "}, {JAVASCRIPT, 4, '.', "==="}, {JAVASCRIPT, 4, '.', "document."},
    {JAVASCRIPT, 4, '.', "require("}, {JAVASCRIPT, 3, '.', "async function"}, {JAVASCRIPT, 4, '.', "undefined"},
    {JAVASCRIPT, 4, '^', "export default"}, {JAVASCRIPT, 3, '.', "new Promise("}, {JAVASCRIPT, 3, '.', "JSON."},
    {TYPESCRIPT, 6, '^', "interface "}, {TYPESCRIPT, 5, '.', ": string;"}, {TYPESCRIPT, 5, '.', ": number;"},
    {JAVA, 7, '.', "public static void main"}, {JAVA, 6, '.', "System.out."}, {JAVA, 5, '^', "public class "},
    {JAVA, 4, '^', "import java"}, {JAVA, 4, '.', "@Override"}, {JAVA, 3, '^', "private "}, {JAVA, 3, '^', "public "},
    {JAVA, 3, '.', "String "}, {JAVA, 5, '.', "@Autowired"}, {JAVA, 4, '^', "package "}, {JAVA, 3, '.', "throws "},
    {C, 6, '^', "#include <"}, {C, 5, '.', "int main("}, {C, 5, '.', "printf("}, {C, 4, '.', "malloc("}, {C, 3, '^', "struct "},
    {C, 3, '^', "#define "}, {CPP, 7, '.', "std::"}, {CPP, 6, '^', "#include <iostream>"}, {CPP, 6, '.', "cout <<"},
    {CPP, 5, '^', "using namespace std"}, {CPP, 4, '^', "template"}, {CPP, 4, '.', "#include <vector>"},
    {CSHARP, 6, '^', "using System"}, {CSHARP, 6, '.', "Console.Write"}, {CSHARP, 5, '^', "namespace "}, {CSHARP, 3, '.', "{ get; set; }"},
    {GO, 6, '^', "package main"}, {GO, 5, '^', "func "}, {GO, 5, '.', "fmt."}, {GO, 4, '.', " := "},
    {RUST, 5, '^', "fn "}, {RUST, 5, '.', "let mut "}, {RUST, 5, '.', "println!("}, {RUST, 4, '^', "pub fn "}, {RUST, 4, '^', "impl "},
    {RUST, 3, '.', "&str"}, {HTML, 7, '^', "<!doctype"}, {HTML, 6, '^', "<html"}, {HTML, 5, '^', "<div"}, {HTML, 4, '.', "</div>"},
    {HTML, 4, '.', "</p>"}, {HTML, 5, '^', "<script"}, {HTML, 5, '^', "<head"}, {HTML, 4, '.', "</a>"}, {HTML, 4, '^', "<ul"},
    {HTML, 4, '.', "</button>"}, {HTML, 4, '^', "<input"}, {HTML, 4, '.', "</h1>"},
    {CSS, 4, '.', "px;"}, {CSS, 4, '.', "color:"}, {CSS, 4, '.', "display:"}, {CSS, 5, '^', "@media"}, {CSS, 3, '.', "margin:"},
    {YAML, 6, '^', "apiVersion:"}, {YAML, 5, '^', "kind:"}, {YAML, 4, '^', "version:"}, {YAML, 4, '^', "services:"}, {YAML, 3, '^', "- name:"},
    {YAML, 4, '^', "metadata:"}, {YAML, 4, '^', "spec:"}, {YAML, 4, '^', "image:"},
    {PHP, 8, '^', "<?php"}, {PHP, 4, '^', "$this->"}, {RUBY, 5, '^', "puts "}, {RUBY, 5, '^', "require '"}, {RUBY, 3, '^', "end\n"},
};

enum { LOOKED_AT = 4096, ENOUGH = 5 };

static bool line_starts(str code, const char *text, bool nocase) {
    str needle = str_from(text);
    for (size_t at = 0; at < code.n;) {
        size_t i = at;
        while (i < code.n && char_is_blank(code.p[i])) i++;
        str rest = str_drop(code, i);
        if (nocase ? str_starts_nocase(rest, needle) : str_starts(rest, needle)) return true;
        at = str_find_char(code, '\n', at);
        if (at == SIZE_MAX) return false;
        at++;
    }
    return false;
}

static bool contains(str code, const char *text, bool nocase) {
    str needle = str_from(text);
    if (!nocase) return str_find(code, needle, 0) != SIZE_MAX;
    for (size_t i = 0; i + needle.n <= code.n; i++)
        if (str_starts_nocase(str_drop(code, i), needle)) return true;
    return false;
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

str code_detect(str code) {
    int score[LANGUAGES] = {0};
    code = str_sub(code, 0, LOOKED_AT);
    if (is_json(code)) return STR("json");
    for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
        const struct feature *f = &features[i];
        bool nocase = f->language == SQL || f->language == HTML;
        if (f->where == '^' ? line_starts(code, f->text, nocase) : contains(code, f->text, nocase)) score[f->language] += f->weight;
    }
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
