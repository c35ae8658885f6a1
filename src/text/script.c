/* script: stretches of a text in writing that its language does not use. A screen reader that is told of them does not
 * read Greek letter by letter; that much the writing itself tells, and more is not guessed. */
#include <string.h>

#include "base/utf8.h"
#include "text/text.h"

/* The language that is written so, for whom nothing else is known. Han without kana is Chinese. */
struct script {
    uint32_t from, to;
    const char *lang;
    const char *of; /* primary subtags of the languages that use it, with blanks around */
    uint8_t least;  /* fewer letters are symbols: λ, π, и */
};

enum { HAN, KANA };
static const struct script SCRIPTS[] = {
    [HAN] = {0x3400, 0x9FFF, "zh", " zh ja ko yue ", 1},
    [KANA] = {0x3041, 0x30FF, "ja", " ja ", 1},
    {0x20000, 0x3134F, "zh", " zh ja ko yue ", 1},
    {0x0370, 0x03FF, "el", " el ", 3},
    {0x1F00, 0x1FFF, "el", " el ", 3},
    {0x0400, 0x052F, "ru", " ru uk be bg sr mk kk ky tg mn tt ba ", 3},
    {0x0531, 0x058A, "hy", " hy ", 2},
    {0x0591, 0x05F4, "he", " he yi iw ", 2},
    {0x0600, 0x06FF, "ar", " ar fa ur ps ug sd ckb ", 2},
    {0x0750, 0x077F, "ar", " ar fa ur ps ug sd ckb ", 2},
    {0x0900, 0x0963, "hi", " hi mr ne sa ", 2},
    {0x0980, 0x09FE, "bn", " bn as ", 2},
    {0x0A00, 0x0A76, "pa", " pa ", 2},
    {0x0A80, 0x0AFF, "gu", " gu ", 2},
    {0x0B80, 0x0BFA, "ta", " ta ", 2},
    {0x0C00, 0x0C7F, "te", " te ", 2},
    {0x0C80, 0x0CFF, "kn", " kn ", 2},
    {0x0D00, 0x0D7F, "ml", " ml ", 2},
    {0x0D80, 0x0DFF, "si", " si ", 2},
    {0x0E01, 0x0E5B, "th", " th ", 2},
    {0x0E80, 0x0EFF, "lo", " lo ", 2},
    {0x0F00, 0x0FFF, "bo", " bo dz ", 2},
    {0x1000, 0x109F, "my", " my ", 2},
    {0x10A0, 0x10FF, "ka", " ka ", 2},
    {0x1100, 0x11FF, "ko", " ko ", 1},
    {0x1200, 0x139F, "am", " am ti ", 2},
    {0x1780, 0x17FF, "km", " km ", 2},
    {0xAC00, 0xD7A3, "ko", " ko ", 1},
};
enum { SCRIPT_COUNT = sizeof SCRIPTS / sizeof *SCRIPTS, NO_SCRIPT = SCRIPT_COUNT };

static unsigned script_of(uint32_t c) {
    unsigned i = 0;
    if (c < 0x370) return NO_SCRIPT;
    while (i < SCRIPT_COUNT && (c < SCRIPTS[i].from || c > SCRIPTS[i].to)) i++;
    return i;
}

static bool uses(str lang, const struct script *script) {
    char primary[12] = " ";
    size_t n = 0;
    while (n < lang.n && n < 8 && lang.p[n] != '-') primary[1 + n] = lang.p[n], n++;
    primary[1 + n] = ' ';
    return n && strstr(script->of, primary);
}

static bool same_writing(unsigned a, unsigned b) {
    return a == b || (a <= KANA && b <= KANA) || (a < NO_SCRIPT && b < NO_SCRIPT && strcmp(SCRIPTS[a].lang, SCRIPTS[b].lang) == 0);
}

/* The end of the foreign writing that starts at `at`: behind its last letter. */
static size_t stretch_from(str text, size_t at, unsigned script, str *lang, unsigned *letters) {
    size_t end = at;
    *letters = 0;
    *lang = str_from(SCRIPTS[script].lang);
    while (at < text.n) {
        uint32_t c = utf8_next(text, &at);
        unsigned own = script_of(c);
        if (own == NO_SCRIPT && (char_is_alpha(c < 0x80 ? (char)c : ' ') || (c >= 0xC0 && c < 0x2000))) break;
        if (own == NO_SCRIPT) continue; /* blanks, marks, digits: between two words of it */
        if (!same_writing(own, script)) break;
        if (own == KANA) *lang = STR("ja");
        end = at;
        ++*letters;
    }
    return end;
}

/* Eight bytes. */
static bool is_ascii(const char *p) {
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return !(x & UINT64_C(0x8080808080808080));
}

size_t text_script_stretch(str text, str said, str *lang) {
    *lang = (str){0};
    for (size_t at = 0; at < text.n;) {
        while (text.n - at >= 8 && is_ascii(text.p + at)) at += 8;
        if (at == text.n) break;
        if ((unsigned char)text.p[at] < 0xCD) { /* below U+0340 */
            at++;
            continue;
        }
        size_t from = at;
        unsigned script = script_of(utf8_next(text, &at)), letters;
        if (script == NO_SCRIPT || uses(said, &SCRIPTS[script])) continue;
        str found;
        size_t end = stretch_from(text, from, script, &found, &letters);
        if (letters >= SCRIPTS[script].least && !(str_eq(found, STR("ja")) && uses(said, &SCRIPTS[KANA]))) {
            if (from) return from;
            *lang = found;
            return end;
        }
        at = end;
    }
    return text.n;
}
