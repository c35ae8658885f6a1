#include "read/language.h"

#include "base/utf8.h"

enum { SAMPLE = 32 << 10, WORD_BYTES = 24 };

enum script { LATIN, CYRILLIC, GREEK, HEBREW, ARABIC, DEVANAGARI, THAI, HAN, KANA, HANGUL, BENGALI, TAMIL, SCRIPTS };

static const struct {
    uint32_t from, to;
    uint8_t script;
} ranges[] = {{0x41, 0x5A, LATIN}, {0x61, 0x7A, LATIN}, {0xC0, 0x24F, LATIN}, {0x370, 0x3FF, GREEK},
              {0x400, 0x52F, CYRILLIC}, {0x590, 0x5FF, HEBREW}, {0x600, 0x6FF, ARABIC}, {0x900, 0x97F, DEVANAGARI},
              {0x980, 0x9FF, BENGALI}, {0xB80, 0xBFF, TAMIL}, {0xE00, 0xE7F, THAI}, {0x3040, 0x30FF, KANA},
              {0x3400, 0x9FFF, HAN}, {0xAC00, 0xD7A3, HANGUL}, {0x1E00, 0x1EFF, LATIN}};

/* By lead byte: 1 + the script of all that it leads to; 0: that must be looked up. */
static const uint8_t script_of_lead[256] = {
    [0xC3] = LATIN + 1, [0xC4] = LATIN + 1, [0xC5] = LATIN + 1, [0xC6] = LATIN + 1, [0xC7] = LATIN + 1, [0xC8] = LATIN + 1, [0xD0] = CYRILLIC + 1,
    [0xD1] = CYRILLIC + 1, [0xD8] = ARABIC + 1, [0xD9] = ARABIC + 1, [0xDA] = ARABIC + 1, [0xDB] = ARABIC + 1,
    [0xE4] = HAN + 1, [0xE5] = HAN + 1, [0xE6] = HAN + 1, [0xE7] = HAN + 1, [0xE8] = HAN + 1, [0xE9] = HAN + 1,
    [0xEB] = HANGUL + 1, [0xEC] = HANGUL + 1};

enum { BLOCK = 16 };

/* The letters of a block of ASCII, or SIZE_MAX when it holds anything else. Of fixed length and without a branch inside, for
 * compilers to make vector code. */
static size_t letters_of_block(const unsigned char *p) {
    unsigned char any = 0, letters = 0;
    for (size_t k = 0; k < BLOCK; k++) {
        any |= p[k];
        letters = (unsigned char)(letters + ((unsigned char)((p[k] | 0x20) - 'a') < 26));
    }
    return any & 0x80 ? SIZE_MAX : letters;
}

static void count_scripts(str t, size_t count[SCRIPTS]) {
    for (size_t at = 0, letters; at < t.n;) {
        unsigned char lead = (unsigned char)t.p[at];
        if (lead < 0x80 && at + BLOCK <= t.n && (letters = letters_of_block((const unsigned char *)t.p + at)) != SIZE_MAX) {
            count[LATIN] += letters;
            at += BLOCK;
            continue;
        }
        if (lead < 0x80) {
            count[LATIN] += char_is_alpha(t.p[at++]);
            continue;
        }
        if (script_of_lead[lead]) { /* the text is well-formed */
            count[script_of_lead[lead] - 1]++;
            at += lead < 0xE0 ? 2 : 3;
            continue;
        }
        uint32_t c = utf8_next(t, &at);
        for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
            if (c >= ranges[i].from && c <= ranges[i].to) {
                count[ranges[i].script]++;
                break;
            }
    }
}

/* The commonest little words that hardly occur in the neighbours. */
static const struct {
    const char *lang;
    const char *words[10];
} stop_words[] = {
    {"en", {"the", "and", "is", "of", "to", "what", "are", "it", "that", "with"}},
    {"de", {"der", "die", "und", "das", "ist", "nicht", "ein", "eine", "ich", "mit"}},
    {"fr", {"le", "les", "des", "est", "et", "une", "dans", "que", "pour", "vous"}},
    {"es", {"el", "los", "las", "una", "que", "es", "del", "por", "para", "con"}},
    {"pt", {"não", "uma", "os", "um", "que", "são", "com", "ao", "para", "em"}},
    {"it", {"il", "che", "di", "è", "una", "gli", "non", "della", "per", "sono"}},
    {"nl", {"het", "een", "van", "niet", "dat", "zijn", "voor", "wordt", "met", "ook"}},
    {"sv", {"och", "att", "är", "som", "inte", "ett", "på", "för", "med", "av"}},
    {"pl", {"nie", "jest", "się", "że", "oraz", "jak", "dla", "przez", "są", "czy"}},
    {"tr", {"ve", "bir", "bu", "için", "ile", "olarak", "nedir", "değil", "daha", "gibi"}},
    {"id", {"yang", "dan", "dengan", "untuk", "adalah", "dari", "tidak", "pada", "apa", "dalam"}},
    {"vi", {"là", "của", "và", "các", "không", "được", "trong", "một", "cho", "những"}},
    {"ro", {"și", "este", "sunt", "care", "pentru", "din", "nu", "la", "sau", "cu"}},
    {"cs", {"je", "že", "není", "jsou", "nebo", "které", "jako", "při", "pro", "který"}}};
enum { LATIN_LANGUAGES = sizeof stop_words / sizeof *stop_words, WORDS = 10 /* of each */, ALL_WORDS = LATIN_LANGUAGES * WORDS };
_Static_assert(ALL_WORDS < 256, "an index of one byte is too small");

enum { WORD_SLOTS = 1024 };

static unsigned fold(char c) { return (unsigned char)(char_is_upper(c) ? c | 0x20 : c); }
/* By length and the first two bytes; no stop word is shorter. */
static size_t word_slot(const char *word, size_t n) { return (fold(word[0]) * 29 + fold(word[1]) * 5 + n) % WORD_SLOTS; }

static str latin_language(str t) {
    size_t hits[LATIN_LANGUAGES] = {0}, best = 0;
    uint8_t first_word[WORD_SLOTS] = {0}, next[ALL_WORDS]; /* 1 + the number of a word in the slot; chains */
    for (size_t i = 0; i < ALL_WORDS; i++) {
        str word = str_from(stop_words[i / WORDS].words[i % WORDS]);
        size_t slot = word_slot(word.p, word.n);
        next[i] = first_word[slot];
        first_word[slot] = (uint8_t)(i + 1);
    }
    bool letter[256];
    for (unsigned c = 0; c < 256; c++) letter[c] = c >= 0x80 || char_is_alpha((char)c);
    for (size_t i = 0; i < t.n; i++) {
        size_t from = i;
        while (i < t.n && letter[(unsigned char)t.p[i]]) i++;
        str word = {t.p + from, i - from};
        if (word.n > 1 && word.n < WORD_BYTES)
            for (size_t w = first_word[word_slot(word.p, word.n)]; w; w = next[w - 1])
                hits[(w - 1) / WORDS] += str_eq_nocase(word, str_from(stop_words[(w - 1) / WORDS].words[(w - 1) % WORDS]));
    }
    for (size_t k = 1; k < LATIN_LANGUAGES; k++)
        if (hits[k] > hits[best]) best = k;
    /* code in any language is full of English: another one must win clearly */
    if (hits[best] < 12 || hits[best] * 2 < hits[0] * 3) best = 0;
    return str_from(stop_words[best].lang);
}

/* Letters that only one of the languages of a script uses. */
static str cyrillic_language(str t) {
    if (str_find(t, STR("ї"), 0) != SIZE_MAX || str_find(t, STR("є"), 0) != SIZE_MAX) return STR("uk");
    if (str_find(t, STR("ы"), 0) == SIZE_MAX && str_find(t, STR("ъ"), 0) != SIZE_MAX) return STR("bg");
    return STR("ru");
}

static str han_language(str t) {
    static const char *const both[2] = {"們這個為對會說時來與", "们这个为对会说时来与"}; /* traditional, simplified */
    enum { BYTES = 3, EACH = 10 };
    size_t seen[2] = {0};
    bool has[2][EACH] = {{0}}, may[256] = {0}; /* by their second and third byte */
    for (size_t i = 0; i < (size_t)2 * EACH; i++) {
        const char *sign = both[i / EACH] + i % EACH * BYTES;
        may[(unsigned char)((unsigned char)sign[1] * 5 + (unsigned char)sign[2])] = true;
    }
    for (size_t at = 0; at + BYTES <= t.n; at++) {
        if ((unsigned char)t.p[at] < 0xE4 || !may[(unsigned char)((unsigned char)t.p[at + 1] * 5 + (unsigned char)t.p[at + 2])]) continue;
        for (size_t i = 0; i < (size_t)2 * EACH; i++)
            if (!has[i / EACH][i % EACH] && memcmp(t.p + at, both[i / EACH] + i % EACH * BYTES, BYTES) == 0) {
                has[i / EACH][i % EACH] = true;
                seen[i / EACH]++;
            }
    }
    return seen[0] > seen[1] ? STR("zh-Hant") : STR("zh-Hans");
}

str language_guess(str text) {
    static const char *const plain[SCRIPTS] = {[GREEK] = "el", [HEBREW] = "he", [ARABIC] = "ar", [DEVANAGARI] = "hi",
                                               [THAI] = "th", [KANA] = "ja", [HANGUL] = "ko", [BENGALI] = "bn", [TAMIL] = "ta"};
    str t = str_sub(text, 0, SAMPLE);
    size_t count[SCRIPTS] = {0}, best = LATIN;
    count_scripts(t, count);
    count[LATIN] /= 6; /* names and code are in Latin letters everywhere */
    if (count[KANA] * 8 > count[HAN]) count[KANA] += count[HAN];
    count[HAN] *= 2;
    for (size_t i = 1; i < SCRIPTS; i++)
        if (count[i] > count[best]) best = i;
    if (best == LATIN) return latin_language(t);
    if (best == CYRILLIC) return cyrillic_language(t);
    if (best == HAN) return han_language(t);
    return str_from(plain[best]);
}
