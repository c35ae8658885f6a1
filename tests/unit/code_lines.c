/* Code: lines given back to squeezed Python, and languages known by their looks; where neither must happen too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "code/code.h"

static void check_lines(const char *code, const char *want) {
    struct arena arena;
    arena_init(&arena);
    str out = str_from(code);
    size_t lines = 0, count = 1;
    bool changed = code_unflatten(&arena, str_from(code), STR("python"), &out, &lines);
    if (!str_eq(out, str_from(want))) fail_msg("\n code: %s\n want: %s\n have: %.*s", code, want, STR_ARG(out));
    for (size_t i = 0; i < out.n; i++) count += out.p[i] == '\n';
    if (changed) assert_int_equal(lines, count);
    assert_int_equal(changed, strcmp(code, want) != 0);
    arena_release(&arena);
}

static void squeezed_python_gets_its_lines(void **state) {
    (void)state;
    check_lines("def count_up(n): for i in range(n): yield i", "def count_up(n):\n    for i in range(n):\n        yield i");
    check_lines("def outer(f): def inner(*a, **k): print('x') return f(*a, **k) return inner",
                "def outer(f):\n    def inner(*a, **k):\n        print('x')\n        return f(*a, **k)\n    return inner");
    check_lines("if x > 0: return 1 else: return 2", "if x > 0:\n    return 1\nelse:\n    return 2");
    check_lines("try: f() except ValueError as e: log(e) finally: close()",
                "try:\n    f()\nexcept ValueError as e:\n    log(e)\nfinally:\n    close()");
    check_lines("class A: x = 1 def f(self): return self.x", "class A:\n    x = 1\n    def f(self):\n        return self.x");
    check_lines("l = ['b', 'c'] m = list(set(l)) m.sort() print(m)", "l = ['b', 'c']\nm = list(set(l))\nm.sort()\nprint(m)");
    check_lines("import os def walk(p): for d in os.walk(p): print(d)", "import os\ndef walk(p):\n    for d in os.walk(p):\n        print(d)");
    check_lines("def f(x): for i in x: print(i) if __name__ == '__main__': f([1])",
                "def f(x):\n    for i in x:\n        print(i)\nif __name__ == '__main__':\n    f([1])");
    check_lines("class A: @property\ndef f(self): return 1", "class A:\n    @property\n    def f(self): return 1");
}

static void valid_python_stays(void **state) {
    (void)state;
    static const char *const valid[] = {
        "def func(a, *args, **kwargs): pass", "def get_db(): yield SessionLocal()", "def read(db=Depends(get_db)): ...",
        "if x: y = 1; z = 2", "for k in {'a': 1}: print(k)", "x = [i for i in y if i else 0]", "d = {'a': 1, 'b': 2}",
        "def f(x: int = 3) -> str: return 'a' 'b'", "if a and not b: return a if b else c", "with open('f') as f: data = f.read()",
        "class A: pass", "def f(x): return lambda y: x + y", "for i in range(3): # comment here", "while True: i += 1",
        "x = a[1:2] if b else c", "else: return x", "def f(): return await g()", "import a; import b", "", "print('a: b c')",
        "if x: raise E from e", "The result is 5 and more of it", "0. apple 1. banana", ">>> a = f(1) >>> b = 2", "[2, 4, 6] is it",
        "x = 1 if y else 2", "print('a') # then b = 2", "from a import b as c, d", "# x = f(1) y = 2", "ImportError: No module named x (see y)", "def f(:", "if 'unclosed: x y"};
    for (size_t i = 0; i < sizeof valid / sizeof *valid; i++) check_lines(valid[i], valid[i]);
}

static void other_languages_stay(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    str out = STR("same");
    size_t lines = 7;
    assert_false(code_unflatten(&arena, STR("for i in 1 2 3; do echo $i; done"), STR("bash"), &out, &lines));
    assert_true(str_eq(out, STR("same")));
    assert_int_equal(lines, 7);
    arena_release(&arena);
}

static void languages_are_known_by_their_looks(void **state) {
    (void)state;
    static const struct { const char *code, *language; } cases[] = {
        {"uvicorn main:app --host 0.0.0.0 --port 8000 --workers 4", "bash"}, {"pip install fastapi", "bash"},
        {"import copy\norig = [[1,2],[3,4]]", "python"}, {"def f(x):\n    return x", "python"},
        {"SELECT name FROM users WHERE id = 1;", "sql"}, {"select a, b\nfrom t\nwhere a > 1", "sql"},
        {"{\"name\": \"x\", \"n\": [1, 2]}", "json"}, {"const x = () => {\n  console.log('a');\n};", "javascript"},
        {"public class A {\n  public static void main(String[] args) {\n    System.out.println(1);\n  }\n}", "java"},
        {"#include <stdio.h>\nint main(void) {\n  printf(\"x\");\n}", "c"}, {"#include <iostream>\nint main() { std::cout << 1; }", "cpp"},
        {"package main\nfunc main() { fmt.Println(1) }", "go"}, {"fn main() {\n    let mut x = 1;\n    println!(\"{}\", x);\n}", "rust"},
        {"<div class=\"a\">\n  <p>x</p>\n</div>", "html"}, {"apiVersion: v1\nkind: Pod", "yaml"},
        {"<html>\n<head>\n<style>a { color: red; }</style>\n<script>const x = () => { console.log('a'); };\nlet y = 1;\nfunction f() { return x; }</script>\n</head>\n<body><div class=\"a\"></div></body>\n</html>", "html"},
        {"a {\n  color: red;\n  margin: 2px;\n}", "css"},
        {"just some words of prose", ""}, {"x = 1", ""}, {"", ""}, {"1 2 3", ""}};
    struct code_features features;
    code_features_init(&features);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        str have = code_detect(&features, str_from(cases[i].code));
        if (!str_eq(have, str_from(cases[i].language)))
            fail_msg("%s\n want: %s have: %.*s", cases[i].code, cases[i].language, STR_ARG(have));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(squeezed_python_gets_its_lines), cmocka_unit_test(valid_python_stays),
                                       cmocka_unit_test(other_languages_stay), cmocka_unit_test(languages_are_known_by_their_looks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
