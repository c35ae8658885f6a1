/* Hyphenation by language: plain patterns by liang.c, what needs more by libhyphen (hyphen_rich.c). English is at
 * hand; other patterns are loaded when a language's first word comes. A language without patterns is remembered too. */
#include "text/internal.h"
#include "text/liang.h"

#include <unistd.h>
#include <unicode/uchar.h>

#include "base/limits.h"

enum { MIN_LETTERS = 5 };

struct dictionary {
    uint32_t lang;
    const struct liang *plain;
    struct liang *loaded; /* `plain`, when it is owned */
    struct rich_patterns *rich; /* when the file is no plain one; both NULL: there are no patterns */
    struct dictionary *next;
};

struct hyphenator {
    struct dictionary *first;
};

void hyphenator_free(struct hyphenator *hyphenator) {
    if (!hyphenator) return;
    for (struct dictionary *d = hyphenator->first, *next; d; d = next) {
        next = d->next;
        liang_free(d->loaded);
        rich_free(d->rich);
        free(d);
    }
    free(hyphenator);
}

static bool load(struct text *text, struct dictionary *d, const char *folder, const char *name) {
    const char *path = path_join(&text->arena, folder, name);
    if (!path || access(path, R_OK) != 0) return false;
    d->plain = d->loaded = liang_load(path);
    if (!d->plain) d->rich = rich_load(path);
    return d->plain || d->rich;
}

/* The file for a language alone, or for English outside the United States; looked for after one of the tag's own
 * name. */
static const char *usual_file(str lang) {
    static const struct { const char *lang, *name; } usual[] = {
        {"en-US", "en_US"}, {"en-CA", "en_US"}, {"en-PH", "en_US"}, {"en-", "en_GB"}, {"en", "en_US"},
        {"de", "de_DE"}, {"pt-BR", "pt_BR"}, {"pt", "pt_PT"}, {"it", "it_IT"}, {"nl", "nl_NL"}, {"ru", "ru_RU"},
        {"pl", "pl_PL"}, {"da", "da_DK"}, {"cs", "cs_CZ"}, {"uk", "uk_UA"}, {"el", "el_GR"}, {"hu", "hu_HU"},
        {"ro", "ro_RO"}, {"nb", "nb_NO"}, {"nn", "nn_NO"}, {"no", "nb_NO"}, {"sk", "sk_SK"}, {"sl", "sl_SI"},
        {"hr", "hr_HR"}, {"bg", "bg_BG"}, {"lv", "lv_LV"}, {"et", "et_EE"}, {"id", "id_ID"}, {"be", "be_BY"}};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        str known = str_from(usual[i].lang);
        bool whole = lang.n == known.n || str_ends(known, STR("-")) || (lang.n > known.n && lang.p[known.n] == '-');
        if (whole && str_starts_nocase(lang, known)) return usual[i].name;
    }
    return "";
}

static const struct liang *at_hand(const char *name) {
    return strcmp(name, "en_US") == 0 ? &liang_en_US : strcmp(name, "en_GB") == 0 ? &liang_en_GB : NULL;
}

/* Names to look for: "de-at" is hyph_de_AT.dic, hyph_de.dic, hyph_de_DE.dic. */
static void load_language(struct text *text, struct dictionary *d, str lang) {
    char own[12] = "", alone[12] = "";
    const char *const names[] = {own, alone, usual_file(lang)};
    size_t n = 0;
    while (n < lang.n && n < 8 && char_is_alnum(lang.p[n])) n++;
    memcpy(alone, lang.p ? lang.p : "", n);
    memcpy(own, alone, n);
    if (lang.n == n + 3 && char_is_alpha(lang.p[n + 1]) && char_is_alpha(lang.p[n + 2])) {
        own[n] = '_';
        for (size_t i = n + 1; i < n + 3; i++) own[i] = (char)(lang.p[i] & ~0x20);
    }
    for (size_t i = 0; i < 3; i++)
        if ((d->plain = at_hand(names[i]))) return;
    const char *const folders[] = {path_join(&text->arena, text->options.font_dir, "hyphenation"),
                                   "/usr/local/share/hyphen", "/usr/share/hyphen"};
    for (size_t f = 0; f < 3; f++)
        for (size_t i = 0; i < 3; i++) {
            char file[48] = "hyph_";
            if (!names[i][0] || !folders[f]) continue;
            strcat(strcat(file, names[i]), ".dic");
            if (load(text, d, folders[f], file)) return;
        }
}

static const struct dictionary *dictionary_of(struct text *text, str lang) {
    uint32_t number = lang_number(text, lang);
    if (!text->hyphenator && !(text->hyphenator = calloc(1, sizeof *text->hyphenator))) {
        text->failed = true;
        return NULL;
    }
    struct dictionary *d = text->hyphenator->first;
    while (d && d->lang != number) d = d->next;
    if (!d) {
        if (!(d = calloc(1, sizeof *d))) {
            text->failed = true;
            return NULL;
        }
        *d = (struct dictionary){.lang = number, .next = text->hyphenator->first};
        load_language(text, d, lang);
        text->hyphenator->first = d;
    }
    return d->plain || d->rich ? d : NULL;
}

/* A stretch of letters, in lower case where that keeps its length. */
struct letters {
    char bytes[LIMIT_HYPHEN_WORD + 4];
    size_t n, count;
    bool inner_capital;
};

/* ICU is asked only for what has a small form: most texts need not load it. */
static uint32_t to_small(const struct text *text, uint32_t c) {
    if (c < 0x80) return char_is_upper((char)c) ? c | 0x20 : c;
    hb_unicode_general_category_t g = hb_unicode_general_category(text->unicode, c);
    bool large = g == HB_UNICODE_GENERAL_CATEGORY_UPPERCASE_LETTER || g == HB_UNICODE_GENERAL_CATEGORY_TITLECASE_LETTER;
    return large ? (uint32_t)u_tolower((UChar32)c) : c;
}

static bool take_letter(const struct text *text, struct letters *w, uint32_t c, size_t n) {
    char lower[4];
    uint32_t small = to_small(text, c);
    if (w->n + n > LIMIT_HYPHEN_WORD || utf8_encode(small, lower) != n) return false;
    if (small != c && w->count) w->inner_capital = true;
    memcpy(w->bytes + w->n, lower, n);
    w->n += n;
    w->count++;
    return true;
}

/* Points of one stretch that starts at `from` of the word. */
static bool hyphenate_letters(const struct dictionary *d, const struct letters *w, size_t from, uint8_t *points) {
    uint8_t found[LIMIT_HYPHEN_WORD + 4];
    unsigned left, right;
    if (w->count < MIN_LETTERS || w->inner_capital) return false; /* an acronym, an identifier */
    if (d->plain) liang_points(d->plain, str_of(w->bytes, w->n), found, &left, &right);
    else rich_points(d->rich, str_of(w->bytes, w->n), w->count, found, &left, &right);
    if (left < 2) left = 2;
    if (right < 3) right = 3;
    bool any = false;
    size_t letter = 0;
    for (size_t at = 0; at < w->n; letter++) {
        bool here = found[at] && letter >= left && letter + right <= w->count;
        if (here) points[from + at] = 1;
        any = any || here;
        utf8_next(str_of(w->bytes, w->n), &at);
    }
    return any;
}

/* Soft hyphens are the author's word on where to hyphenate. */
static bool at_soft_hyphens(str word, uint8_t *points) {
    bool any = false;
    for (size_t at = 0; (at = str_find(word, STR("\xC2\xAD"), at)) != SIZE_MAX; at += 2)
        if (at && at + 2 < word.n) points[at] = 1, any = true;
    return any;
}

static bool is_letter(const struct text *text, uint32_t c) {
    if (c < 0x80) return char_is_alpha((char)c);
    switch (c == UTF8_INVALID ? HB_UNICODE_GENERAL_CATEGORY_UNASSIGNED : hb_unicode_general_category(text->unicode, c)) {
    case HB_UNICODE_GENERAL_CATEGORY_UPPERCASE_LETTER: case HB_UNICODE_GENERAL_CATEGORY_LOWERCASE_LETTER:
    case HB_UNICODE_GENERAL_CATEGORY_TITLECASE_LETTER: case HB_UNICODE_GENERAL_CATEGORY_MODIFIER_LETTER:
    case HB_UNICODE_GENERAL_CATEGORY_OTHER_LETTER: return true;
    default: return false;
    }
}

bool text_hyphenate(struct text *text, str word, str lang, uint8_t *points) {
    memset(points, 0, word.n + 1);
    if (at_soft_hyphens(word, points)) return true;
    if (word.n < MIN_LETTERS || word.n > 4 * LIMIT_HYPHEN_WORD) return false;
    const struct dictionary *d = dictionary_of(text, lang);
    bool any = false;
    for (size_t at = 0; d && at < word.n;) {
        struct letters w = {.n = 0};
        size_t from = at, after = at;
        bool whole = true;
        for (uint32_t c; at < word.n && is_letter(text, c = utf8_next(word, &after)); at = after)
            whole = take_letter(text, &w, c, after - at) && whole;
        if (whole && w.n && hyphenate_letters(d, &w, from, points)) any = true;
        if (at < word.n && at == from) at = after;
    }
    return any;
}
