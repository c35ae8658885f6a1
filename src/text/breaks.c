/* Line-break opportunities: the Unicode line breaking algorithm (UAX #14, rules LB1 to LB31).
 *
 * Alphabetic text and symbols are done here, in one pass over their classes; what needs a dictionary or a locale (Thai,
 * Chinese, Japanese, Korean, Hebrew …) goes to ICU's iterator, whose data takes milliseconds to open. The rules are tailored where technical text suffers from them:
 *   - a hyphen that starts a word stays with it: "-O2", "--force" (LB20a of later versions, for runs of hyphens too)
 *   - signs in a row stay together: "C++", "$$"
 *   - a blank before "/usr", ".NET", "!important" is a place to break
 *   - no break before a dash that touches the word before it
 * Quotation marks that are set off by blanks stay with what they quote (LB15a and LB15b of later versions). */
#include "text/break_class.h"
#include "text/internal.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>

static uint8_t class_of(uint32_t c) { return c < BREAK_CLASSES ? break_classes[c] : break_class(c); }

#define BIT(class) (UINT64_C(1) << (class))
#define IN(class, set) (((BIT(class)) & (set)) != 0)
enum {
    BK = U_LB_MANDATORY_BREAK, CR = U_LB_CARRIAGE_RETURN, LF = U_LB_LINE_FEED, NL = U_LB_NEXT_LINE, SP = U_LB_SPACE,
    ZW = U_LB_ZWSPACE, WJ = U_LB_WORD_JOINER, GL = U_LB_GLUE, CM = U_LB_COMBINING_MARK, ZWJ = U_LB_ZWJ,
    OP = U_LB_OPEN_PUNCTUATION, CL = U_LB_CLOSE_PUNCTUATION, CP = U_LB_CLOSE_PARENTHESIS, QU = U_LB_QUOTATION,
    EX = U_LB_EXCLAMATION, SY = U_LB_BREAK_SYMBOLS, IS = U_LB_INFIX_NUMERIC, NU = U_LB_NUMERIC, AL = U_LB_ALPHABETIC,
    HY = U_LB_HYPHEN, BA = U_LB_BREAK_AFTER, BB = U_LB_BREAK_BEFORE, B2 = U_LB_BREAK_BOTH, PR = U_LB_PREFIX_NUMERIC,
    PO = U_LB_POSTFIX_NUMERIC, IN_ = U_LB_INSEPARABLE, ID = U_LB_IDEOGRAPHIC, NS = U_LB_NONSTARTER,
    RI = U_LB_REGIONAL_INDICATOR, EB = U_LB_E_BASE, EM = U_LB_E_MODIFIER
};

#define ENDS (BIT(BK) | BIT(CR) | BIT(LF) | BIT(NL))
#define QUOTES (BIT(QU) | BIT(QI) | BIT(QF))

/* What stands before a place. */
struct before {
    uint8_t class;        /* of the last character that is no blank and no mark */
    bool spaces, joiner;  /* blanks follow it; the very last character is a ZWJ */
    bool word_start;      /* HY: only hyphens since the start or a blank; QI: it opens a quotation */
    unsigned flags;       /* regional indicators in a row */
};

/* LB13 to LB17, which look across blanks. */
static bool holds_over_spaces(const struct before *a, uint8_t b, uint8_t next) {
    if (IN(b, BIT(CL) | BIT(CP))) return true;
    if (IN(b, BIT(EX) | BIT(IS) | BIT(SY))) return !(a->spaces && (next == AL || next == NU));
    if (a->class == OP || (a->class == QI && a->word_start) || (IN(a->class, QUOTES) && b == OP)) return true;
    const uint64_t after_quotation =
        BIT(SP) | BIT(GL) | BIT(WJ) | BIT(CL) | BIT(CP) | BIT(EX) | BIT(IS) | BIT(SY) | BIT(ZW) | QUOTES | ENDS;
    if (b == QF && IN(next, after_quotation)) return true;
    return (IN(a->class, BIT(CL) | BIT(CP)) && b == NS) || (a->class == B2 && b == B2);
}

/* LB24 and LB25: numbers and their signs. */
static bool holds_numeric(uint8_t a, uint8_t b) {
    const uint64_t sign = BIT(PR) | BIT(PO);
    if (IN(a, sign) && IN(b, sign | BIT(AL) | BIT(OP) | BIT(NU))) return true;
    if (IN(b, sign) && IN(a, BIT(AL) | BIT(NU) | BIT(CL) | BIT(CP))) return true;
    return b == NU && IN(a, BIT(HY) | BIT(IS) | BIT(NU) | BIT(SY));
}

/* LB19 to LB30b, for neighbours. */
static bool holds(const struct before *before, uint8_t b) {
    uint8_t a = before->class;
    if (IN(a, QUOTES) || IN(b, QUOTES | BIT(BA) | BIT(HY) | BIT(NS) | BIT(IN_) | BIT(B2)) || a == BB) return true;
    if (a == HY && before->word_start && IN(b, BIT(AL) | BIT(NU))) return true;
    if (IN(a, BIT(AL) | BIT(NU)) && IN(b, BIT(AL) | BIT(NU))) return true;
    if ((a == PR && IN(b, BIT(ID) | BIT(EB) | BIT(EM))) || (IN(a, BIT(ID) | BIT(EB) | BIT(EM)) && b == PO)) return true;
    if (holds_numeric(a, b) || (a == IS && b == AL)) return true;
    if ((IN(a, BIT(AL) | BIT(NU)) && b == OP) || (a == CP && IN(b, BIT(AL) | BIT(NU)))) return true;
    return (a == RI && b == RI && before->flags % 2 == 1) || (a == EB && b == EM);
}

static enum break_kind between(const struct before *a, uint8_t b, uint8_t next) {
    if (a->class == CR && b == LF) return BREAK_NO;
    if (IN(a->class, ENDS) && !a->spaces) return BREAK_MUST;
    if (IN(b, ENDS) || b == SP || b == ZW) return BREAK_NO;
    if (a->class == ZW) return BREAK_ALLOWED;
    if (a->joiner || b == WJ || (!a->spaces && IN(a->class, BIT(WJ) | BIT(GL)))) return BREAK_NO;
    if (b == GL && !a->spaces && !IN(a->class, BIT(BA) | BIT(HY))) return BREAK_NO;
    if (holds_over_spaces(a, b, next)) return BREAK_NO;
    if (a->spaces) return BREAK_ALLOWED;
    return holds(a, b) ? BREAK_NO : BREAK_ALLOWED;
}

static void step(struct before *a, uint8_t b) {
    bool fresh = a->spaces || IN(a->class, ENDS | BIT(SP) | BIT(ZW));
    if (b == SP && !IN(a->class, ENDS)) {
        a->spaces = true;
        a->joiner = false;
        a->flags = 0;
        return;
    }
    if (b == HY) a->word_start = fresh || (a->class == HY && a->word_start);
    else a->word_start = b == QI && (fresh || IN(a->class, QUOTES | BIT(OP) | BIT(GL)));
    a->flags = b == RI ? a->flags + 1 : 0;
    a->joiner = false;
    a->class = b;
    a->spaces = b == SP;
}

/* False when a character needs ICU. */
static bool break_simple(str s, uint8_t *opportunities) {
    struct before a = {.class = SP, .spaces = true};
    size_t at = 0;
    uint8_t b = s.n ? class_of(utf8_next(s, &at)) : (uint8_t)SP;
    for (size_t from = 0; from < s.n;) {
        size_t after = at;
        if (b == HARD) return false;
        uint8_t next = after < s.n ? class_of(utf8_next(s, &at)) : (uint8_t)SP;
        bool mark = b == CM || b == ZWJ, base = !a.spaces && !IN(a.class, ENDS | BIT(ZW));
        if (mark && base) { /* LB9: a mark is part of its base */
            a.joiner = b == ZWJ;
        } else {
            bool joins = b == ZWJ;
            if (mark) b = AL; /* LB10 */
            if (from) opportunities[from] = (uint8_t)between(&a, b, next);
            step(&a, b);
            a.joiner = joins;
        }
        from = after;
        b = next;
    }
    return true;
}

struct breaker {
    UBreakIterator *iterator;
    char locale[80];
};

void breaker_free(struct breaker *breaker) {
    if (!breaker) return;
    ubrk_close(breaker->iterator);
    free(breaker);
}

/* ICU's name of a language, with strict rules for small kana as books keep them. */
static void locale_of(str lang, char out[80]) {
    size_t n = lang.n < 40 ? lang.n : 40;
    for (size_t i = 0; i < n; i++) out[i] = lang.p[i] == '-' ? '_' : lang.p[i];
    memcpy(out + n, "@lb=strict", sizeof "@lb=strict");
}

/* The iterator for a language, opened when it is another than last time. */
static struct breaker *breaker_for(struct text *text, str lang) {
    char locale[80];
    locale_of(lang, locale);
    if (text->breaker && strcmp(text->breaker->locale, locale) == 0) return text->breaker;
    UErrorCode error = U_ZERO_ERROR;
    UBreakIterator *it = ubrk_open(UBRK_LINE, locale, NULL, 0, &error);
    struct breaker *made = U_SUCCESS(error) ? calloc(1, sizeof *made) : NULL;
    if (!made) {
        if (U_SUCCESS(error)) ubrk_close(it);
        return NULL;
    }
    made->iterator = it;
    memcpy(made->locale, locale, sizeof locale);
    breaker_free(text->breaker);
    return text->breaker = made;
}

static bool break_icu(struct text *text, str s, str lang, uint8_t *opportunities) {
    struct breaker *b = breaker_for(text, lang);
    UErrorCode error = U_ZERO_ERROR;
    UText bytes = UTEXT_INITIALIZER;
    if (!b) return false;
    utext_openUTF8(&bytes, s.p, (int64_t)s.n, &error);
    ubrk_setUText(b->iterator, &bytes, &error);
    if (U_SUCCESS(error))
        for (int32_t at = ubrk_first(b->iterator); (at = ubrk_next(b->iterator)) != UBRK_DONE && (size_t)at < s.n;)
            opportunities[at] = ubrk_getRuleStatus(b->iterator) >= UBRK_LINE_HARD ? BREAK_MUST : BREAK_ALLOWED;
    utext_close(&bytes);
    return U_SUCCESS(error);
}

bool text_breaks(struct text *text, str s, str lang, uint8_t *opportunities) {
    memset(opportunities, BREAK_NO, s.n + 1);
    opportunities[s.n] = BREAK_ALLOWED;
    if (!s.n || break_simple(s, opportunities)) return true;
    memset(opportunities, BREAK_NO, s.n);
    return s.n <= INT32_MAX && break_icu(text, s, lang, opportunities);
}
