/* hyphenation: a word that the end of a line cut in two. The document itself says what it was: "opera-" and "tions" are
 * one word when "operations" stands elsewhere in it, or when the second part is an ending that is no word; "well-" and
 * "known" keep their hyphen when "well-known" stands elsewhere. What nothing speaks for keeps its hyphen and gets no
 * blank after it, unless the document cuts words at its line ends all over: then a part that is no word of it is a part of
 * one. In "pre- and post-", "two- or three-" the hyphen waits for a word to come, and nothing is joined. */
#include "base/utf8.h"
#include "read/repair.h"

enum { LONGEST_WORD = 64 };
enum { SOFT_HYPHEN = 0xAD, HYPHEN = 0x2010 };

/* FNV-1a, so that the hash of two parts in a row is the hash of the word. */
static const uint64_t hash_start = 0xCBF29CE484222325u;

static uint64_t hash_byte(uint64_t hash, unsigned char c) {
    return (hash ^ (char_is_upper((char)c) ? c | 0x20u : c)) * 0x100000001B3u;
}

static uint64_t hash_on(uint64_t hash, str word) {
    for (size_t i = 0; i < word.n; i++) hash = hash_byte(hash, (unsigned char)word.p[i]);
    return hash;
}

static bool is_letter(char c) { return char_is_alpha(c) || (unsigned char)c >= 0x80; }

static str last_letters(str s) {
    size_t from = s.n;
    while (from > 0 && is_letter(s.p[from - 1])) from--;
    return str_drop(s, from);
}

static str first_letters(str s) {
    size_t to = 0;
    while (to < s.n && is_letter(s.p[to])) to++;
    return str_sub(s, 0, to);
}

/* Ends of English words that are no words themselves. */
static bool is_ending(str part) {
    static const char *const endings[] = {"tion", "tions", "tional", "tionally", "sion", "sions", "ment", "ments", "ness", "ing",
                                          "ings", "ity", "ities", "ance", "ances", "ence", "ences", "ible", "ibly", "ably",
                                          "ally", "ously", "ized", "izes", "izing", "ization", "ated", "ating", "ative",
                                          "tive", "tively", "ture", "tures", "tured", "cient", "ciently", "ly", "ed", "er",
                                          "ers", "es", "ters", "ful", "fully", "lary", "mented", "menting", "nents"};
    return STR_IN(part, endings);
}

/* ---- the words of the document ---- */

struct words {
    struct tally uses; /* by hash; the parts of cut words count as words, too: once is no use */
    bool habit;
};

static bool put_word(struct tally *words, uint64_t hash, size_t n) {
    if (n < 2 || n > LONGEST_WORD) return true;
    struct tally_cell *cell = tally_at(words, hash);
    if (cell && cell->count < UINT32_MAX) cell->count++;
    return cell != NULL;
}

/* Each word, and each pair that a hyphen within a line joins. */
static bool gather_words(struct tally *words, str text) {
    for (size_t at = 0; at < text.n;) {
        if (!is_letter(text.p[at])) {
            at++;
            continue;
        }
        size_t from = at;
        uint64_t hash = hash_start;
        while (at < text.n && is_letter(text.p[at])) hash = hash_byte(hash, (unsigned char)text.p[at++]);
        if (!put_word(words, hash, at - from)) return false;
        if (at + 1 >= text.n || text.p[at] != '-' || !is_letter(text.p[at + 1])) continue;
        hash = hash_byte(hash, '-');
        for (size_t i = at + 1; i < text.n && i < at + LONGEST_WORD && is_letter(text.p[i]); i++)
            hash = hash_byte(hash, (unsigned char)text.p[i]);
        if (!put_word(words, hash, 2)) return false;
    }
    return true;
}

static uint32_t count_of(const struct words *words, uint64_t hash) {
    const struct tally_cell *cell = tally_find(&words->uses, hash);
    return cell ? cell->count : 0;
}

/* Is cutting words the habit of the document: of the line ends with a hyphen that it can judge, most cut one. */
static bool has_habit(const struct words *words, str text) {
    enum { LEAST_CUTS = 3, MOST_LOOKED_AT = 1000 };
    size_t cut = 0, compound = 0;
    for (size_t at = 0; cut + compound < MOST_LOOKED_AT && (at = str_find(text, STR("-\n"), at)) != SIZE_MAX; at++) {
        str one = last_letters(str_sub(text, at > LONGEST_WORD ? at - LONGEST_WORD : 0, at));
        str two = first_letters(str_trim_left(str_sub(text, at + 1, at + 2 * LONGEST_WORD)));
        if (!one.n || !two.n) continue;
        uint64_t first = hash_on(hash_start, one);
        cut += is_ending(two) || count_of(words, hash_on(first, two)) > 0;
        compound += count_of(words, hash_on(hash_byte(first, '-'), two)) > 0;
    }
    return cut >= LEAST_CUTS && cut > 3 * compound;
}

static const struct words *words_of(struct reader *r) {
    if (r->words) return r->words;
    struct words *made = arena_new(&r->doc->arena, struct words);
    if (made) *made = (struct words){0};
    if (!made || !gather_words(&made->uses, r->text)) r->failed = true;
    else made->habit = has_habit(made, r->text);
    return r->words = made;
}

void hyphen_release(struct reader *r) {
    if (r->words) tally_release(&r->words->uses);
    r->words = NULL;
}

/* ---- one line end ---- */

/* The word that a hyphen waits with: "pre- and post-processing". */
static bool is_conjunction(str word) {
    static const char *const words[] = {"and", "or", "to", "nor", "as", "but", "und", "oder", "bis", "et", "ou", "y", "o", "e", "en", "of", "и", "или"};
    return STR_IN_NOCASE(word, words);
}

/* Paths, addresses, options: a hyphen there is a part of the name. */
static bool is_name(str before) {
    size_t from = before.n;
    while (from > 0 && !char_is_space(before.p[from - 1])) from--;
    str token = str_drop(before, from);
    for (size_t i = 0; i < token.n; i++)
        if (strchr("/\\@_=.:$<>{}", token.p[i]) || (token.p[i] == '-' && (i == 0 || token.p[i - 1] == '-'))) return true;
    return false;
}

size_t hyphen_length(str before) {
    if (str_ends(before, STR("-"))) return 1;
    size_t at = before.n;
    uint32_t c = at && (unsigned char)before.p[at - 1] >= 0x80 ? utf8_prev(before, &at) : 0;
    return c == SOFT_HYPHEN || c == HYPHEN ? before.n - at : 0;
}

bool hyphen_cuts(str before, str after) {
    size_t n = hyphen_length(before);
    after = str_trim_left(after);
    return n && before.n > n && is_letter(before.p[before.n - n - 1]) && after.n && is_letter(after.p[0]);
}

static enum hyphen decide(struct reader *r, str one, str two) {
    const struct words *words = words_of(r);
    if (!words) return HYPHEN_STAYS;
    uint64_t first = hash_on(hash_start, one), second = hash_on(hash_start, two);
    uint32_t joined = count_of(words, hash_on(first, two)), parted = count_of(words, hash_on(hash_byte(first, '-'), two));
    if (joined || parted) return joined >= parted ? HYPHEN_GOES : HYPHEN_STAYS;
    if (words->habit && (count_of(words, first) < 2 || count_of(words, second) < 2)) return HYPHEN_GOES;
    return is_ending(two) && one.n > 1 ? HYPHEN_GOES : HYPHEN_STAYS;
}

enum hyphen hyphen_at(struct reader *r, str before, str after) {
    size_t n = hyphen_length(before), at = 0;
    if (!n || !reader_allows(r, DIAG_R_HYPHENATION)) return HYPHEN_NONE;
    str stem = str_sub(before, 0, before.n - n), one = last_letters(stem), two = first_letters(str_trim_left(after));
    if (!one.n || !two.n || one.n > LONGEST_WORD || two.n > LONGEST_WORD || is_conjunction(two)) return HYPHEN_NONE;
    if (utf8_next(two, &at) >= 0x2E80) return HYPHEN_NONE; /* no word of these scripts is ever cut by a hyphen */
    size_t back = before.n;
    bool soft = utf8_prev(before, &back) == SOFT_HYPHEN;
    enum hyphen what = soft ? HYPHEN_GOES : is_name(stem) || char_is_upper(two.p[0]) ? HYPHEN_STAYS : decide(r, one, two);
    char word[2 * LONGEST_WORD + 4];
    size_t length = 0, kept = what == HYPHEN_GOES ? 0 : n;
    memcpy(word, one.p, one.n);
    length += one.n;
    memcpy(word + length, before.p + before.n - n, kept);
    length += kept;
    memcpy(word + length, two.p, two.n);
    reader_repair(r, DIAG_R_HYPHENATION, str_drop(before, before.n - n), str_of(word, length + two.n), (str){0});
    return r->failed ? HYPHEN_NONE : what;
}
