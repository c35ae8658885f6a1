/* Unflattening of what is not Python (code_lines.c has that): code squeezed onto one line gets its lines back, code as
 * people write it stays. Whatever happens, the tokens stay the same in their order, and what came out is squeezed no
 * more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "code/code.h"

struct expected {
    const char *language, *code, *want;
};

static size_t without_blanks(str s, char *out) {
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (!char_is_space(s.p[i])) out[n++] = s.p[i];
    return n;
}

static void same_tokens(str a, str b) {
    static char one[1 << 20], two[1 << 20];
    assert_true(a.n < sizeof one && b.n < sizeof two);
    size_t n = without_blanks(a, one), m = without_blanks(b, two);
    if (n != m || memcmp(one, two, n) != 0) fail_msg("tokens differ:\n%.*s\n%.*s", STR_ARG(a), STR_ARG(b));
}

static void check(const struct expected *e) {
    struct arena arena;
    arena_init(&arena);
    str code = str_from(e->code), want = str_from(e->want), out = code, again;
    size_t lines = 0, count = 1;
    bool changed = code_unflatten(&arena, code, str_from(e->language), &out, &lines);
    if (!str_eq(out, want)) fail_msg("\n code: %s\n want: %s\n have: %.*s", e->code, e->want, STR_ARG(out));
    assert_int_equal(changed, !str_eq(code, want));
    same_tokens(code, out);
    for (size_t i = 0; i < out.n; i++) count += out.p[i] == '\n';
    if (changed) assert_int_equal(lines, count);
    if (changed && code_unflatten(&arena, out, str_from(e->language), &again, &lines))
        fail_msg("not settled:\n%.*s\n%.*s", STR_ARG(out), STR_ARG(again));
    arena_release(&arena);
}

#define CHECK(cases) \
    for (size_t i = 0; i < sizeof(cases) / sizeof *(cases); i++) check(&(cases)[i])

static void blocks_in_braces_get_their_lines(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {"java", "public class Main { public static void main(String[] args) { int x = 5; for (int i = 0; i < x; i++) { System.out.println(\"a; b {\" + i); } if (x > 3) { foo(); } else { bar(); } } }",
         "public class Main {\n    public static void main(String[] args) {\n        int x = 5;\n"
         "        for (int i = 0; i < x; i++) {\n            System.out.println(\"a; b {\" + i);\n        }\n"
         "        if (x > 3) {\n            foo();\n        } else {\n            bar();\n        }\n    }\n}"},
        {"java", "@RestController @RequestMapping(\"/api\") public class A { @Autowired private Foo foo; @GetMapping(\"/x\") public String x() { return foo.y(); } }",
         "@RestController\n@RequestMapping(\"/api\")\npublic class A {\n    @Autowired\n    private Foo foo;\n"
         "    @GetMapping(\"/x\")\n    public String x() {\n        return foo.y();\n    }\n}"},
        {"java", "int[] a = {1, 2, 3}; for (int i : a) { sum += i; System.out.println(i); }",
         "int[] a = {1, 2, 3};\nfor (int i : a) {\n    sum += i;\n    System.out.println(i);\n}"},
        {"c", "#include <stdio.h> int main(void) { printf(\"hi; there\\n\"); return 0; }",
         "#include <stdio.h>\nint main(void) {\n    printf(\"hi; there\\n\");\n    return 0;\n}"},
        {"c", "typedef struct { int x; int y; char name[20]; } point; struct node { int v; struct node *next; };",
         "typedef struct {\n    int x;\n    int y;\n    char name[20];\n} point;\nstruct node {\n    int v;\n"
         "    struct node *next;\n};"},
        {"c", "switch (x) { case 1: a(); break; case 2: b(); break; default: c(); } return 0;",
         "switch (x) {\n    case 1:\n        a();\n        break;\n    case 2:\n        b();\n        break;\n"
         "    default:\n        c();\n}\nreturn 0;"},
        {"cpp", "class A { public: A() : x(0) {} int get() const { return x; } private: int x; };",
         "class A {\npublic:\n    A() : x(0) {}\n    int get() const {\n        return x;\n    }\nprivate:\n"
         "    int x;\n};"},
        {"javascript", "function debounce(fn, ms) { let t; return function(...args) { clearTimeout(t); t = setTimeout(() => fn.apply(this, args), ms); }; }",
         "function debounce(fn, ms) {\n  let t;\n  return function(...args) {\n    clearTimeout(t);\n"
         "    t = setTimeout(() => fn.apply(this, args), ms);\n  };\n}"},
        {"javascript", "app.get('/', (req, res) => { const x = { a: 1, b: 2 }; res.send(`hello ${x.a}; {`); });",
         "app.get('/', (req, res) => {\n  const x = { a: 1, b: 2 };\n  res.send(`hello ${x.a}; {`);\n});"},
        {"javascript", "const a = 1 const b = 2 console.log(a + b)",
         "const a = 1\nconst b = 2\nconsole.log(a + b)"},
        {"javascript", "const p = new Promise((resolve, reject) => { setTimeout(() => resolve('x'), 100) }) p.then(v => console.log(v)).catch(e => console.error(e))",
         "const p = new Promise((resolve, reject) => { setTimeout(() => resolve('x'), 100) })\n"
         "p.then(v => console.log(v)).catch(e => console.error(e))"},
        {"javascript", "import React from \"react\"; import x from \"y\"; export default function App() { return <div>Hello; {x}</div>; }",
         "import React from \"react\";\nimport x from \"y\";\nexport default function App() {\n"
         "  return <div>Hello; {x}</div>;\n}"},
        {"typescript", "interface User { id: number; name: string; email?: string; } const u: User = { id: 1, name: \"a\" };",
         "interface User {\n  id: number;\n  name: string;\n  email?: string;\n}\n"
         "const u: User = { id: 1, name: \"a\" };"},
        {"go", "package main import \"fmt\" func main() { x := 1 y := 2 fmt.Println(x + y) if x > 1 { return } }",
         "package main\nimport \"fmt\"\nfunc main() {\n    x := 1\n    y := 2\n    fmt.Println(x + y)\n"
         "    if x > 1 { return }\n}"},
        {"go", "func add(a int, b int) (int, error) { if a < 0 { return 0, errors.New(\"neg\") } return a + b, nil }",
         "func add(a int, b int) (int, error) {\n    if a < 0 { return 0, errors.New(\"neg\") }\n"
         "    return a + b, nil\n}"},
        {"rust", "fn main() { let mut v = vec![1, 2]; v.push(3); for i in &v { println!(\"{}\", i); } }",
         "fn main() {\n    let mut v = vec![1, 2];\n    v.push(3);\n    for i in &v {\n"
         "        println!(\"{}\", i);\n    }\n}"},
        {"csharp", "public class A { public int X { get; set; } public string Name { get; private set; } public void Go() { Console.WriteLine(\"x\"); } }",
         "public class A {\n    public int X { get; set; }\n    public string Name { get; private set; }\n"
         "    public void Go() {\n        Console.WriteLine(\"x\");\n    }\n}"},
        {"php", "function a($x) { $y = $x . \"; {\"; echo $y; return $y; }",
         "function a($x) {\n    $y = $x . \"; {\";\n    echo $y;\n    return $y;\n}"},
        {"css", ".a { color: red; margin: 0 } .b { display: flex; }",
         ".a {\n  color: red;\n  margin: 0\n}\n.b {\n  display: flex;\n}"},
        {"kotlin", "data class A(val x: Int) fun main() { val a = A(1) println(a.x) for (i in 1..3) { println(i) } }",
         "data class A(val x: Int)\nfun main() {\n    val a = A(1)\n    println(a.x)\n"
         "    for (i in 1..3) { println(i) }\n}"},
        {"swift", "func f(_ x: Int) -> Int { guard x > 0 else { return 0 } let y = x * 2 return y }",
         "func f(_ x: Int) -> Int {\n    guard x > 0 else { return 0 }\n    let y = x * 2\n    return y\n}"},
        {"javascript", "class A { constructor(x) { this.x = x; } foo() {} static bar() { return 1 } get z() { return this.x } }",
         "class A {\n  constructor(x) {\n    this.x = x;\n  }\n  foo() {}\n  static bar() { return 1 }\n"
         "  get z() { return this.x }\n}"},
        {"javascript", "const f = async (a) => { const r = await fetch(a) const j = await r.json() return j }",
         "const f = async (a) => {\n  const r = await fetch(a)\n  const j = await r.json()\n  return j\n}"},
        {"go", "for i := 0; i < 10; i++ { if v, ok := m[i]; ok { fmt.Println(v) } total += v }",
         "for i := 0; i < 10; i++ {\n    if v, ok := m[i]; ok { fmt.Println(v) }\n    total += v\n}"},
        {"go", "type Stack struct { items []int } func (s *Stack) Push(x int) { s.items = append(s.items, x) } func (s *Stack) Pop() int { l := len(s.items) return l }",
         "type Stack struct { items []int }\nfunc (s *Stack) Push(x int) { s.items = append(s.items, x) }\n"
         "func (s *Stack) Pop() int {\n    l := len(s.items)\n    return l\n}"},
        {"go", "go func() { defer wg.Done() ch <- 1 }()",
         "go func() {\n    defer wg.Done()\n    ch <- 1\n}()"},
        {"javascript", "const [a, setA] = useState(0); useEffect(() => { document.title = `x ${a}`; return () => { cleanup(); }; }, [a]);",
         "const [a, setA] = useState(0);\nuseEffect(() => {\n  document.title = `x ${a}`;\n  return () => {\n"
         "    cleanup();\n  };\n}, [a]);"},
        {"javascript", "setTimeout(function() { console.log(\"timeout\"); }, 0); console.log(\"end\");",
         "setTimeout(function() {\n  console.log(\"timeout\");\n}, 0);\nconsole.log(\"end\");"},
        {"javascript", "async function a() { try { await b(); } catch (e) { console.log(e) } finally { c() } }",
         "async function a() {\n  try {\n    await b();\n  } catch (e) { console.log(e) } finally { c() }\n}"},
    };
    CHECK(cases);
}

static void clauses_of_sql_get_their_lines(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {"sql", "SELECT u.name, COUNT(o.id) AS n FROM users u LEFT JOIN orders o ON o.user_id = u.id WHERE u.active = 1 AND o.x IN (SELECT id FROM t WHERE y BETWEEN 1 AND 2 AND name = 'from; where') GROUP BY u.name HAVING COUNT(o.id) > 5 ORDER BY n DESC LIMIT 10;",
         "SELECT u.name, COUNT(o.id) AS n\nFROM users u\nLEFT JOIN orders o ON o.user_id = u.id\n"
         "WHERE u.active = 1 AND o.x IN (\n    SELECT id\n    FROM t\n"
         "    WHERE y BETWEEN 1 AND 2 AND name = 'from; where'\n)\nGROUP BY u.name\nHAVING COUNT(o.id) > 5\n"
         "ORDER BY n DESC\nLIMIT 10;"},
        {"sql", "CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(100) NOT NULL, created TIMESTAMP DEFAULT now(), FOREIGN KEY (a) REFERENCES b(id) ON DELETE SET NULL);",
         "CREATE TABLE users (\n    id INT PRIMARY KEY,\n    name VARCHAR(100) NOT NULL,\n"
         "    created TIMESTAMP DEFAULT now(),\n    FOREIGN KEY (a) REFERENCES b(id) ON DELETE SET NULL\n);"},
        {"sql", "SELECT * FROM a; DELETE FROM b WHERE id = 3; UPDATE x SET y = 1 WHERE z = 2;",
         "SELECT *\nFROM a;\nDELETE FROM b\nWHERE id = 3;\nUPDATE x\nSET y = 1\nWHERE z = 2;"},
        {"sql", "SELECT DISTINCT salary FROM employees e1 WHERE 3 = (SELECT COUNT(DISTINCT salary) FROM employees e2 WHERE e2.salary >= e1.salary);",
         "SELECT DISTINCT salary\nFROM employees e1\nWHERE 3 = (\n    SELECT COUNT(DISTINCT salary)\n"
         "    FROM employees e2\n    WHERE e2.salary >= e1.salary\n);"},
    };
    CHECK(cases);
}

static void commands_of_a_shell_get_their_lines(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {"bash", "for f in *.txt; do if [ -f \"$f\" ]; then echo \"file; $f\"; cp \"$f\" /tmp/backup/; else echo none; fi; done && echo finished everything",
         "for f in *.txt; do\n    if [ -f \"$f\" ]; then\n        echo \"file; $f\";\n"
         "        cp \"$f\" /tmp/backup/;\n    else\n        echo none;\n    fi;\ndone &&\n"
         "    echo finished everything"},
        {"bash", "docker build -t app . && docker run -d -p 80:80 app && docker ps && docker logs app --follow --tail 10",
         "docker build -t app . &&\n    docker run -d -p 80:80 app &&\n    docker ps &&\n"
         "    docker logs app --follow --tail 10"},
    };
    CHECK(cases);
}

static void members_of_json_get_their_lines(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {"json", "{\"name\": \"x\", \"version\": \"1.0.0\", \"scripts\": {\"start\": \"node index.js\", \"test\": \"jest, {a}\"}, \"list\": [1, 2, 3], \"o\": {\"deep\": {\"er\": 1}}}",
         "{\n  \"name\": \"x\",\n  \"version\": \"1.0.0\",\n"
         "  \"scripts\": {\"start\": \"node index.js\", \"test\": \"jest, {a}\"},\n  \"list\": [1, 2, 3],\n"
         "  \"o\": {\n    \"deep\": {\"er\": 1}\n  }\n}"},
    };
    CHECK(cases);
}

static void elements_of_html_get_their_lines(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {"html", "<!DOCTYPE html><html><head><title>Page</title><meta charset=\"utf-8\"></head><body><h1>Hello</h1><ul><li>One</li><li>Two <b>x</b></li></ul><script>if (a < b) { x(); }</script></body></html>",
         "<!DOCTYPE html>\n<html>\n  <head>\n    <title>Page</title>\n    <meta charset=\"utf-8\">\n"
         "  </head>\n  <body>\n    <h1>Hello</h1>\n    <ul>\n      <li>One</li>\n      <li>Two <b>x</b></li>\n"
         "    </ul>\n    <script>if (a < b) { x(); }</script>\n  </body>\n</html>"},
        {"xml", "<dependency><groupId>org.springframework</groupId><artifactId>spring-core</artifactId><version>5.3</version></dependency>",
         "<dependency>\n  <groupId>org.springframework</groupId>\n  <artifactId>spring-core</artifactId>\n"
         "  <version>5.3</version>\n</dependency>"},
    };
    CHECK(cases);
}

static void a_comma_at_the_end_makes_members(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {"javascript", "const user = { name: \"John\", job: { title: \"IT\", }, }; Object.freeze(user);",
         "const user = {\n  name: \"John\",\n  job: {\n    title: \"IT\",\n  },\n};\nObject.freeze(user);"},
        {"javascript", "const user = { name: \"John\", job: { title: \"IT\" } };", "const user = { name: \"John\", job: { title: \"IT\" } };"},
    };
    CHECK(cases);
}

static void code_as_people_write_it_stays(void **state) {
    (void)state;
    static const struct { const char *language, *code; } cases[] = {
        {"java", "@Override public String toString() { return \"x\" + x; }"},
        {"c", "for (int i = 0; i < n; i++) { a[i] = i; }"},
        {"javascript", "const add = (a, b) => { return a + b; };"},
        {"rust", "fn add(a: i32, b: i32) -> i32 { a + b }"},
        {"rust", "fn longest<'a>(x: &'a str, y: &'a str) -> &'a str { if x.len() > y.len() { x } else { y } }"},
        {"css", ".a { color: red; margin: 0; }"},
        {"sql", "SELECT name FROM users WHERE id = 1;"},
        {"bash", "for i in 1 2 3; do echo $i; done"},
        {"javascript", "if (x) return 1; else return 2;"},
        {"javascript", "if (err) return console.error(err) else foo()"},
        {"javascript", "console.log(1); console.log(2); console.log(3);"},
        {"java", "List<String> l = new ArrayList<>(); l.add(\"a\"); // adds; one"},
        {"typescript", "type A = { a: string; b: number }; function f<T>(x: T): T { return x }"},
        {"javascript", "let x = 10; var y = \"a; b\"; // comment { here"},
        {"javascript", "import { a } from \"b\"; export { c } from \"d\""},
        {"javascript", "The setTimeout() function is used to call a function and return a promise; see the let keyword { and } for it."},
        {"java", "if (x) { a(); b(); } else { c"},
        {"c", "#define MAX(a, b) ((a) > (b) ? (a) : (b)) int x; int y; int z;"},
        {"sql", "select the option that is listed from the menu where the value is shown and group by the user; or do not select it at all"},
        {"bash", "cat <<EOF > file; echo this is a here-document && echo that cannot be told again; echo and so it stays as it is now"},
        {"bash", "case \"$1\" in start) echo starting the thing now ;; stop) echo stopping the thing now ;; *) echo \"usage: $0 start\" ;; esac"},
        {"json", "{\"a\": 1, \"b\": [1, 2, 3]}"},
        {"html", "<p>A paragraph with <b>bold</b> and <i>italic</i> words and <code>code</code>, all of them in one line.</p> and more"},
        {"html", "<ul><li>One</li></ul>"},
        {"xml", "<a><b>text</b><c><d>unclosed and longer than eighty columns to be looked at at all</c></a>"},
        {"ruby", "def f; x = 1; y = 2; z = 3; end"},
        {"", "int main() { a(); b(); c(); }"},
        {"go", "for i := 0; i < n; i++ { sum += i }"},
        {"javascript", "/* function a() { x(); y(); z(); } */"},
        {"javascript", "const s = \"function a() { x(); y(); z(); }\";"},
        {"java", "public int getX() { return x; }"},
        {"typescript", "const x: string = `a; ${b}; c; ${d}; e`;"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check(&(struct expected){cases[i].language, cases[i].code, cases[i].code});
}

/* Lines are looked at with what stands around them: within a comment or a string nothing is code. */
static void lines_know_what_surrounds_them(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {"javascript", "/*\nfunction a() { x(); y(); z(); }\n*/", "/*\nfunction a() { x(); y(); z(); }\n*/"},
        {"javascript", "const s = `\nfunction a() { x(); y(); z(); }\n`;", "const s = `\nfunction a() { x(); y(); z(); }\n`;"},
        {"python", "\"\"\"\ndef f(x): y = x return y\n\"\"\"", "\"\"\"\ndef f(x): y = x return y\n\"\"\""},
        {"python", "'''\n@:param s1: The first\n'''", "'''\n@:param s1: The first\n'''"},
        {"java", "class A {\n    void f() { a(); b(); c(); }\n}", "class A {\n    void f() {\n        a();\n        b();\n        c();\n    }\n}"},
    };
    CHECK(cases);
}

/* However much there is, it ends, and soon. */
static void hostile_code_ends(void **state) {
    (void)state;
    static char code[60000];
    static const struct { const char *language, *piece; } cases[] = {
        {"javascript", "{"}, {"javascript", "{;"}, {"java", "{a;}"}, {"java", "(;"}, {"sql", "(select "}, {"sql", "select a from b "},
        {"bash", "if a; then "}, {"json", "["}, {"json", "[{},"}, {"html", "<a>"}, {"html", "<a b='"}, {"xml", "<a></a>"}, {"css", "a{b:c;}"},
        {"go", "x := 1 "}, {"python", "if a: b "}, {"c", ":a;"}, {"json", ","}, {"css", ";"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena;
        arena_init(&arena);
        size_t lines, n = strlen(cases[i].piece);
        for (size_t at = 0; at + n <= sizeof code; at += n) memcpy(code + at, cases[i].piece, n);
        str whole = str_of(code, sizeof code - sizeof code % n), out = whole;
        if (!code_unflatten(&arena, whole, str_from(cases[i].language), &out, &lines)) assert_ptr_equal(out.p, whole.p);
        same_tokens(whole, out);
        arena_release(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(blocks_in_braces_get_their_lines),
                                       cmocka_unit_test(clauses_of_sql_get_their_lines),
                                       cmocka_unit_test(commands_of_a_shell_get_their_lines),
                                       cmocka_unit_test(members_of_json_get_their_lines),
                                       cmocka_unit_test(elements_of_html_get_their_lines),
                                       cmocka_unit_test(a_comma_at_the_end_makes_members),
                                       cmocka_unit_test(code_as_people_write_it_stays),
                                       cmocka_unit_test(lines_know_what_surrounds_them),
                                       cmocka_unit_test(hostile_code_ends)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
