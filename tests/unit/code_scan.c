/* code_scan: what the colouring scanner makes of each language, of broken code, and of hostile code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <cmocka.h>

#include "code/code.h"

/* Tokens as "class text" parted by " | ". */
static void show(const char *language, str code, struct buf *out) {
    code_tokens tokens = {0};
    uint32_t at = 0;
    assert_true(code_scan(code, str_from(language), &tokens));
    for (size_t i = 0; i < tokens.n; i++) {
        const struct code_token *t = &tokens.at[i];
        assert_true(t->from >= at && t->to > t->from && t->to <= code.n);
        at = t->to;
        if (i) buf_put(out, STR(" | "));
        buf_put(out, code_class_name((enum code_class)t->class));
        buf_put_char(out, ' ');
        buf_put(out, str_sub(code, t->from, t->to));
    }
    vec_release(&tokens);
}

static void assert_tokens(const char *language, const char *code, const char *want) {
    struct buf got;
    buf_init(&got);
    show(language, str_from(code), &got);
    buf_put_char(&got, 0);
    assert_string_equal(got.p, want);
    buf_release(&got);
}

static void python(void **state) {
    (void)state;
    assert_tokens("python", "@lru.cache(1)\nasync def f(x: int) -> Foo:  # add\n    return self.class_(x, r'\\d\"', 0x1F)",
                  "a @lru.cache | n 1 | k async | k def | f f | t int | t Foo | c # add | k return | f class_ | s r'\\d\"' | n 0x1F");
    assert_tokens("python", "class A(B):\n  \"\"\"doc\n  'x'\"\"\"\n  x = None or 1.5e-3", 
                  "k class | t A | s \"\"\"doc\n  'x'\"\"\" | k None | k or | n 1.5e-3");
    assert_tokens("python", "obj.import.match(1); match = 2", "f match | n 1 | n 2");
}

static void javascript(void **state) {
    (void)state;
    assert_tokens("javascript", "const re = /[/]\\/x/gi, q = a / b / c;",
                  "k const | s /[/]\\/x/gi");
    assert_tokens("javascript", "let s = `a ${f({b: `in${x}`})} z`; // end",
                  "k let | s `a ${ | f f | s `in${ | s }` | s } z` | c // end");
    assert_tokens("javascript", "return <div className=\"a\" {...p}>Don't if {x.map(v => <Li k={v}/>)}</div>;",
                  "k return | g <div | a className | s \"a\" | g > | f map | g <Li | a k | g /> | g </div>");
    assert_tokens("javascript", "if (a < b && c > d) return new Map();", "k if | k return | k new | t Map");
    assert_tokens("typescript", "type A<T> = { type: string, get(): T };", "k type | t A | t string | f get");
}

static void c_family(void **state) {
    (void)state;
    assert_tokens("c", "#include <stdio.h>\nint main(void) { return 'a' + 10u; /* x */ }",
                  "k #include | s <stdio.h> | t int | f main | t void | k return | s 'a' | n 10u | c /* x */");
    assert_tokens("cpp", "auto s = R\"x(a)\" b)x\"; std::vector<int> v;", "k auto | s R\"x(a)\" b)x\" | t vector | t int");
    assert_tokens("java", "@Override public String get(List<String> l) { return \"\"; }",
                  "a @Override | k public | t String | f get | t List | t String | k return | s \"\"");
    assert_tokens("csharp", "var p = @\"c:\\\"\"x\"; Console.WriteLine($\"{p}\");",
                  "k var | s @\"c:\\\"\"x\" | t Console | f WriteLine | s $\"{p}\"");
    assert_tokens("go", "func (s *S) Run() error { fmt.Println(`a\nb`) }",
                  "k func | f Run | t error | f Println | s `a\nb`");
    assert_tokens("rust", "fn f<'a>(x: &'a str) -> char { r#\"a\"b\"#; 'x' } /* a /* b */ c */",
                  "k fn | f f | a 'a | a 'a | t str | t char | s r#\"a\"b\"# | s 'x' | c /* a /* b */ c */");
}

static void rust_macros(void **state) {
    (void)state;
    assert_tokens("rust", "println!(\"x\"); if a != (b) {}", "f println | s \"x\" | k if");
}

static void sql(void **state) {
    (void)state;
    assert_tokens("sql", "SELECT count(*), 'it''s' from T where id = 3 -- all",
                  "k SELECT | f count | s 'it''s' | k from | k where | n 3 | c -- all");
}

static void shells(void **state) {
    (void)state;
    assert_tokens("bash", "$ sudo apt-get install -y foo && X=1 ./run --for=me # go\nfor f in *.txt; do echo \"$f\"; done",
                  "f sudo | f apt-get | a -y | a X | f ./run | a --for=me | c # go | k for | k in | k do | f echo | s \"$f\" | k done");
    assert_tokens("bash", "cat <<'EOF' > x\nif then\nEOF\nls ${HOME}", "f cat | s if then\nEOF | f ls | a ${HOME}");
}

static void markup(void **state) {
    (void)state;
    assert_tokens("html", "<!DOCTYPE html><a href=\"x\" hidden>T &amp; if</a><!-- c --><script>let x</script><br/>",
                  "k <!DOCTYPE html> | g <a | a href | s \"x\" | a hidden | g > | n &amp; | g </a> | c <!-- c --> | g <script> | k let | g </script><br/>");
    assert_tokens("css", "a.b:hover > #c { color: #fff; margin: 1.5em calc(1px); } @media print { p { x: y } }",
                  "g a | t .b | k :hover | t #c | a color | n #fff | a margin | n 1.5em | f calc | n 1px | k @media | g print | g p | a x");
}

static void data(void **state) {
    (void)state;
    assert_tokens("json", "{\"a\" : [1, -2.5e+3, \"b\", true, null]}", "a \"a\" | n 1 | n 2.5e+3 | s \"b\" | k true | k null");
    assert_tokens("yaml", "# c\na: 1\nb:\n  - c: 'x: y'\n    d: true\nt: |\n  text: 1\n  more\ne: http://x # z\nf: {g: 2}",
                  "c # c | a a | n 1 | a b | a c | s 'x: y' | a d | k true | a t | s   text: 1\n  more\n | a e | c # z | a f | a g | n 2");
    assert_tokens("toml", "[a.b]\nk = \"v\" # c", "g [a.b] | a k | s \"v\" | c # c");
}

static void names(void **state) {
    (void)state;
    static const char *const cases[][2] = {{"Py", "python"}, {" C++ ", "cpp"}, {"C#", "csharp"}, {"tsx", "typescript"},
                                           {"Shell", "bash"}, {"golang", "go"}, {"YML", "yaml"}, {"Brainfuck", "brainfuck"},
                                           {"", ""}, {"c", "c"}, {"R", "r"}};
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(str_eq(code_language_name(&a, str_from(cases[i][0])), str_from(cases[i][1])));
    assert_true(code_language_known(STR("rust")));
    assert_false(code_language_known(STR("rs")) || code_language_known(STR("brainfuck")) || code_language_known((str){0}));
    arena_release(&a);
}

static const char *const ALL[] = {"python", "javascript", "typescript", "java", "c", "cpp", "csharp", "go", "rust", "sql",
                                  "bash", "dockerfile", "html", "xml", "css", "json", "yaml", "toml", "php", "ruby",
                                  "kotlin", "swift", "scala", "dart", "r", "lua", "perl", "powershell", "graphql"};
enum { LANGUAGES = sizeof ALL / sizeof *ALL };

static void broken_code_is_only_code(void **state) {
    (void)state;
    static const char *const cases[] = {"\"", "'", "`${", "/*", "<a b=\"", "don't x = 1", "<<", "<<EOF\nx", "R\"(", "r#\"",
                                        "#", "@", "$", "${", "\\", "`${`${`", "<!--", "&amp", "a:\n  - |", "}}}", "</", "\xFF\x80", "0x", "1.", ":", "=" };
    for (size_t l = 0; l < LANGUAGES; l++) {
        assert_true(code_language_known(str_from(ALL[l])));
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            struct buf b;
            buf_init(&b);
            show(ALL[l], str_from(cases[i]), &b);
            buf_release(&b);
        }
    }
    assert_tokens("javascript", "don't stop; let x = 'y'", "k let | s 'y'");
    assert_tokens("none", "if", "");
}

/* Patterns that make a scanner look again and again, repeated; what is quadratic takes seconds. */
static void hostile_code_takes_linear_time(void **state) {
    (void)state;
    static const char *const cases[] = {"\"", "'", "\\\"", "\"\\", "(/[", "${", "`${", "<a ", "<a x=\"", "{", "/*", "<<A ", "a:{",
                                        "&#", "x;a:", "r#\"", "R\"(", "<!", "@a.", "[", " ", "'a", "=\"'", "- ", "{\"a\" ", "</", "<><", "a(" };
    enum { SIZE = 1 << 15 };
    static char code[SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n = strlen(cases[i]);
        for (size_t at = 0; at < SIZE; at++) code[at] = cases[i][at % n];
        for (size_t l = 0; l < LANGUAGES; l++) {
            code_tokens tokens = {0};
            clock_t start = clock();
            assert_true(code_scan(str_of(code, SIZE), str_from(ALL[l]), &tokens));
            double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
            if (seconds > 0.3) fail_msg("%s takes %d ms for %s", ALL[l], (int)(seconds * 1000), cases[i]);
            vec_release(&tokens);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(python), cmocka_unit_test(javascript), cmocka_unit_test(c_family), cmocka_unit_test(rust_macros), cmocka_unit_test(sql),
        cmocka_unit_test(shells), cmocka_unit_test(markup), cmocka_unit_test(data), cmocka_unit_test(names),
        cmocka_unit_test(broken_code_is_only_code), cmocka_unit_test(hostile_code_takes_linear_time)};
    return cmocka_run_group_tests_name("code_scan", tests, NULL, NULL);
}
