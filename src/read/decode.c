#include "read/decode.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { DETECT_BYTES = 64 << 10, BINARY_SAMPLE = 8 << 10 };

uint32_t decode_offset(const struct offset_step *steps, size_t n_steps, uint32_t text) {
    size_t low = 0, high = n_steps;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (steps[middle].text <= text) low = middle + 1;
        else high = middle;
    }
    return low ? steps[low - 1].input + (text - steps[low - 1].text) : text;
}

/* What is being made: text, and a step wherever the distance between text and input changes. */
struct making {
    struct buf text;
    VEC(struct offset_step) steps;
    struct diags *diags;
    bool mojibake, ligatures; /* mend them */
    bool failed;
};

static void make_step(struct making *m, size_t input) {
    struct offset_step *last = m->steps.n ? &m->steps.at[m->steps.n - 1] : NULL;
    size_t text = m->text.n;
    if (last && last->text == text) {
        last->input = (uint32_t)input;
        return;
    }
    if (last ? input - last->input == text - last->text : input == text) return;
    if (!vec_push(&m->steps, (struct offset_step){(uint32_t)text, (uint32_t)input})) m->failed = true;
}

static bool unwanted_control(uint32_t c) {
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f') || c == 0x7F;
}

/* Take the code point (or UTF8_INVALID) that the input has at [from, to). */
static void make_char(struct making *m, uint32_t c, size_t from, size_t to, str hex) {
    make_step(m, from);
    if (c == UTF8_INVALID) {
        diag_add1(m->diags, DIAG_UNDECODABLE, ((struct span){(uint32_t)from, (uint32_t)to}), hex);
        buf_put_utf8(&m->text, 0xFFFD);
    } else if (unwanted_control(c)) {
        diag_add0(m->diags, DIAG_CONTROL_CHARACTER, ((struct span){(uint32_t)from, (uint32_t)to}));
    } else {
        buf_put_utf8(&m->text, c);
    }
    make_step(m, to);
}

static str hex_of(str bytes, size_t from, size_t to, char out[16]) {
    static const char digit[] = "0123456789ABCDEF";
    size_t n = 0;
    for (size_t i = from; i < to && n + 3 < 16; i++) {
        if (n) out[n++] = ' ';
        out[n++] = digit[(unsigned char)bytes.p[i] >> 4];
        out[n++] = digit[(unsigned char)bytes.p[i] & 15];
    }
    return str_of(out, n);
}

/* mojibake and ligature. Gives the bytes taken. */
static size_t make_mended(struct making *m, str bytes, size_t at, bool after_one) {
    uint32_t c = 0;
    size_t n = m->mojibake ? mojibake_at(bytes, at, after_one, &c) : 0;
    str letters = m->ligatures && !n ? ligature_at(bytes, at) : (str){0};
    if (letters.n) n = 3;
    if (!n) return 0;
    struct span span = {(uint32_t)at, (uint32_t)(at + n)};
    make_step(m, at);
    size_t from = m->text.n;
    if (letters.n) buf_put(&m->text, letters);
    else if (c != 0xFEFF) buf_put_utf8(&m->text, c);
    diag_add2(m->diags, letters.n ? DIAG_R_LIGATURE : DIAG_R_MOJIBAKE, span, str_sub(bytes, at, at + n), str_drop(buf_str(&m->text), from));
    make_step(m, at + n);
    return n;
}

/* "[31;1m" behind the escape character: what a terminal takes for a colour goes with it. */
static size_t colour_length(str rest) {
    size_t n = 1;
    if (!rest.n || rest.p[0] != '[') return 0;
    while (n < rest.n && n < 24 && (char_is_digit(rest.p[n]) || rest.p[n] == ';' || rest.p[n] == '?')) n++;
    return n < rest.n && char_is_alpha(rest.p[n]) ? n + 1 : 0;
}

static void make_from_utf8(struct making *m, str bytes, size_t from) {
    char hex[16];
    size_t mended = from; /* where the last mended character ended */
    for (size_t at = from; at < bytes.n && !m->text.failed && !m->failed;) {
        size_t start = at, n = (unsigned char)bytes.p[at] < 0xC3 ? 0 : make_mended(m, bytes, at, mended == at && at > from);
        if (n) {
            mended = at += n;
            continue;
        }
        uint32_t c = utf8_next(bytes, &at);
        if (c == 0x1B) at += colour_length(str_drop(bytes, at));
        if (c == UTF8_INVALID || unwanted_control(c)) {
            make_char(m, c, start, at, hex_of(bytes, start, at, hex));
        } else {
            make_step(m, start);
            buf_put(&m->text, str_sub(bytes, start, at));
        }
    }
}

/* UTF-16 and UTF-32 by hand: their units are known, and a wrong unit costs only itself. */
static uint32_t unit(str b, size_t at, size_t width, bool big) {
    uint32_t v = 0;
    for (size_t i = 0; i < width; i++) {
        size_t k = big ? at + i : at + width - 1 - i;
        v = v << 8 | (unsigned char)b.p[k];
    }
    return v;
}

static void make_from_units(struct making *m, str bytes, size_t from, size_t width, bool big) {
    char hex[16];
    size_t at = from;
    while (at < bytes.n && !m->text.failed && !m->failed) {
        size_t start = at, next = at + width;
        uint32_t c = UTF8_INVALID;
        if (next > bytes.n) {
            next = bytes.n;
        } else {
            c = unit(bytes, at, width, big);
            bool high = width == 2 && c >= 0xD800 && c < 0xDC00 && next + 2 <= bytes.n;
            uint32_t low = high ? unit(bytes, next, 2, big) : 0;
            if (high && low >= 0xDC00 && low < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                next += 2;
            }
            if ((c >= 0xD800 && c < 0xE000) || c > 0x10FFFF) c = UTF8_INVALID;
        }
        make_char(m, c, start, next, hex_of(bytes, start, next, hex));
        at = next;
    }
}

/* Any other encoding, a character at a time through ICU, which knows where each one starts. */
static enum status make_from_icu(struct making *m, str bytes, const char *encoding) {
    UErrorCode error = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(encoding, &error);
    if (U_SUCCESS(error))
        ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &error);
    if (U_FAILURE(error)) {
        if (converter) ucnv_close(converter);
        return error == U_MEMORY_ALLOCATION_ERROR ? STATUS_NO_MEMORY : STATUS_INTERNAL;
    }
    char hex[16];
    const char *at = bytes.p, *end = bytes.p + bytes.n;
    while (at < end && !m->text.failed && !m->failed) {
        const char *start = at;
        error = U_ZERO_ERROR;
        UChar32 c = ucnv_getNextUChar(converter, &at, end, &error);
        if (error == U_INDEX_OUTOFBOUNDS_ERROR) break;
        if (at == start) at++;
        size_t from = (size_t)(start - bytes.p), to = (size_t)(at - bytes.p);
        uint32_t taken = U_FAILURE(error) || c < 0 ? UTF8_INVALID : (uint32_t)c;
        if (U_FAILURE(error)) ucnv_resetToUnicode(converter);
        make_char(m, taken, from, to, hex_of(bytes, from, to, hex));
    }
    ucnv_close(converter);
    return STATUS_OK;
}

/* --- which encoding ------------------------------------------------------------------------------------------ */

struct guess {
    enum { UTF8, UNITS, ICU } way;
    size_t mark;  /* bytes of the byte order mark */
    size_t width; /* UNITS */
    bool big;
    const char *name;
};

static bool guess_by_mark(str b, struct guess *out) {
    if (str_starts(b, STR("\xEF\xBB\xBF"))) *out = (struct guess){UTF8, 3, 1, false, "UTF-8"};
    else if (str_starts(b, (str){"\xFF\xFE\0\0", 4})) *out = (struct guess){UNITS, 4, 4, false, "UTF-32LE"};
    else if (str_starts(b, (str){"\0\0\xFE\xFF", 4})) *out = (struct guess){UNITS, 4, 4, true, "UTF-32BE"};
    else if (str_starts(b, STR("\xFF\xFE"))) *out = (struct guess){UNITS, 2, 2, false, "UTF-16LE"};
    else if (str_starts(b, STR("\xFE\xFF"))) *out = (struct guess){UNITS, 2, 2, true, "UTF-16BE"};
    else return false;
    return true;
}

/* Without a mark, text in UTF-16 or UTF-32 still has its blanks and line ends: zero bytes in a fixed lane. */
static bool guess_by_zeros(str b, struct guess *out) {
    size_t zero[4] = {0}, n = b.n < BINARY_SAMPLE ? b.n & ~(size_t)3 : BINARY_SAMPLE;
    for (size_t i = 0; i < n; i++) zero[i & 3] += b.p[i] == 0;
    size_t lane = n / 4;
    if (lane == 0 || zero[0] + zero[1] + zero[2] + zero[3] == 0) return false;
    if (zero[2] == lane && zero[3] == lane && zero[0] < lane / 8) *out = (struct guess){UNITS, 0, 4, false, "UTF-32LE"};
    else if (zero[0] == lane && zero[1] == lane && zero[3] < lane / 8) *out = (struct guess){UNITS, 0, 4, true, "UTF-32BE"};
    else if (zero[1] + zero[3] > lane / 8 && zero[0] + zero[2] <= lane / 64) *out = (struct guess){UNITS, 0, 2, false, "UTF-16LE"};
    else if (zero[0] + zero[2] > lane / 8 && zero[1] + zero[3] <= lane / 64) *out = (struct guess){UNITS, 0, 2, true, "UTF-16BE"};
    else return false;
    return true;
}

/* Does it read as UTF-16 of this order: lines that end, no control character, no lone surrogate? */
static bool reads_as_utf16(str b, bool big) {
    size_t n = b.n < BINARY_SAMPLE ? b.n : BINARY_SAMPLE, ends = 0;
    for (size_t i = 0; i + 2 <= n; i += 2) {
        uint32_t c = unit(b, i, 2, big), next = i + 4 <= b.n ? unit(b, i + 2, 2, big) : 0;
        bool high = c >= 0xD800 && c < 0xDC00;
        if (c == 0 || unwanted_control(c) || c >= 0xFFFE || (c >= 0xDC00 && c < 0xE000)) return false;
        if (high && !(next >= 0xDC00 && next < 0xE000)) return false;
        i += high ? 2 : 0;
        ends += c == '\n' || c == '\r';
    }
    return ends > 0;
}

/* Text in UTF-16 whose letters have no zero byte (Chinese, Japanese, Korean): its line ends have one. */
static bool guess_by_line_ends(str b, struct guess *out) {
    if (b.n == 0 || b.n % 2 || memchr(b.p, 0, b.n < BINARY_SAMPLE ? b.n : BINARY_SAMPLE) == NULL) return false;
    if (reads_as_utf16(b, false)) *out = (struct guess){UNITS, 0, 2, false, "UTF-16LE"};
    else if (reads_as_utf16(b, true)) *out = (struct guess){UNITS, 0, 2, true, "UTF-16BE"};
    else return false;
    return true;
}

/* HZ (RFC 1843): Chinese in ASCII, two bytes a character between "~{" and "~}". Nothing else keeps to that throughout. */
static bool is_hz(str b) {
    enum { LEAST_CHARACTERS = 8 };
    str head = str_sub(b, 0, DETECT_BYTES);
    size_t characters = 0;
    for (size_t at = 0; (at = str_find(head, STR("~{"), at)) != SIZE_MAX;) {
        size_t end = at += 2;
        while (end + 1 < head.n && head.p[end] >= 0x21 && head.p[end] <= 0x77 && head.p[end + 1] >= 0x21 && head.p[end + 1] < 0x7F) end += 2;
        if (end + 2 > head.n) break;
        if (end == at || head.p[end] != '~' || head.p[end + 1] != '}') return false;
        characters += (end - at) / 2;
        at = end;
    }
    return characters >= LEAST_CHARACTERS;
}

/* The escape sequences that change the character set in ISO 2022: ASCII to look at, Japanese or Korean to read. */
static bool guess_by_escapes(str b, struct guess *out) {
    static const struct {
        const char *escape, *name;
    } sets[] = {{"\x1B$B", "ISO-2022-JP"}, {"\x1B$@", "ISO-2022-JP"}, {"\x1B$)C", "ISO-2022-KR"}, {"\x1B$)A", "ISO-2022-CN"}};
    str head = str_sub(b, 0, DETECT_BYTES);
    if (is_hz(b)) {
        *out = (struct guess){ICU, 0, 0, false, "HZ-GB-2312"};
        return true;
    }
    if (str_find_char(head, '\x1B', 0) == SIZE_MAX) return false;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        if (str_find(head, str_from(sets[i].escape), 0) == SIZE_MAX) continue;
        *out = (struct guess){ICU, 0, 0, false, sets[i].name};
        return true;
    }
    return false;
}

/* Thai (TIS-620 and its kin): a vowel or tone mark stands upon a consonant or another mark, a leading vowel before a
 * consonant, and some bytes mean nothing. What else keeps to that has two bytes a character: all its runs are even. */
static bool is_thai(str b) {
    size_t n = b.n < DETECT_BYTES ? b.n : DETECT_BYTES, high = 0, marks = 0, wrong = 0, runs = 0, run = 0, odd = 0;
    bool base = false, leading = false; /* what the byte before was */
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)b.p[i];
        bool consonant = c >= 0xA1 && c <= 0xCE, mark = c == 0xD1 || (c >= 0xD4 && c <= 0xDA) || (c >= 0xE7 && c <= 0xEE);
        wrong += (leading && !consonant) || (mark && !base);
        wrong += (c >= 0xDB && c <= 0xDE) || c >= 0xFC || (c >= 0x80 && c <= 0x9F && c != 0x80 && c != 0x85 && (c < 0x91 || c > 0x97));
        high += c >= 0x80;
        marks += mark;
        runs += c >= 0x80 && run == 0;
        odd += c < 0x80 && run % 2;
        run = c >= 0x80 ? run + 1 : 0;
        base = consonant || mark;
        leading = c >= 0xE0 && c <= 0xE4;
    }
    return high >= 20 && wrong * 100 <= high && marks * 20 >= high && runs * 3 <= high && odd * 8 >= runs;
}

/* The Macintosh's Cyrillic has Windows' small letters but for the last one, and its capitals elsewhere. */
static bool is_mac_cyrillic(str b) {
    size_t n = b.n < DETECT_BYTES ? b.n : DETECT_BYTES, high = 0, small = 0, last = 0, other = 0, capitals = 0, windows = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)b.p[i], before = i ? (unsigned char)b.p[i - 1] : ' ';
        high += c >= 0x80;
        small += c >= 0xE0 && c <= 0xFE;
        last += c == 0xDF && before >= 0xE0;
        other += c == 0xFF;
        capitals += c >= 0x80 && c <= 0x9F;
        windows += c >= 0xC0 && c <= 0xDE;
    }
    return high >= 20 && small * 10 >= high * 6 && last > other && capitals > windows;
}

/* DOS and the old Macintosh, which the detector does not know: their letters stand where Windows has quotes and nothing.
 * Between two letters a byte there is a letter, and one that is a capital in DOS's table is the Macintosh's. Cyrillic
 * comes in runs that leave the table's middle, with its boxes, alone. */
static const char *guess_old(str b) {
    size_t n = b.n < DETECT_BYTES ? b.n : DETECT_BYTES, high = 0, inside = 0, capitals = 0, windows = 0, runs = 0, cyrillic = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)b.p[i], after = i + 1 < n ? (unsigned char)b.p[i + 1] : ' ';
        unsigned char before = i ? (unsigned char)b.p[i - 1] : ' ';
        if (c < 0x80) continue;
        high++;
        runs += before < 0x80;
        cyrillic += c < 0xB0 || (c >= 0xE0 && c <= 0xF1);
        if (!char_is_lower((char)before) || !char_is_lower((char)after)) continue;
        windows += c >= 0xC0;
        if (c > 0xA5 || c == 0x92 || c == 0x96 || c == 0x97) continue;
        inside++;
        capitals += c == 0x80 || c == 0x8E || c == 0x8F || c == 0x90 || c == 0x99 || c == 0x9A || c == 0x9F;
    }
    if (high > 20 && cyrillic * 50 >= high * 49 && runs * 3 <= high) return "IBM866";
    if (inside < 2 || inside < windows || inside * 4 < high) return NULL;
    return capitals * 2 > inside ? "macintosh" : "IBM850";
}

/* UTF-8 with a few wrong bytes is still UTF-8: far more of its sequences are right than wrong. */
static bool mostly_utf8(str b) {
    size_t good = 0, bad = 0, n = b.n < DETECT_BYTES * 4 ? b.n : DETECT_BYTES * 4;
    for (size_t at = 0; at < n;) {
        if ((unsigned char)b.p[at] < 0x80) {
            at++;
            continue;
        }
        if (utf8_next(b, &at) == UTF8_INVALID) bad++;
        else good++;
    }
    return bad == 0 || good >= 8 * bad;
}

/* EBCDIC (IBM420, IBM424) is guessed for noise, and no text file is in it; UTF-8 and its kin were asked for before. */
static bool is_likely(const char *name) {
    return name && strlen(name) < 64 && strncmp(name, "UTF-", 4) != 0 && strncmp(name, "IBM", 3) != 0;
}

static enum status guess_by_icu(str b, char name[64]) {
    const char *old = is_thai(b) ? "windows-874" : is_mac_cyrillic(b) ? "x-mac-cyrillic" : guess_old(b);
    if (old) {
        memcpy(name, old, strlen(old) + 1);
        return STATUS_OK;
    }
    UErrorCode error = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&error);
    /* The part around the first byte that is not ASCII says most. */
    size_t from = 0;
    while (from < b.n && (unsigned char)b.p[from] < 0x80) from++;
    from = from > DETECT_BYTES / 4 ? from - DETECT_BYTES / 4 : 0;
    str part = str_sub(b, from, from + DETECT_BYTES);
    ucsdet_setText(detector, part.p, (int32_t)part.n, &error);
    int32_t n = 0;
    const UCharsetMatch **matches = U_SUCCESS(error) ? ucsdet_detectAll(detector, &n, &error) : NULL;
    const char *found = NULL;
    for (int32_t i = 0; matches && U_SUCCESS(error) && i < n && !is_likely(found); i++)
        found = ucsdet_getName(matches[i], &error);
    if (U_FAILURE(error) || !is_likely(found)) found = "windows-1252";
    memcpy(name, found, strlen(found) + 1);
    bool memory = error == U_MEMORY_ALLOCATION_ERROR;
    if (detector) ucsdet_close(detector);
    return memory ? STATUS_NO_MEMORY : STATUS_OK;
}

/* --- what is no text ----------------------------------------------------------------------------------------- */

static const char *known_binary(str b) {
    static const struct {
        const char *magic, *what;
    } kinds[] = {{"%PDF-", "a PDF"},
                 {"PK\x03\x04", "a ZIP archive, as .docx and .epub are"},
                 {"\x89PNG\r\n\x1a\n", "a PNG image"},
                 {"\xFF\xD8\xFF", "a JPEG image"},
                 {"GIF8", "a GIF image"},
                 {"\x1F\x8B", "gzip-compressed"},
                 {"\x7F" "ELF", "a program"},
                 {"{\\rtf", "RTF"},
                 {"\xD0\xCF\x11\xE0", "an old Office file"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_starts(b, str_from(kinds[i].magic))) return kinds[i].what;
    return NULL;
}

static const char *binary_kind(str b) {
    size_t n = b.n < BINARY_SAMPLE ? b.n : BINARY_SAMPLE, zeros = 0, controls = 0;
    for (size_t i = 0; i < n; i++) {
        zeros += b.p[i] == 0;
        bool colour = b.p[i] == 0x1B && i + 1 < b.n && b.p[i + 1] == '[';
        controls += unwanted_control((unsigned char)b.p[i]) && !colour;
    }
    if (zeros * 100 > n) return "it has zero bytes";
    return controls * 20 > n ? "it is full of control characters" : NULL;
}

static enum status refuse(struct diags *diags, enum diag_code code, str name, const char *why) {
    diag_add2(diags, code, SPAN_ABSENT, name, str_from(why));
    return STATUS_INPUT;
}

/* --- the whole ------------------------------------------------------------------------------------------------ */

/* Blocks of fixed length without a branch inside, which compilers turn into vector code. */
static bool has_unwanted_control(str b) {
    enum { BLOCK = 64 };
    size_t i = 0;
    for (; i + BLOCK <= b.n; i += BLOCK) {
        const unsigned char *p = (const unsigned char *)b.p + i;
        unsigned char any = 0;
        for (size_t k = 0; k < BLOCK; k++) {
            unsigned char c = p[k];
            any |= (unsigned char)(((c < 0x20) & (c != '\t') & (c != '\n') & (c != '\r') & (c != '\f')) | (c == 0x7F));
        }
        if (any) return true;
    }
    for (; i < b.n; i++)
        if (unwanted_control((unsigned char)b.p[i])) return true;
    return false;
}

static enum status finish(struct making *m, struct arena *arena, struct decoded *out) {
    if (m->failed || m->text.failed) return STATUS_NO_MEMORY;
    struct decoded made = {.text = arena_str(arena, buf_str(&m->text)), .n_steps = m->steps.n};
    made.steps = arena_array(arena, struct offset_step, m->steps.n);
    if (arena->failed || !made.steps) return STATUS_NO_MEMORY;
    if (m->steps.n) memcpy(made.steps, m->steps.at, m->steps.n * sizeof *made.steps);
    *out = made;
    return STATUS_OK;
}

static enum status convert(struct arena *arena, str bytes, const struct guess *guess, struct making *made, struct decoded *out) {
    struct making m = *made;
    buf_init(&m.text);
    enum status status = STATUS_OK;
    switch (guess->way) {
    case UTF8: make_from_utf8(&m, bytes, guess->mark); break;
    case UNITS: make_from_units(&m, bytes, guess->mark, guess->width, guess->big); break;
    case ICU: status = make_from_icu(&m, bytes, guess->name); break;
    }
    if (status == STATUS_OK) status = finish(&m, arena, out);
    buf_release(&m.text);
    vec_release(&m.steps);
    return status;
}

static bool only_blanks(str text) { return str_trim(text).n == 0; }

static bool is_off(const struct read_options *options, enum diag_code rule) { return options && options->disabled[rule]; }

/* Our own Markdown says what it means: its letters are no accidents. */
static bool is_own_form(str text) {
    str head = str_sub(text, 0, 4096);
    size_t key = str_find(head, STR("\nqapress:"), 0), end = str_find(head, STR("\n---"), 0);
    return str_starts(head, STR("---")) && key != SIZE_MAX && key < end;
}

bool decode_knows(const char *encoding) {
    UErrorCode error = U_ZERO_ERROR;
    if (!*encoding || strlen(encoding) >= 64) return false;
    UConverter *converter = ucnv_open(encoding, &error);
    if (converter) ucnv_close(converter);
    return U_SUCCESS(error);
}

/* The encoding that somebody says it is. */
static bool guess_as_told(str bytes, const struct read_options *options, struct guess *out) {
    const char *told = options ? options->encoding : NULL;
    if (!told) return false;
    struct guess marked;
    bool utf8 = str_eq_nocase(str_from(told), STR("UTF-8")) || str_eq_nocase(str_from(told), STR("UTF8"));
    if (utf8) *out = (struct guess){UTF8, str_starts(bytes, STR("\xEF\xBB\xBF")) ? 3 : 0, 1, false, "UTF-8"};
    else if (str_starts_nocase(str_from(told), STR("UTF-")) && guess_by_mark(bytes, &marked)) *out = marked;
    else *out = (struct guess){ICU, 0, 0, false, told};
    return true;
}

enum status decode(struct arena *arena, str name, str bytes, const struct read_options *options, struct diags *diags,
                   struct decoded *out) {
    struct guess guess = {UTF8, 0, 1, false, "UTF-8"};
    char found[64];
    const char *binary = known_binary(bytes);
    bool sound = false, checked = false; /* well-formed UTF-8 */
    if (binary) return refuse(diags, DIAG_BINARY_INPUT, name, binary);
    if (!guess_as_told(bytes, options, &guess) && !guess_by_mark(bytes, &guess) && !guess_by_zeros(bytes, &guess) && !guess_by_line_ends(bytes, &guess) && !guess_by_escapes(bytes, &guess)) {
        binary = binary_kind(bytes);
        if (binary) return refuse(diags, DIAG_BINARY_INPUT, name, binary);
        checked = true;
        sound = utf8_check(bytes, 0) == bytes.n;
        if (!sound && !mostly_utf8(bytes)) {
            enum status status = guess_by_icu(bytes, found);
            if (status != STATUS_OK) return status;
            guess = (struct guess){ICU, 0, 0, false, found};
        }
    }
    struct decoded made = {.text = str_drop(bytes, guess.mark)};
    if (guess.way != UTF8) diag_add1(diags, DIAG_ENCODING, SPAN_ABSENT, str_from(guess.name));
    if (guess.way == UTF8 && !checked) sound = utf8_check(bytes, guess.mark) == bytes.n;
    struct making how = {.diags = diags};
    bool mend = guess.way == UTF8 && !is_own_form(made.text);
    how.mojibake = mend && !is_off(options, DIAG_R_MOJIBAKE) && mojibake_is_in(made.text);
    how.ligatures = mend && !is_off(options, DIAG_R_LIGATURE) && ligature_is_in(made.text);
    if (guess.way != UTF8 || !sound || how.mojibake || how.ligatures || has_unwanted_control(made.text)) {
        enum status status = convert(arena, bytes, &guess, &how, &made);
        if (status != STATUS_OK) return status;
    } else if (guess.mark) {
        made.steps = arena_new(arena, struct offset_step);
        if (!made.steps) return STATUS_NO_MEMORY;
        *made.steps = (struct offset_step){0, (uint32_t)guess.mark};
        made.n_steps = 1;
    }
    if (only_blanks(made.text)) return refuse(diags, DIAG_EMPTY_INPUT, name, "");
    enum status status = is_own_form(made.text) ? STATUS_OK : blanks_mend(arena, options, diags, &made);
    if (status == STATUS_OK) *out = made;
    return status;
}
