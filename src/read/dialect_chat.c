/* chat-stamps: chats as their programs copy and export them (WhatsApp, Telegram, Slack, Discord, Teams, Zoom, IRC, and
 * those of language models). Before or behind the name stands when it was said; said here as "Name: text", which is a
 * transcript. Where the same name speaks again, its text goes on. */
#include "read/dialect_inside.h"

enum { LONGEST_NAME = 40, LONGEST_STAMP = 40, LEAST_MESSAGES = 3, ONE_OF = 8 };

struct message {
    str name, text;
};

/* --- stamps --------------------------------------------------------------------------------------------------------- */

/* Blanks, also those that do not break, and marks of direction. */
static size_t skip_blanks(str t, size_t at) {
    static const char *const wide[] = {"\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\xAA", "\xE2\x80\xAC"};
    for (bool more = true; more;) {
        more = false;
        while (at < t.n && char_is_blank(t.p[at])) at++;
        for (size_t i = 0; i < sizeof wide / sizeof *wide && !more; i++)
            if (str_starts(str_drop(t, at), str_from(wide[i]))) at += strlen(wide[i]), more = true;
    }
    return at;
}

static bool is_day_word(str word) {
    static const char *const words[] = {"am", "pm", "a.m.", "p.m.", "at", "today", "yesterday", "on", "um", "uhr", "heute", "gestern", "hier", "hoy",
                                        "ayer", "oggi", "ieri", "hoje", "ontem", "сегодня", "вчера", "今天", "昨天",
                                        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday",
                                        "saturday", "sunday", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
                                        "january", "february", "march", "april", "june", "july", "august", "september", "october", "november",
                                        "december", "edited"};
    return STR_IN_NOCASE(word, words);
}

/* The end of a stamp at `at`: dates and times with the words between them. *times: how many of its parts are times. */
static size_t stamp_end(str t, size_t at, unsigned *times) {
    size_t end = at, limit = at + LONGEST_STAMP;
    *times = 0;
    for (size_t next = at; next < t.n && next < limit;) {
        size_t from = next = skip_blanks(t, next);
        bool digits = from < t.n && char_is_digit(t.p[from]), colon = false;
        while (next < t.n && next < limit && !char_is_blank(t.p[next]) && !strchr(",]()<>", t.p[next]) && (unsigned char)t.p[next] != 0xE2) {
            colon = colon || (t.p[next] == ':' && next + 1 < t.n && char_is_digit(t.p[next + 1]));
            if (digits && !char_is_alnum(t.p[next]) && !strchr("/.:-+", t.p[next])) break;
            if (t.p[next] == ':' && !(next + 1 < t.n && char_is_digit(t.p[next + 1]))) break;
            next++;
        }
        str word = str_sub(t, from, next);
        if (!word.n || (!digits && !is_day_word(word))) break;
        *times += digits && colon;
        end = next;
        if (next < t.n && t.p[next] == ',') next++;
    }
    return end;
}

/* "[10:02, 3/4/2024]" at `at`: where it ends, or 0. */
static size_t bracket_end(str t, size_t at) {
    unsigned times;
    if (at >= t.n || t.p[at] != '[') return 0;
    size_t end = skip_blanks(t, stamp_end(t, at + 1, &times));
    return times == 1 && end < t.n && t.p[end] == ']' ? end + 1 : 0;
}

/* --- messages ------------------------------------------------------------------------------------------------------- */

static bool is_name(str name) {
    static const char *const levels[] = {"INFO", "WARN", "WARNING", "ERROR", "DEBUG", "TRACE", "FATAL", "NOTICE"};
    size_t words = 1;
    if (!name.n || name.n > LONGEST_NAME || STR_IN_NOCASE(name, levels)) return false;
    bool lettered = false;
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        if (strchr("<>[]{}()=;/\\\"|:?!,", name.p[i])) return false;
        words += c == ' ';
        lettered = lettered || char_is_alpha(name.p[i]) || c >= 0x80;
    }
    return lettered && words <= 4;
}

/* "Anna: text" from `at` on. */
static bool named(str t, size_t at, struct message *m) {
    size_t colon = str_find_char(str_sub(t, 0, at + LONGEST_NAME + 2), ':', at);
    if (colon == SIZE_MAX) return false;
    *m = (struct message){str_trim(str_sub(t, at, colon)), str_drop(t, skip_blanks(t, colon + 1))};
    return is_name(m->name);
}

/* "<anna> text", "From Anna to Everyone: text", "- Anna: text", "Anna: text" behind a stamp; "Anna" alone. */
static bool behind_stamp(str t, size_t at, bool bracketed, struct message *m) {
    at = skip_blanks(t, at);
    str rest = str_drop(t, at);
    if (str_starts(rest, STR("<"))) {
        size_t end = str_find_char(str_sub(rest, 0, LONGEST_NAME), '>', 0);
        if (end == SIZE_MAX) return false;
        *m = (struct message){str_sub(rest, 1, end), str_trim_left(str_drop(rest, end + 1))};
        return is_name(m->name);
    }
    size_t to = str_starts(rest, STR("From ")) ? str_find(str_sub(rest, 0, LONGEST_NAME), STR(" to "), 5) : SIZE_MAX;
    if (to != SIZE_MAX) {
        size_t colon = str_find_char(str_sub(rest, 0, 2 * LONGEST_NAME), ':', to);
        *m = (struct message){str_trim(str_sub(rest, 5, to)), colon == SIZE_MAX ? (str){rest.p + rest.n, 0} : str_trim_left(str_drop(rest, colon + 1))};
        return is_name(m->name);
    }
    bool dash = str_starts(rest, STR("- "));
    if (dash) at += 2;
    if ((bracketed || dash) && named(t, at, m)) return true;
    *m = (struct message){str_trim(rest), str_drop(t, t.n)};
    return bracketed && is_name(m->name);
}

/* "Anna  9:14 AM", "Anna — Today at 9:14", "Anna, [04.03.2024 10:02]": the name first, and nothing behind the stamp. */
static bool before_stamp(str t, struct message *m) {
    static const char *const dashes[] = {" — ", " – ", "  ", ", ", " "};
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++) {
        str dash = str_from(dashes[i]);
        for (size_t at = 1; (at = str_find(str_sub(t, 0, LONGEST_NAME + dash.n), dash, at)) != SIZE_MAX; at += dash.n) {
            unsigned times = 1;
            size_t from = skip_blanks(t, at + dash.n), end = bracket_end(t, from);
            if (!end) end = stamp_end(t, from, &times);
            if (end <= from || times != 1 || skip_blanks(t, end) < t.n) continue;
            *m = (struct message){str_trim(str_sub(t, 0, at)), str_drop(t, t.n)};
            return is_name(m->name) && !char_is_digit(t.p[0]);
        }
    }
    return false;
}

/* "You said:", "ChatGPT said:" */
static bool says(str t, struct message *m) {
    if (!str_ends(t, STR(" said:")) || t.n > LONGEST_NAME) return false;
    *m = (struct message){str_sub(t, 0, t.n - 6), str_drop(t, t.n)};
    return is_name(m->name);
}

static bool message_of(str line, struct message *m) {
    str t = str_trim(line);
    unsigned times;
    t = str_drop(t, skip_blanks(t, 0));
    if (t.n < 5) return false;
    if (t.p[0] == '<') return behind_stamp(t, 0, false, m);
    size_t end = bracket_end(t, 0);
    if (end) return behind_stamp(t, end, true, m);
    if (char_is_digit(t.p[0])) {
        end = stamp_end(t, 0, &times);
        return times == 1 && behind_stamp(t, end, false, m);
    }
    return says(t, m) || before_stamp(t, m);
}

/* --- the chat ------------------------------------------------------------------------------------------------------- */

/* What the program itself says: "3/4/24, 10:02 - Anna joined". */
static bool is_stamped(str line) {
    unsigned times;
    str t = str_trim(line);
    return bracket_end(t, 0) || (t.n && char_is_digit(t.p[0]) && stamp_end(t, 0, &times) && times == 1);
}

/* It starts with a message, maybe below a title; at least two speak, and messages are not few. */
static bool holds(const struct line *lines, size_t n) {
    enum { SAMPLE = 2000, TITLE_LINES = 1 };
    size_t messages = 0, shown = 0, first = SIZE_MAX;
    bool others = false, fenced = false;
    struct message m, one = {0};
    for (size_t i = 0; i < n && i < SAMPLE; i++) {
        if (str_starts(str_trim_left(lines[i].text), STR("```"))) fenced = !fenced;
        if (fenced || (lines[i].flags & LINE_BLANK)) continue;
        if (first == SIZE_MAX && is_stamped(lines[i].text) && !message_of(lines[i].text, &m)) continue;
        shown++;
        if (message_of(lines[i].text, &m)) {
            if (first == SIZE_MAX) first = shown;
            if (!messages++) one = m;
            others = others || !str_eq(m.name, one.name);
        } else if (first == SIZE_MAX && shown > TITLE_LINES) {
            return false; /* nearly all texts are turned away here */
        }
    }
    return messages >= LEAST_MESSAGES && others && messages * ONE_OF >= shown;
}

/* "Today", "Monday, March 4th": a day of the chat; what its program says of a message. */
static bool is_notice(str t) {
    static const char *const words[] = {"<Media omitted>", "(edited)", "New", "New messages", "This message was deleted", "You deleted this message",
                                        "Copy", "Edit", "Share", "Retry"};
    unsigned times;
    bool counted = t.n < 20 && char_is_digit(t.p[0]) && (str_ends(t, STR(" replies")) || str_ends(t, STR(" reply")));
    return STR_IN(t, words) || counted || (stamp_end(t, 0, &times) == t.n && t.n > 2 && !char_is_digit(t.p[0]));
}

/* A notice stands between messages; right below a name it is what somebody says. */
static bool is_between(const struct saying *s) {
    struct message m;
    size_t next = s->i + 1;
    while (next < s->n && (s->lines[next].flags & LINE_BLANK)) next++;
    return s->i > 0 && !message_of(saying_line(s, s->i - 1), &m) && next < s->n && message_of(saying_line(s, next), &m);
}

static size_t line(struct saying *s) {
    str t = saying_line(s, s->i);
    struct message m, below;
    if (!message_of(t, &m)) {
        if (is_notice(str_trim(t)) && is_between(s)) say_dropped(s, t);
        else say_view(s, t), say_end(s);
        return 1;
    }
    say_repaired(s, t, m.name);
    bool again = str_eq(m.name, s->speaker);
    if (s->i) say_gap(s);
    if (!again) {
        say(s, STR("[0:00] ")); /* who speaks at a time is no "example:" */
        say_view(s, m.name);
        say(s, STR(": "));
    }
    s->speaker = m.name;
    if (!m.text.n && !again && s->i + 1 < s->n && !(s->lines[s->i + 1].flags & LINE_BLANK) && !message_of(saying_line(s, s->i + 1), &below)) {
        say_view(s, str_trim_left(saying_line(s, s->i + 1))); /* what is said stands below the name */
        say_end(s);
        return 2;
    }
    say_view(s, m.text);
    say_end(s);
    return 1;
}

static size_t special(struct saying *s, str t, size_t at) {
    (void)s, (void)t, (void)at;
    return 0;
}

const struct dialect dialect_chat = {.signs = "", .escapes = "", .line_end = " ", .rule = DIAG_R_CHAT_STAMPS, .plain = true,
                                     .holds = holds, .line = line, .special = special};
