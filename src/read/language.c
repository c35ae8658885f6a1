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

static void count_scripts(str t, size_t count[SCRIPTS]) {
    for (size_t at = 0; at < t.n;) {
        if ((unsigned char)t.p[at] < 0x80) {
            count[LATIN] += char_is_alpha(t.p[at++]);
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

static str latin_language(str t) {
    size_t hits[LATIN_LANGUAGES] = {0}, best = 0;
    uint8_t first_word[256] = {0}, next[ALL_WORDS]; /* 1 + the number of a word that starts so; chains */
    for (size_t i = 0; i < ALL_WORDS; i++) {
        unsigned char c = (unsigned char)stop_words[i / WORDS].words[i % WORDS][0];
        next[i] = first_word[c];
        first_word[c] = (uint8_t)(i + 1);
    }
    for (size_t i = 0; i < t.n;) {
        size_t from = i;
        while (i < t.n && (char_is_alpha(t.p[i]) || (unsigned char)t.p[i] >= 0x80)) i++;
        str word = str_sub(t, from, i);
        char first = word.n && char_is_upper(word.p[0]) ? (char)(word.p[0] | 0x20) : word.n ? word.p[0] : 0;
        if (word.n > 1 && word.n < WORD_BYTES)
            for (size_t w = first_word[(unsigned char)first]; w; w = next[w - 1])
                hits[(w - 1) / WORDS] += str_eq_nocase(word, str_from(stop_words[(w - 1) / WORDS].words[(w - 1) % WORDS]));
        if (i == from) i++;
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
    static const char *const traditional[] = {"們", "這", "個", "為", "對", "會", "說", "時", "來", "與"};
    static const char *const simplified[] = {"们", "这", "个", "为", "对", "会", "说", "时", "来", "与"};
    size_t old = 0, new = 0;
    for (size_t i = 0; i < 10; i++) {
        old += str_find(t, str_from(traditional[i]), 0) != SIZE_MAX;
        new += str_find(t, str_from(simplified[i]), 0) != SIZE_MAX;
    }
    return old > new ? STR("zh-Hant") : STR("zh-Hans");
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
