/* Tables of cards: the head of the table calls one column "Question" and another "Answer", in any language that the
 * table of markers knows, and most of the document is such a table. Each row becomes the lines of its cells. */
#include "read/cards.h"
#include "read/clean.h"
#include "read/repair.h"

enum { LEAST_ROWS = 2, NO_COLUMN = 64 };

/* What the lines say in one column of a row. */
struct cell {
    size_t column;
    str text;
    const struct line *line;
};

struct stretch {
    size_t from, to;
};

struct tables {
    struct reader *reader;
    const struct markers *markers;
    line_table out;
    VEC(struct cell) row;  /* of the row that is being read */
    VEC(struct stretch) found; /* lines of the tables that were split */
    size_t question, answer, number, topic; /* columns of the table, or NO_COLUMN */
    size_t column;         /* HTML: of the cell that is open; NO_COLUMN: none is */
    size_t cells;          /* HTML: begun in this row */
    size_t rows, others;   /* rows that were split; lines of text outside of them */
    bool headed;           /* the table's head was read */
    bool apart;            /* the next text stands behind a table */
    bool failed;
};

/* --- what the columns are ---------------------------------------------------------------------------------------- */

/* The text of a cell without what stresses it. */
static str bare(str t) {
    for (str before = {0}; before.n != t.n;) {
        before = t;
        t = str_trim(t);
        while (t.n && strchr("*_", t.p[0])) t = str_drop(t, 1);
        while (t.n && strchr("*_:", t.p[t.n - 1])) t.n--;
        size_t end = t.n && t.p[0] == '<' ? str_find_char(t, '>', 0) : SIZE_MAX;
        if (end != SIZE_MAX) t = str_drop(t, end + 1);
        size_t tag = str_find(t, STR("</"), 0);
        if (tag != SIZE_MAX) t = str_sub(t, 0, tag);
    }
    return t;
}

static bool is_count(str head) {
    static const char *const words[] = {"#", "no", "no.", "nr", "nr.", "n", "n.", "№", "sr", "sr.", "sr no", "sr. no.", "s.no", "s.no.", "s. no.", "id",
                                        "num", "number", "序号", "编号", "番号", "번호", "stt", "n°", "nº"};
    return head.n == 0 || STR_IN_NOCASE(head, words);
}

static bool is_topic(str head) {
    static const char *const words[] = {"topic", "category", "tag", "tags", "section", "thema", "kategorie", "tema", "categoría",
                                        "categoria", "catégorie", "thème", "тема", "Тема", "категория", "Категория", "kategori", "konu",
                                        "分类", "类别", "カテゴリ", "분류", "카테고리"};
    return STR_IN_NOCASE(head, words);
}

/* The marker word, or its plural: "Questions", "Fragen", "Вопросы". */
static bool is_word(const struct tables *t, str head, enum marker_word word) {
    enum { LONGEST_ENDING = 2 };
    for (size_t ending = 0, n; ending <= LONGEST_ENDING && head.n > ending + 1; ending++)
        if (marker_at(t->markers, str_sub(head, 0, head.n - ending), &n) == word && n == head.n - ending) return true;
    return false;
}

/* The row that was read is a head: which columns does it name? */
static bool read_head(struct tables *t) {
    t->question = t->answer = t->number = t->topic = NO_COLUMN;
    for (size_t i = 0; i < t->row.n; i++) {
        str head = bare(t->row.at[i].text);
        size_t column = t->row.at[i].column;
        if (t->question == NO_COLUMN && is_word(t, head, WORD_Q)) t->question = column;
        else if (t->answer == NO_COLUMN && is_word(t, head, WORD_A)) t->answer = column;
        else if (t->number == NO_COLUMN && column == 0 && is_count(head)) t->number = column;
        else if (t->topic == NO_COLUMN && is_topic(head)) t->topic = column;
    }
    return t->question != NO_COLUMN && t->answer != NO_COLUMN;
}

/* --- rows -------------------------------------------------------------------------------------------------------- */

static void put(struct tables *t, str text, const struct line *line, unsigned flags) {
    if (!vec_push(&t->out, (struct line){text, line->number, (uint16_t)flags})) t->failed = true;
}

static bool is_number(str text) {
    for (size_t i = 0; i < text.n; i++)
        if (!char_is_digit(text.p[i]) && !strchr(".)", text.p[i])) return false;
    return text.n > 0 && text.n < 7 && char_is_digit(text.p[0]);
}

/* The lines of one column; the first bears the flag. */
static void put_column(struct tables *t, size_t column, unsigned flag) {
    for (size_t i = 0; i < t->row.n; i++) {
        const struct cell *cell = &t->row.at[i], *before = i ? &t->row.at[i - 1] : NULL;
        if (cell->column != column) continue;
        str text = cell->text;
        bool numbered = flag == LINE_ASKED && before && before->column == t->number && before->column + 1 == column && is_number(before->text);
        if (numbered) text = str_of(before->text.p, (size_t)(text.p + text.n - before->text.p));
        put(t, text, cell->line, flag | (cell->line->flags & LINE_CODE));
        flag = 0;
    }
}

static bool has_column(const struct tables *t, size_t column) {
    for (size_t i = 0; i < t->row.n; i++)
        if (t->row.at[i].column == column) return true;
    return false;
}

/* A row without a question goes on with the answer above. */
static void put_row(struct tables *t) {
    bool asks = has_column(t, t->question);
    t->rows += asks;
    put_column(t, t->question, LINE_ASKED);
    put_column(t, t->topic, asks ? LINE_TOPIC : 0);
    put_column(t, t->answer, asks ? LINE_ANSWER : 0);
    for (size_t i = 0; i < t->row.n; i++) {
        const struct cell *cell = &t->row.at[i];
        bool shown = cell->column == t->question || cell->column == t->topic || cell->column == t->answer;
        if (shown || (cell->column == t->number && is_number(cell->text))) continue;
        put(t, str_sub(cell->text, 0, 0), cell->line, LINE_BLANK);
        put(t, cell->text, cell->line, cell->line->flags);
    }
    t->apart = true;
}

static void end_row(struct tables *t) {
    if (t->headed) put_row(t);
    t->row.n = 0;
    t->cells = 0;
    t->column = NO_COLUMN;
}

static void put_other(struct tables *t, const struct line *line, bool text) {
    put(t, line->text, line, line->flags | (text && t->apart ? LINE_APART : 0u));
    if (!text) return;
    t->others++;
    t->apart = false;
}

static void add_cell(struct tables *t, size_t column, str text, const struct line *line) {
    text = str_trim(text);
    if (!text.n || column >= NO_COLUMN) return;
    if (!vec_push(&t->row, (struct cell){column, text, line})) t->failed = true;
}

/* --- Markdown ---------------------------------------------------------------------------------------------------- */

/* The cells of a row between its bars; those behind a backslash and within code part nothing. */
static void read_bars(struct tables *t, const struct line *line) {
    str row = str_trim(line->text);
    size_t at = row.n && row.p[0] == '|', from = at, column = 0;
    bool code = false;
    for (; at < row.n; at++) {
        if (row.p[at] == '\\') at++;
        else if (row.p[at] == '`') code = !code;
        else if (row.p[at] == '|' && !code) {
            add_cell(t, column++, str_sub(row, from, at), line);
            from = at + 1;
        }
    }
    if (from < row.n) add_cell(t, column, str_sub(row, from, row.n), line);
}

static bool is_row(const struct line *line) {
    return !(line->flags & (LINE_BLANK | LINE_CODE)) && str_find_char(line->text, '|', 0) != SIZE_MAX;
}

static bool read_bar_tables(struct tables *t, const line_table *lines) {
    for (size_t i = 0; i < lines->n && !t->failed; i++) {
        const struct line *line = &lines->at[i];
        t->headed = false;
        t->row.n = 0;
        bool head = is_row(line) && i + 2 < lines->n && is_row(&lines->at[i + 1]) && line_is_table_rule(lines->at[i + 1].text);
        if (head) read_bars(t, line);
        if (!head || !read_head(t)) {
            str other = str_trim(line->text);
            put_other(t, line, other.n > 0 && other.p[0] != '#');
            continue;
        }
        size_t from = i;
        t->headed = true;
        t->row.n = 0;
        for (i += 2; i < lines->n && is_row(&lines->at[i]); i++) {
            read_bars(t, &lines->at[i]);
            end_row(t);
        }
        if (!vec_push(&t->found, (struct stretch){from, i})) t->failed = true;
        i--;
    }
    return !t->failed;
}

/* --- HTML -------------------------------------------------------------------------------------------------------- */

static bool has_text(str html) {
    struct html_tag tag;
    for (size_t at = 0; at < html.n; at++) {
        if (html.p[at] == '<' && html_tag_read(html, at, &tag)) at = tag.end - 1;
        else if (!char_is_space(html.p[at])) return true;
    }
    return false;
}

/* Tags alone are the structure of an answer. */
static void add_html(struct tables *t, str text, const struct line *line) {
    bool answers = t->headed && t->column == t->answer;
    if (t->column != NO_COLUMN && (answers || has_text(text))) add_cell(t, t->column, text, line);
}

/* Go over the tags of one line of a table. False: its first row is no head of cards. */
static bool read_tags(struct tables *t, const struct line *line) {
    struct html_tag tag;
    size_t from = 0;
    for (size_t at = 0; (at = str_find_char(line->text, '<', at)) != SIZE_MAX;) {
        if (!html_tag_read(line->text, at, &tag)) {
            at++;
            continue;
        }
        bool cell = tag.class == HTML_TD || tag.class == HTML_TH, row = tag.class == HTML_TR || tag.class == HTML_TABLE;
        if (cell || row) {
            add_html(t, str_sub(line->text, from, at), line);
            from = tag.end;
            t->column = cell && !tag.close ? t->cells++ : NO_COLUMN;
        }
        if (row && t->row.n) {
            bool head = !t->headed;
            if (head && !read_head(t)) return false;
            end_row(t);
            t->headed = true;
        }
        at = tag.end;
    }
    add_html(t, str_drop(line->text, from), line);
    return true;
}

/* The lines from `from` on, where a table opens; gives where it ends, or `from` when it is none of cards. */
static size_t read_table(struct tables *t, const line_table *lines, size_t from) {
    t->headed = false;
    t->row.n = t->cells = 0;
    t->column = NO_COLUMN;
    for (size_t i = from; i < lines->n; i++) {
        if (!read_tags(t, &lines->at[i])) break;
        if (str_find(lines->at[i].text, STR("</table"), 0) != SIZE_MAX) return t->headed ? i + 1 : from;
    }
    return from; /* it has no end, or is another's */
}

static bool read_tag_tables(struct tables *t, const line_table *lines) {
    for (size_t i = 0; i < lines->n && !t->failed; i++) {
        const struct line *line = &lines->at[i];
        size_t made = t->out.n, rows = t->rows, end = i;
        if (str_starts_nocase(line->text, STR("<table"))) end = read_table(t, lines, i);
        if (end > i) {
            if (!vec_push(&t->found, (struct stretch){i, end})) t->failed = true;
            i = end - 1;
            continue;
        }
        t->out.n = made;
        t->rows = rows;
        put_other(t, line, !str_starts_nocase(line->text, STR("<h")) && has_text(line->text));
    }
    return !t->failed;
}

/* Nearly all texts are turned away here. */
static bool may_hold_table(const struct reader *reader) {
    if (reader->flavor == FLAVOR_HTML) return str_find(reader->text, STR("<table"), 0) != SIZE_MAX || str_find(reader->text, STR("<TABLE"), 0) != SIZE_MAX;
    return str_find(reader->text, STR("--"), 0) != SIZE_MAX && str_find_char(reader->text, '|', 0) != SIZE_MAX;
}

/* So are texts of which less than a third are rows. */
static bool may_be_rows(const struct reader *reader, const line_table *lines) {
    struct ahead bar = {.all = reader->text, .what = STR("|")};
    size_t rows = 0, others = 0;
    for (size_t i = 0; i < lines->n; i++) {
        const struct line *line = &lines->at[i];
        if (line->flags & LINE_BLANK) continue;
        if (ahead_in(&bar, line->text)) rows++;
        else others += str_trim_left(line->text).p[0] != '#';
    }
    return rows * 2 >= others;
}

bool card_tables_split(struct reader *reader, const struct markers *markers, line_table *lines) {
    if (!may_hold_table(reader) || (reader->flavor != FLAVOR_HTML && !may_be_rows(reader, lines))) return true;
    struct tables t = {.reader = reader, .markers = markers};
    bool good = reader->flavor == FLAVOR_HTML ? read_tag_tables(&t, lines) : read_bar_tables(&t, lines);
    if (good && t.rows >= LEAST_ROWS && t.rows * 2 >= t.others) {
        for (size_t i = 0; i < t.found.n; i++)
            for (size_t k = t.found.at[i].from; k < t.found.at[i].to; k++) reader_own(reader, lines->at[k].text, OWNER_MARKUP);
        line_table before = *lines;
        *lines = t.out;
        t.out = before;
    }
    vec_release(&t.out);
    vec_release(&t.row);
    vec_release(&t.found);
    return good;
}
