/* The languages that the scanner knows, as tables: adding one is adding a row. */
#include "code/scan.h"

#define C_QUOTES {{"\"", "\"", ESCAPES}, {"'", "'", ESCAPES}}
#define TRIPLE_QUOTES {{"\"\"\"", "\"\"\"", ESCAPES | LINES}, {"\"", "\"", ESCAPES}, {"'", "'", ESCAPES}}
#define SHELL_QUOTES {{"\"", "\"", ESCAPES | LINES}, {"'", "'", LINES}, {"`", "`", ESCAPES}}
#define SLASHES .line_comments = "//", .block_open = "/*", .block_close = "*/"

static const struct syntax SYNTAXES[] = {
    {.name = "python", .aliases = "py py3 python3 ipython gyp pyi", .flags = CAPITAL_TYPES | DECORATORS,
     .keywords = "and as assert async await break class continue def del elif else except finally for from global if "
                 "import in is lambda nonlocal not or pass raise return try while with yield match case True False "
                 "None",
     .types = "int float str bytes bool list dict set tuple object type complex frozenset bytearray range",
     .line_comments = "#", .prefixes = "r b f u rb br fr rf R B F U Rb bR BR rB Rf fR FR",
     .quotes = {{"\"\"\"", "\"\"\"", ESCAPES | LINES}, {"'''", "'''", ESCAPES | LINES}, {"\"", "\"", ESCAPES},
                {"'", "'", ESCAPES}}},
    {.name = "javascript", .aliases = "js jsx mjs cjs node nodejs ecmascript es6 react",
     .flags = CAPITAL_TYPES | DECORATORS | REGEX | JSX,
     .keywords = "async await break case catch class const continue debugger default delete do else export extends "
                 "finally for from function get if import in instanceof let new of return set static super switch "
                 "this throw try typeof var void while with yield true false null undefined NaN Infinity",
     .types = "Array Boolean Date Error Map Number Object Promise RegExp Set String Symbol", SLASHES,
     .quotes = {{"\"", "\"", ESCAPES}, {"'", "'", ESCAPES}, {"`", "`", ESCAPES | LINES | TEMPLATE}}},
    {.name = "typescript", .aliases = "ts tsx mts cts", .flags = CAPITAL_TYPES | DECORATORS | REGEX | JSX,
     .keywords = "abstract as asserts async await break case catch class const continue debugger declare default "
                 "delete do else enum export extends finally for from function get if implements import in infer "
                 "instanceof interface is keyof let namespace new of override private protected public readonly "
                 "return satisfies set static super switch this throw try type typeof var void while with yield true "
                 "false null undefined NaN Infinity",
     .types = "any bigint boolean never number object string symbol unknown", SLASHES,
     .quotes = {{"\"", "\"", ESCAPES}, {"'", "'", ESCAPES}, {"`", "`", ESCAPES | LINES | TEMPLATE}}},
    {.name = "java", .aliases = "jsp", .flags = CAPITAL_TYPES | DECORATORS,
     .keywords = "abstract assert break case catch class const continue default do else enum extends final finally "
                 "for goto if implements import instanceof interface native new non-sealed package permits private "
                 "protected public record return sealed static strictfp super switch synchronized this throw throws "
                 "transient try var volatile while yield true false null",
     .types = "boolean byte char double float int long short void", SLASHES, .quotes = TRIPLE_QUOTES},
    {.name = "c", .aliases = "h", .flags = PREPROCESSOR,
     .keywords = "auto break case const continue default do else enum extern for goto if inline register restrict "
                 "return sizeof static struct switch typedef union volatile while _Alignas _Alignof _Atomic _Generic "
                 "_Noreturn _Static_assert _Thread_local true false NULL",
     .types = "bool char double float int long short signed unsigned void size_t ssize_t ptrdiff_t int8_t int16_t "
              "int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t FILE _Bool",
     SLASHES, .prefixes = "L u8 u U", .quotes = C_QUOTES},
    {.name = "cpp", .aliases = "c++ cc cxx hpp hh arduino cuda", .flags = PREPROCESSOR | CAPITAL_TYPES | RAW_PARENS,
     .keywords = "alignas alignof and asm auto break case catch class co_await co_return co_yield concept const "
                 "const_cast consteval constexpr constinit continue decltype default delete do dynamic_cast else enum "
                 "explicit export extern final for friend goto if inline mutable namespace new noexcept not nullptr "
                 "operator or override private protected public register reinterpret_cast requires return sizeof "
                 "static static_assert static_cast struct switch template this thread_local throw try typedef typeid "
                 "typename union using virtual volatile while xor true false NULL",
     .types = "bool char char8_t char16_t char32_t double float int long short signed unsigned void wchar_t size_t "
              "string vector map set pair unique_ptr shared_ptr optional int8_t int16_t int32_t int64_t uint8_t "
              "uint16_t uint32_t uint64_t",
     SLASHES, .prefixes = "L u8 u U", .quotes = C_QUOTES},
    {.name = "csharp", .aliases = "c# cs dotnet", .flags = PREPROCESSOR | CAPITAL_TYPES | CAPITAL_CALLS,
     .keywords = "abstract as async await base break case catch checked class const continue default delegate do else "
                 "enum event explicit extern finally fixed for foreach get goto if implicit in init interface "
                 "internal is lock namespace new operator out override params partial private protected public "
                 "readonly record ref required return sealed set sizeof stackalloc static struct switch this throw "
                 "try typeof unchecked unsafe using var virtual volatile when where while yield true false null",
     .types = "bool byte char decimal double dynamic float int long nint nuint object sbyte short string uint ulong "
              "ushort void",
     SLASHES,
     .quotes = {{"\"\"\"", "\"\"\"", LINES}, {"$@\"", "\"", DOUBLED | LINES}, {"@\"", "\"", DOUBLED | LINES},
                {"$\"", "\"", ESCAPES}, {"\"", "\"", ESCAPES}, {"'", "'", ESCAPES}}},
    {.name = "go", .aliases = "golang", .flags = CAPITAL_TYPES | CAPITAL_CALLS,
     .keywords = "break case chan const continue default defer else fallthrough for func go goto if import interface "
                 "map package range return select struct switch type var true false nil iota",
     .types = "any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune "
              "string uint uint8 uint16 uint32 uint64 uintptr",
     SLASHES, .quotes = {{"\"", "\"", ESCAPES}, {"'", "'", ESCAPES}, {"`", "`", LINES}}},
    {.name = "rust", .aliases = "rs", .flags = CAPITAL_TYPES | LIFETIMES | NESTED_COMMENTS | RAW_HASHES,
     .keywords = "as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod "
                 "move mut pub ref return self static struct super trait type unsafe use where while true false",
     .types = "bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize Self", SLASHES,
     .prefixes = "b c", .quotes = {{"\"", "\"", ESCAPES | LINES}, {"'", "'", ESCAPES}}},
    {.name = "sql", .aliases = "mysql postgresql postgres psql plsql pl/sql tsql t-sql sqlite", .flags = ANY_CASE,
     .keywords = "add all alter and any as asc auto_increment begin between by cascade case check column commit "
                 "constraint create cross database declare default delete desc distinct drop else end except exec "
                 "exists explain fetch first following for foreign from full function grant group having if in index "
                 "inner insert intersect into is join key last lateral left like limit natural not null nulls offset "
                 "on or order outer over partition preceding primary procedure range recursive references replace "
                 "returning revoke right rollback row rows select set table temporary then to transaction trigger "
                 "truncate unbounded union unique update use using values view when where while window with true "
                 "false",
     .types = "bigint binary bit blob boolean char character date datetime decimal double float int integer interval "
              "json jsonb money numeric nvarchar real serial smallint text time timestamp tinyint uuid varchar",
     .line_comments = "--", .block_open = "/*", .block_close = "*/",
     .quotes = {{"'", "'", DOUBLED | LINES}, {"\"", "\"", DOUBLED}, {"`", "`", 0}}},
    {.name = "bash", .aliases = "sh shell zsh ksh console shell-session terminal shellscript cmd",
     .flags = COMMANDS | VARIABLES,
     .keywords = "case do done elif else esac export fi for function if in local readonly return select set source "
                 "then time until unset while exit break continue",
     .line_comments = "#", .quotes = SHELL_QUOTES},
    {.name = "dockerfile", .aliases = "docker containerfile", .flags = VARIABLES,
     .keywords = "FROM AS RUN CMD LABEL EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL "
                 "HEALTHCHECK SHELL MAINTAINER",
     .line_comments = "#", .quotes = C_QUOTES},
    {.name = "html", .aliases = "htm xhtml vue svelte", .kind = SYNTAX_TAGS,
     .quotes = {{"\"", "\"", LINES}, {"'", "'", LINES}}},
    {.name = "xml", .aliases = "xsl xslt xsd svg rss plist pom", .kind = SYNTAX_TAGS,
     .quotes = {{"\"", "\"", LINES}, {"'", "'", LINES}}},
    {.name = "css", .aliases = "scss less sass", .kind = SYNTAX_CSS, SLASHES, .quotes = C_QUOTES},
    {.name = "json", .aliases = "jsonc json5 jsonl ndjson", .kind = SYNTAX_JSON, .keywords = "true false null",
     SLASHES, .quotes = C_QUOTES},
    {.name = "yaml", .aliases = "yml", .kind = SYNTAX_YAML,
     .keywords = "true false null yes no on off True False Null Yes No On Off TRUE FALSE NULL",
     .quotes = {{"\"", "\"", ESCAPES | LINES}, {"'", "'", DOUBLED | LINES}}},
    {.name = "toml", .aliases = "ini cfg conf properties", .flags = KEYS, .keywords = "true false",
     .line_comments = "# ;",
     .quotes = {{"\"\"\"", "\"\"\"", ESCAPES | LINES}, {"'''", "'''", LINES}, {"\"", "\"", ESCAPES}, {"'", "'", 0}}},
    {.name = "php", .flags = VARIABLES | CAPITAL_TYPES,
     .keywords = "abstract and array as break callable case catch class clone const continue declare default do echo "
                 "else elseif empty enum extends final finally fn for foreach function global if implements include "
                 "include_once instanceof interface isset list match namespace new or print private protected public "
                 "readonly require require_once return static switch throw trait try unset use var while xor yield "
                 "true false null php",
     .types = "bool float int iterable mixed never object self string void", .line_comments = "// #",
     .block_open = "/*", .block_close = "*/", .quotes = {{"\"", "\"", ESCAPES | LINES}, {"'", "'", ESCAPES | LINES}}},
    {.name = "ruby", .aliases = "rb rails irb", .flags = CAPITAL_TYPES | SYMBOLS,
     .keywords = "alias and begin break case class def defined do else elsif end ensure extend false for if in include "
                 "loop module next nil not or private protected public raise redo require require_relative rescue "
                 "retry return self super then true undef unless until when while yield attr_accessor attr_reader "
                 "attr_writer puts lambda proc",
     .line_comments = "#",
     .quotes = {{"\"", "\"", ESCAPES | LINES}, {"'", "'", ESCAPES | LINES}, {"`", "`", ESCAPES}}},
    {.name = "kotlin", .aliases = "kt kts", .flags = CAPITAL_TYPES | DECORATORS | NESTED_COMMENTS,
     .keywords = "abstract actual annotation as break by catch class companion const constructor continue crossinline "
                 "data do dynamic else enum expect external final finally for fun get if import in infix init inline "
                 "inner interface internal is lateinit noinline object open operator out override package private "
                 "protected public reified return sealed set super suspend tailrec this throw try typealias val var "
                 "vararg when where while true false null",
     SLASHES, .quotes = TRIPLE_QUOTES},
    {.name = "swift", .flags = CAPITAL_TYPES | DECORATORS | NESTED_COMMENTS,
     .keywords = "actor as associatedtype async await break case catch class continue default defer deinit do else "
                 "enum extension fallthrough fileprivate final for func get guard if import in init inout internal is "
                 "lazy let mutating nonisolated open operator override private protocol public repeat rethrows return "
                 "self set some static struct subscript super switch throw throws try typealias unowned var weak "
                 "where while true false nil",
     SLASHES, .quotes = TRIPLE_QUOTES},
    {.name = "scala", .aliases = "sc", .flags = CAPITAL_TYPES | DECORATORS,
     .keywords = "abstract case catch class def do else enum extends extension final finally for given if implicit "
                 "import lazy match new object override package private protected return sealed super then this "
                 "throw trait try type using val var while with yield true false null",
     SLASHES, .prefixes = "s f raw", .quotes = TRIPLE_QUOTES},
    {.name = "dart", .aliases = "flutter", .flags = CAPITAL_TYPES | DECORATORS,
     .keywords = "abstract as assert async await break case catch class const continue covariant default deferred do "
                 "dynamic else enum export extends extension external factory final finally for get if implements "
                 "import in interface is late library mixin new on operator part required rethrow return sealed set "
                 "static super switch sync this throw try typedef var void while with yield true false null",
     .types = "bool double int num", SLASHES, .prefixes = "r", .quotes = TRIPLE_QUOTES},
    {.name = "r", .aliases = "rscript rlang", .flags = 0,
     .keywords = "break else for function if in next repeat return while TRUE FALSE NULL NA Inf NaN library require",
     .line_comments = "#", .quotes = {{"\"", "\"", ESCAPES | LINES}, {"'", "'", ESCAPES | LINES}}},
    {.name = "lua", .flags = 0,
     .keywords = "and break do else elseif end false for function goto if in local nil not or repeat return then true "
                 "until while",
     .line_comments = "--", .block_open = "--[[", .block_close = "]]", .quotes = C_QUOTES},
    {.name = "perl", .aliases = "pl pm", .flags = VARIABLES,
     .keywords = "and cmp die do else elsif eq for foreach ge given gt if last le local lt my ne next no not or our "
                 "package print printf push redo require return say shift sub unless until use when while",
     .line_comments = "#", .quotes = {{"\"", "\"", ESCAPES | LINES}, {"'", "'", ESCAPES | LINES}}},
    {.name = "powershell", .aliases = "ps1 pwsh ps", .flags = VARIABLES | ANY_CASE,
     .keywords = "begin break catch class continue do dynamicparam else elseif end exit filter finally for foreach "
                 "function if in param process return switch throw trap try until using while",
     .line_comments = "#", .block_open = "<#", .block_close = "#>",
     .quotes = {{"\"", "\"", DOUBLED | LINES}, {"'", "'", DOUBLED | LINES}}},
    {.name = "graphql", .aliases = "gql", .flags = VARIABLES | DECORATORS | CAPITAL_TYPES,
     .keywords = "directive enum extend fragment implements input interface mutation on query scalar schema "
                 "subscription type union true false null",
     .types = "Boolean Float ID Int String", .line_comments = "#", .quotes = TRIPLE_QUOTES}};

enum { SYNTAX_COUNT = sizeof SYNTAXES / sizeof *SYNTAXES };

static bool has_word(const char *words, str word) {
    str all = str_from(words);
    for (size_t at = 0; at < all.n;) {
        size_t end = str_find_char(all, ' ', at);
        if (end == SIZE_MAX) end = all.n;
        if (str_eq(str_sub(all, at, end), word)) return true;
        at = end + 1;
    }
    return false;
}

const struct syntax *syntax_find(str canonical) {
    for (size_t i = 0; i < SYNTAX_COUNT; i++)
        if (str_eq(canonical, str_from(SYNTAXES[i].name))) return &SYNTAXES[i];
    return NULL;
}

bool code_language_known(str canonical) { return syntax_find(canonical) != NULL; }

str code_language_name(struct arena *arena, str name) {
    str lower = arena_str(arena, str_trim(name));
    if (!lower.p) return (str){0};
    char *p = arena_array(arena, char, lower.n);
    if (!p) return (str){0};
    for (size_t i = 0; i < lower.n; i++) p[i] = char_is_upper(lower.p[i]) ? (char)(lower.p[i] | 0x20) : lower.p[i];
    lower = (str){p, lower.n};
    for (size_t i = 0; i < SYNTAX_COUNT; i++)
        if (str_eq(lower, str_from(SYNTAXES[i].name)) || has_word(SYNTAXES[i].aliases, lower))
            return str_from(SYNTAXES[i].name);
    return lower;
}

str code_class_name(enum code_class class) {
    static const char *const names[CODE_CLASSES] = {[CODE_PLAIN] = "", [CODE_KEYWORD] = "k", [CODE_STRING] = "s",
                                                    [CODE_COMMENT] = "c", [CODE_NUMBER] = "n", [CODE_FUNCTION] = "f",
                                                    [CODE_TYPE] = "t", [CODE_TAG] = "g", [CODE_ATTRIBUTE] = "a"};
    return str_from(names[class]);
}
