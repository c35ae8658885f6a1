/* The inside of the colouring scanner, for the files of this module only.
 *
 *   languages.c   what is told by tables: names, words, quotes, comments
 *   scan.c        the scanner that those tables drive
 *   scan_tags.c   HTML, XML, and the tags inside JavaScript (JSX)
 *   scan_data.c   CSS, JSON, YAML
 *
 * All of it goes forward only: each byte is looked at a bounded number of times, whatever the code is. Broken code
 * is coloured as far as it makes sense; a quote that its line does not close is no string. */
#ifndef QAP_CODE_SCAN_H
#define QAP_CODE_SCAN_H

#include "code/code.h"

enum syntax_kind { SYNTAX_CODE, SYNTAX_TAGS, SYNTAX_CSS, SYNTAX_JSON, SYNTAX_YAML };

enum syntax_flags {
    ANY_CASE = 1 << 0,        /* keywords in upper and lower case */
    CAPITAL_TYPES = 1 << 1,   /* Name is a type */
    DECORATORS = 1 << 2,      /* @name */
    PREPROCESSOR = 1 << 3,    /* #name at the start of a line */
    VARIABLES = 1 << 4,       /* $name, ${name} */
    REGEX = 1 << 5,           /* slash-delimited, where an operand is expected */
    JSX = 1 << 6,             /* tags where an operand is expected */
    LIFETIMES = 1 << 7,       /* 'a */
    NESTED_COMMENTS = 1 << 8,
    COMMANDS = 1 << 9,        /* a shell: the first word of a command, options, here-documents */
    RAW_HASHES = 1 << 10,     /* r#"…"# */
    RAW_PARENS = 1 << 11,     /* R"x(…)x" */
    SYMBOLS = 1 << 12,        /* :name */
    KEYS = 1 << 13,           /* name = value at the start of a line */
    CAPITAL_CALLS = 1 << 14   /* Name( is a function all the same */
};

enum quote_flags {
    ESCAPES = 1,  /* a backslash takes the next character along */
    LINES = 2,    /* may run over lines */
    DOUBLED = 4,  /* the closing quote twice stands for itself */
    TEMPLATE = 8  /* holds code in ${ } */
};

struct quote {
    const char *open, *close;
    unsigned flags;
};

enum { MAX_QUOTES = 8 };

struct syntax {
    const char *name;            /* canonical */
    const char *aliases;         /* parted by blanks */
    enum syntax_kind kind;
    unsigned flags;
    const char *keywords, *types;
    const char *line_comments;   /* openings, parted by blanks */
    const char *block_open, *block_close;
    const char *prefixes;        /* words that may stand right before a quote */
    struct quote quotes[MAX_QUOTES];
};

/* NULL when the name is not known. */
const struct syntax *syntax_find(str canonical);

/* A set of words for one scan: open addressing over a table's text. */
struct word_set {
    const char *text;
    uint16_t at[512]; /* offset + 1 of a word, 0: free */
    bool any_case;
};

enum { MAX_NESTING = 64 };

/* What encloses the place: templates and tags hold code, which holds templates and tags. */
enum nest_mode { NEST_TEMPLATE, NEST_TAG, NEST_CHILDREN, NEST_CODE };

struct scanner {
    str s;
    size_t at;
    const struct syntax *syntax;
    code_tokens *out;
    bool failed;       /* memory is out */
    bool operand;      /* an operand is expected: a slash starts a regular expression, "in" is a shell's keyword */
    bool command;      /* a shell command may start here */
    bool has_tags;     /* the code holds closing tags, so that "<a" may be one */
    bool no_heredoc;   /* a here-document was not closed: the others are not looked for */
    str heredoc;       /* its end mark, from where it is named to the line's end */
    uint8_t next_class; /* of the next name: after "class", "def" */
    size_t open_until[MAX_QUOTES]; /* up to this offset the quote is known not to be closed */
    size_t no_regex_until; /* likewise for slashes */
    struct nest {
        uint8_t mode; /* enum nest_mode */
        uint32_t braces;
    } nest[MAX_NESTING];
    size_t depth;
    struct word_set keywords, types;
};

void scan_emit(struct scanner *sc, size_t from, size_t to, enum code_class class);
/* Emit from `at` to `to` and go there. */
void scan_take(struct scanner *sc, size_t to, enum code_class class);
bool scan_at(const struct scanner *sc, size_t at, const char *what);
/* Past the quoted string that opens at `at`, which quote q of the syntax does; 0 when it is not closed. */
size_t scan_quoted(struct scanner *sc, size_t at, size_t q);
/* The quote that opens at `at`, or MAX_QUOTES. */
size_t scan_quote_at(const struct scanner *sc, size_t at);
/* Take a string, if there is one here that is closed. */
bool scan_string(struct scanner *sc, enum code_class class);
/* Take a comment, if there is one. */
bool scan_comment(struct scanner *sc);
/* Past `what`, looked for from `from`; the end when it is not there. */
size_t scan_past(const struct scanner *sc, size_t from, const char *what);
size_t scan_line_end(const struct scanner *sc, size_t from);
bool scan_is_name(char c);
size_t scan_name_end(const struct scanner *sc, size_t from);
/* Past the number that starts at `at`, or `at`. */
size_t scan_number_end(const struct scanner *sc, size_t at);
bool words_have(const struct word_set *set, str word);
bool scan_push(struct scanner *sc, enum nest_mode mode);

/* Scan [from, to) as another language. */
void scan_part(struct scanner *sc, size_t from, size_t to, const char *language);
void scan_tags(struct scanner *sc);
/* The start of a JSX element at `at`, if there is one. */
bool scan_jsx_open(struct scanner *sc);
void scan_jsx_tag(struct scanner *sc);
void scan_jsx_children(struct scanner *sc);
void scan_css(struct scanner *sc);
void scan_json(struct scanner *sc);
void scan_yaml(struct scanner *sc);

#endif
