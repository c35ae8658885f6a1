/* prose: paragraphs and lists of one line an item, without any markup but code spans, strong text and links, and fenced
 * code. These are most of a text and need no parser: what CommonMark makes of them is known. Everything else is left to
 * md4c, from one such block to the next. */
#include "read/compose.h"

/* What may mean something inside a line (some signs only beside certain others), and what a line of a paragraph may begin
 * with. */
enum { MEANS = 1, BEGINS = 2 };
#define LETTERS(a) [a] = 2, [a + 1] = 2, [a + 2] = 2, [a + 3] = 2, [a + 4] = 2
static const uint8_t kind[256] = {
    ['\\'] = MEANS, ['*'] = MEANS, ['_'] = MEANS, ['~'] = MEANS, ['`'] = MEANS, ['<'] = MEANS, ['&'] = MEANS,
    ['\n'] = MEANS, ['\0'] = MEANS, [':'] = MEANS, [']'] = MEANS,
    LETTERS('A'), LETTERS('F'), LETTERS('K'), LETTERS('P'), LETTERS('U'), ['Z'] = BEGINS,
    LETTERS('a'), LETTERS('f'), LETTERS('k'), LETTERS('p'), LETTERS('u'), ['z'] = BEGINS,
    [SENTINEL] = BEGINS, ['('] = BEGINS, ['"'] = BEGINS, ['\''] = BEGINS, ['$'] = BEGINS, ['.'] = BEGINS, [','] = BEGINS,
    [';'] = BEGINS, ['!'] = BEGINS, ['?'] = BEGINS, ['%'] = BEGINS, ['@'] = BEGINS, ['^'] = BEGINS, ['{'] = BEGINS, ['}'] = BEGINS,
    [')'] = BEGINS, ['/'] = BEGINS, ['['] = BEGINS | MEANS};
#undef LETTERS

enum { FENCE = 3 /* signs that open a block of code; fewer backticks open a span */, STRONG = 2 /* stars */ };

static bool is_punctuation(char c) { return c > ' ' && c < 127 && !char_is_alnum(c); }
static char byte_at(str text, size_t at) { return at < text.n ? text.p[at] : '\n'; }

static size_t run_at(str text, size_t at, char sign) {
    size_t n = 0;
    while (at + n < text.n && text.p[at + n] == sign) n++;
    return n;
}

/* Two stars at `at` that can only open strong text, or, where it is open, only close it. Signs beyond ASCII are left to md4c. */
static bool is_strong_mark(str text, size_t at, bool open) {
    char before = at ? text.p[at - 1] : '\n', after = byte_at(text, at + 2);
    if (byte_at(text, at + 1) != '*' || after == '*' || before == '*') return false;
    if (!open) return (char_is_space(before) || before == '(') && char_is_alnum(after);
    return char_is_alnum(before) || (is_punctuation(before) && char_is_space(after));
}

/* No mark of a list, a row of a table, a rule …: the line goes on a paragraph. */
static bool begins_line(str text, size_t at) {
    unsigned char c = (unsigned char)text.p[at];
    if (c >= 0x80 || (kind[c] & BEGINS)) return true;
    if (c == '\\') return is_punctuation(byte_at(text, at + 1));
    if (c == ':') return byte_at(text, at + 1) != '-';
    if (c == '`') return run_at(text, at, '`') < FENCE;
    if (c == '*') return is_strong_mark(text, at, false);
    if (!char_is_digit((char)c)) return false;
    while (at < text.n && char_is_digit(text.p[at])) at++;
    return byte_at(text, at) != '.' && byte_at(text, at) != ')';
}

/* The sign at `at`, one that may mean something: is it text all the same? As many bytes are then to be passed, else 0. There
 * are no definitions of links when this is asked. */
static size_t plain_sign(str text, size_t at) {
    char before = at ? text.p[at - 1] : '\n', after = byte_at(text, at + 1);
    switch (text.p[at]) {
    case '\\': return after == '\n' ? 0 : is_punctuation(after) ? 2 : 1;
    case ':': return after != '/';
    case ']': return after != '(';
    case '_': return char_is_alnum(before) && char_is_alnum(after);
    case '*': return before == ' ' && after == ' ';
    case '&': return after != '#' && !char_is_alpha(after);
    case '<': return after == ' ';
    default: return 0;
    }
}

/* A code span that begins and ends in one line. */
struct code_span {
    size_t from, to; /* what it holds */
    size_t end;
};

/* The span that opens at `at`. False: none does, or it is for md4c to say what it holds. */
static bool find_span(str text, size_t at, struct code_span *s) {
    size_t run = run_at(text, at, '`'), to = at + run, ticks = 0;
    if (run >= FENCE || (at && text.p[at - 1] == '`')) return false;
    for (; ticks != run; to += ticks ? ticks : 1) {
        if (to >= text.n || text.p[to] == '\n' || text.p[to] == SENTINEL) return false;
        ticks = text.p[to] == '`' ? run_at(text, to, '`') : 0;
    }
    *s = (struct code_span){at + run, to - run, to};
    bool padded = text.p[s->from] == ' ' && text.p[s->to - 1] == ' ' && str_trim(str_sub(text, s->from, s->to)).n;
    if (padded) s->from++, s->to--;
    return true;
}

/* It holds one stretch of the input. */
static bool is_whole(const struct compose *b, const struct code_span *s) {
    size_t hint = b->map_hint, next;
    (void)clean_view(b->clean, s->from, s->to, &hint, &next);
    return next == s->to && b->clean->map.at[hint].source;
}

/* A link whose words are text and whose address is nothing else. */
struct link {
    struct code_span address; /* and where the link ends */
    size_t to;                /* its words end */
};

static bool is_address_byte(char c) { return c > ' ' && c < 127 && !strchr("()<>[]\\&`", c); }

static bool find_link(const struct compose *b, str text, size_t at, struct link *l) {
    size_t to = at + 1;
    if (at && text.p[at - 1] == '!') return false; /* an image */
    for (; to < text.n && text.p[to] != ']'; to++)
        if ((kind[(unsigned char)text.p[to]] & MEANS) && (text.p[to] == '[' || plain_sign(text, to) != 1)) return false;
    if (to == at + 1 || byte_at(text, to) != ']' || byte_at(text, to + 1) != '(') return false;
    size_t from = to + 2, end = from;
    while (end < text.n && is_address_byte(text.p[end])) end++;
    *l = (struct link){{from, end, end + 1}, to};
    return end > from && byte_at(text, end) == ')' && is_whole(b, &l->address);
}

/* Of the blanks at a line's end one means nothing, and two a line break. */
static bool ends_plain(str text, size_t end) {
    return !char_is_blank(text.p[end - 1]) || (text.p[end - 1] == ' ' && end > 1 && !char_is_space(text.p[end - 2]));
}

/* The end of a line without markup that starts at `at`, or SIZE_MAX. *marked: it is not all text. */
static size_t plain_line(const struct compose *b, str text, size_t at, bool *marked) {
    const unsigned char *p = (const unsigned char *)text.p;
    struct code_span span;
    struct link link;
    bool strong = false;
    if (at >= text.n || !begins_line(text, at)) return SIZE_MAX;
    for (size_t pass; ; at += pass) {
        while (at + 4 <= text.n && !((kind[p[at]] | kind[p[at + 1]] | kind[p[at + 2]] | kind[p[at + 3]]) & MEANS)) at += 4;
        while (at < text.n && !(kind[p[at]] & MEANS)) at++;
        if (at >= text.n || p[at] == '\n') return ends_plain(text, at) && !strong ? at : SIZE_MAX;
        if (p[at] == '`') pass = find_span(text, at, &span) && is_whole(b, &span) ? span.end - at : 0;
        else if (p[at] == '*' && is_strong_mark(text, at, strong)) pass = STRONG, strong = !strong;
        else if (p[at] == '[') pass = find_link(b, text, at, &link) ? link.address.end - at : 1;
        else pass = plain_sign(text, at);
        if (pass == 0) return SIZE_MAX;
        if (pass > 1) *marked = true;
    }
}

static size_t skip_line_ends(str text, size_t at) {
    while (at < text.n && text.p[at] == '\n') at++;
    return at;
}

static size_t end_of_line(str text, size_t at) {
    size_t end = str_find_char(text, '\n', at);
    return end == SIZE_MAX ? text.n : end;
}

/* ---- fenced code ---- */

struct fence {
    char sign;
    size_t run;       /* length of the opening run */
    size_t info, eol; /* where the first line goes on behind it, and where it ends */
    size_t to, next;  /* the code ends; what comes after it starts */
};

/* A line at `at` that opens code, and parts a paragraph from it. */
static bool opens_fence(str text, size_t at, struct fence *f) {
    if (at >= text.n || (text.p[at] != '`' && text.p[at] != '~')) return false;
    f->sign = text.p[at];
    f->run = run_at(text, at, f->sign);
    f->info = at + f->run;
    f->eol = end_of_line(text, at);
    return f->run >= FENCE && (f->sign == '~' || str_find_char(str_sub(text, 0, f->eol), '`', f->info) == SIZE_MAX);
}

static bool closes_fence(str text, size_t at, size_t eol, const struct fence *f) {
    size_t indent = run_at(text, at, ' '), run = run_at(text, at + indent, f->sign);
    return indent < 4 && run >= f->run && !str_trim(str_sub(text, at + indent + run, eol)).n;
}

/* The whole of it. False where md4c would change bytes: an escape in the language, a tab. */
static bool find_fence(str text, size_t at, struct fence *f) {
    if (!opens_fence(text, at, f)) return false;
    for (size_t i = f->info; i < f->eol; i++)
        if (!char_is_alnum(text.p[i]) && text.p[i] != '+' && text.p[i] != '#' && text.p[i] != '-') return false;
    f->to = f->next = text.n;
    for (size_t line = f->eol + 1; line < text.n;) {
        size_t eol = end_of_line(text, line);
        if (closes_fence(text, line, eol, f)) {
            f->to = line;
            f->next = eol;
            break;
        }
        line = eol + 1;
    }
    return f->to <= f->eol || memchr(text.p + f->eol, '\t', f->to - f->eol) == NULL;
}

/* Nothing but line ends was made by cleaning, which may have taken for prose what turns out to be code. */
static bool is_as_written(const struct compose *b, const struct fence *f) {
    const struct clean *c = b->clean;
    size_t hint = 0, next;
    for (size_t from = f->eol; from < f->to; from = next) {
        str view = clean_view(c, from, f->to, &hint, &next);
        if (c->map.at[hint].source) continue;
        for (size_t i = 0; i < view.n; i++)
            if (view.p[i] != '\n') return false;
    }
    return true;
}

/* Each stretch of the code owns its bytes; the first one tells the line. */
static void own_code(struct compose *b, str text, size_t from, size_t to) {
    size_t first = skip_line_ends(text, from), hint = 0, next;
    if (first < to) compose_place(b, clean_view(b->clean, first, to, &b->map_hint, &next).p);
    for (; b->reader->ledger && from < to; from = next) compose_own(b, clean_view(b->clean, from, to, &hint, &next), OWNER_TEXT);
}

static void put_fence(struct compose *b, str text, const struct fence *f) {
    size_t from = f->eol < f->to ? f->eol + 1 : f->to, next;
    str lang = f->info < f->eol ? clean_view(b->clean, f->info, f->eol, &b->map_hint, &next) : (str){0};
    compose_own(b, lang, OWNER_ATTR);
    own_code(b, text, from, f->to);
    compose_pre(b, compose_code(b, str_sub(text, from, f->to)), lang);
}

/* ---- what a plain line holds ---- */

static void put_span(struct compose *b, const struct code_span *s) {
    size_t next;
    str view = clean_view(b->clean, s->from, s->to, &b->map_hint, &next);
    compose_place(b, view.p);
    compose_own(b, view, OWNER_TEXT);
    compose_leaf(b, NODE_CODE, view);
}

static void put_link(struct compose *b, size_t from, const struct link *l) {
    struct node *n = compose_open(b, NODE_A);
    size_t next;
    if (n) {
        n->u.href = clean_view(b->clean, l->address.from, l->address.to, &b->map_hint, &next);
        compose_own(b, n->u.href, OWNER_ATTR);
    }
    compose_clean(b, from, l->to);
    compose_close(b);
}

/* The next of what a plain line holds beside text, or `to`. */
static size_t next_mark(const char *text, size_t at, size_t to) {
    while (at < to && text[at] != '\\' && text[at] != '`' && text[at] != '*' && text[at] != '[') at++;
    return at;
}

/* A line without markup but these: a backslash before a sign goes. */
static void put_marked(struct compose *b, size_t from, size_t to) {
    str text = {b->clean->text.p, to};
    struct code_span span;
    struct link link;
    bool strong = false;
    for (size_t at = next_mark(text.p, from, to); at < to; at = next_mark(text.p, at, to)) {
        if (text.p[at] == '`' && find_span(text, at, &span)) {
            compose_clean(b, from, at);
            put_span(b, &span);
            from = at = span.end;
        } else if (text.p[at] == '*' && is_strong_mark(text, at, strong)) {
            compose_clean(b, from, at);
            if (strong) compose_close(b);
            else compose_open(b, NODE_STRONG);
            strong = !strong;
            from = at += STRONG;
        } else if (text.p[at] == '[' && find_link(b, text, at, &link)) {
            compose_clean(b, from, at);
            put_link(b, at + 1, &link);
            from = at = link.address.end;
        } else {
            if (text.p[at] == '\\' && at + 1 < to && is_punctuation(text.p[at + 1])) {
                compose_clean(b, from, at);
                from = ++at;
            }
            at++;
        }
    }
    compose_clean(b, from, to);
}

/* ---- lists ---- */

struct list {
    char sign;      /* of its marks: -, +, *, or what follows the number */
    uint32_t start; /* the number of the first item */
    bool marked;    /* not all of it is text */
    size_t end;
};

/* The mark of an item at `at`: its sign and number, and where its text starts; 0: none. */
static size_t item_at(str text, size_t at, char *sign, uint32_t *number) {
    enum { DIGITS = 9, BLANKS = 4 };
    size_t mark = at, to;
    for (*number = 0; mark < text.n && mark < at + DIGITS && char_is_digit(text.p[mark]); mark++)
        *number = *number * 10 + (uint32_t)(text.p[mark] - '0');
    *sign = byte_at(text, mark);
    if (!strchr(mark > at ? ".)" : "-+*", *sign) || byte_at(text, mark + 1) != ' ') return 0;
    for (to = mark + 1; to < text.n && text.p[to] == ' ';) to++;
    return to <= mark + BLANKS ? to : 0;
}

static bool is_task(str text, size_t at) { return byte_at(text, at) == '[' && byte_at(text, at + 2) == ']'; }

/* What stands at `at`, below a blank line, may go on with the list above, or with its last item; or it is another list. */
static bool goes_on(str text, size_t at) {
    char c = byte_at(text, at);
    bool bullet = c == '-' || c == '+' || c == '*';
    return at < text.n && (char_is_blank(c) || char_is_digit(c) || (bullet && char_is_space(byte_at(text, at + 1))));
}

/* A list whose items are lines without markup, one right below the other. */
static bool find_list(const struct compose *b, str text, size_t at, struct list *l) {
    char sign;
    uint32_t number;
    *l = (struct list){0};
    for (bool first = true;; first = false) {
        size_t content = item_at(text, at, &sign, &number);
        if (!content || is_task(text, content) || (!first && sign != l->sign)) return false;
        if (first) l->sign = sign, l->start = number;
        l->end = plain_line(b, text, content, &l->marked);
        if (l->end == SIZE_MAX) return false;
        at = l->end + 1;
        if (at >= text.n || text.p[at] == '\n') return !goes_on(text, skip_line_ends(text, l->end));
    }
}

static void put_line(struct compose *b, size_t from, size_t to, bool marked) {
    if (to > from && b->clean->text.p[to - 1] == ' ') to--;
    if (marked) put_marked(b, from, to);
    else compose_clean(b, from, to);
}

static void put_list(struct compose *b, str text, size_t at, const struct list *l) {
    bool ordered = l->sign == '.' || l->sign == ')';
    struct node *list = compose_open(b, ordered ? NODE_OL : NODE_UL);
    char sign;
    uint32_t number;
    if (list) list->tight = true;
    if (list && ordered) list->u.start = l->start;
    while (at < l->end && !b->failed) {
        size_t content = item_at(text, at, &sign, &number), end = end_of_line(text, content);
        compose_open(b, NODE_LI);
        put_line(b, content, end, l->marked);
        compose_close(b);
        at = end + 1;
    }
    compose_close(b);
}

/* ---- paragraphs ---- */

/* The end of a paragraph of lines without markup, or SIZE_MAX. A fence ends it, too. */
static size_t plain_paragraph(const struct compose *b, str text, size_t at, bool *marked) {
    struct fence fence;
    *marked = false;
    for (;;) {
        at = plain_line(b, text, at, marked);
        if (at >= text.n || at + 1 >= text.n || text.p[at + 1] == '\n' || opens_fence(text, at + 1, &fence)) return at;
        at++;
    }
}

static void put_paragraph(struct compose *b, size_t from, size_t to, bool marked) {
    if (!marked && compose_paragraph(b, from, to)) return;
    compose_open(b, NODE_P);
    while (from < to && !b->failed) {
        const char *end = memchr(b->clean->text.p + from, '\n', to - from);
        size_t stop = end ? (size_t)(end - b->clean->text.p) : to;
        put_line(b, from, stop, marked);
        if (end) compose_text(b, STR(" "));
        from = stop + 1;
    }
    compose_close(b);
}

size_t prose_compose(struct compose *b, size_t from, size_t to) {
    str text = {b->clean->text.p, to};
    struct fence fence;
    for (;;) {
        size_t at = skip_line_ends(text, from), end;
        struct list list;
        bool marked;
        if (at >= to) return to;
        if (b->failed) return from;
        if (find_fence(text, at, &fence) && is_as_written(b, &fence)) {
            put_fence(b, text, &fence);
            from = fence.next;
        } else if ((end = plain_paragraph(b, text, at, &marked)) != SIZE_MAX) {
            put_paragraph(b, at, end, marked);
            from = end;
        } else if (find_list(b, text, at, &list)) {
            put_list(b, text, at, &list);
            from = list.end;
        } else {
            return from;
        }
    }
}

size_t prose_next(const struct compose *b, size_t from, size_t to) {
    str text = {b->clean->text.p, to};
    struct fence next;
    struct list list;
    char fence = 0, mark = 0;
    size_t length = 0, after = 0;
    bool marked, in_list = false; /* a list may be open, which one further down goes on */
    for (size_t at = from; at < to;) {
        size_t end = end_of_line(text, at);
        str line = str_sub(text, at, end);
        size_t run = line_fence(line, &mark, &after);
        in_list = in_list || goes_on(text, at);
        if (run && !fence) fence = mark, length = run;
        else if (run >= length && mark == fence && !str_trim(str_drop(line, after)).n) fence = 0;
        at = end + 1;
        if (fence || at >= to || text.p[at] != '\n') continue;
        at = skip_line_ends(text, at);
        if (find_fence(text, at, &next) || plain_paragraph(b, text, at, &marked) != SIZE_MAX || (!in_list && find_list(b, text, at, &list))) return at;
    }
    return to;
}
