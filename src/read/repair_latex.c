/* latex-math: simple LaTeX between dollar signs becomes Unicode: `$A \rightarrow B$` is A → B. A formula is taken
 * whole or not at all; what is not understood stays as it was, dollars included. */
#include "read/repair.h"

enum { LONGEST_FORMULA = 200 };

static const struct {
    const char *name, *text;
} commands[] = {
    {"rightarrow", "→"}, {"to", "→"}, {"leftarrow", "←"}, {"Rightarrow", "⇒"}, {"Leftarrow", "⇐"},
    {"leftrightarrow", "↔"}, {"Leftrightarrow", "⇔"}, {"implies", "⟹"}, {"iff", "⟺"}, {"mapsto", "↦"},
    {"uparrow", "↑"}, {"downarrow", "↓"}, {"times", "×"}, {"cdot", "·"}, {"div", "÷"}, {"pm", "±"}, {"leq", "≤"},
    {"le", "≤"}, {"geq", "≥"}, {"ge", "≥"}, {"neq", "≠"}, {"ne", "≠"}, {"approx", "≈"}, {"equiv", "≡"}, {"sim", "∼"},
    {"propto", "∝"}, {"infty", "∞"}, {"in", "∈"}, {"notin", "∉"}, {"subset", "⊂"}, {"subseteq", "⊆"}, {"cup", "∪"},
    {"cap", "∩"}, {"emptyset", "∅"}, {"forall", "∀"}, {"exists", "∃"}, {"neg", "¬"}, {"land", "∧"}, {"lor", "∨"},
    {"sum", "∑"}, {"prod", "∏"}, {"int", "∫"}, {"partial", "∂"}, {"nabla", "∇"}, {"sqrt", "√"}, {"ldots", "…"},
    {"dots", "…"}, {"cdots", "⋯"}, {"alpha", "α"}, {"beta", "β"}, {"gamma", "γ"}, {"delta", "δ"}, {"epsilon", "ε"},
    {"varepsilon", "ε"}, {"zeta", "ζ"}, {"eta", "η"}, {"theta", "θ"}, {"lambda", "λ"}, {"mu", "μ"}, {"nu", "ν"},
    {"xi", "ξ"}, {"pi", "π"}, {"rho", "ρ"}, {"sigma", "σ"}, {"tau", "τ"}, {"phi", "φ"}, {"chi", "χ"}, {"psi", "ψ"},
    {"omega", "ω"}, {"Gamma", "Γ"}, {"Delta", "Δ"}, {"Theta", "Θ"}, {"Lambda", "Λ"}, {"Pi", "Π"}, {"Sigma", "Σ"},
    {"Phi", "Φ"}, {"Psi", "Ψ"}, {"Omega", "Ω"}, {"log", "log"}, {"ln", "ln"}, {"exp", "exp"}, {"max", "max"},
    {"min", "min"}, {"sin", "sin"}, {"cos", "cos"}, {"tan", "tan"}, {"quad", " "}, {"left", ""}, {"right", ""}};

static const char *command_text(str name) {
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (str_eq(name, str_from(commands[i].name))) return commands[i].text;
    return NULL;
}

static const char *script_sign(char c, bool super) {
    static const char *const up[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    static const char *const down[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
    if (char_is_digit(c)) return super ? up[c - '0'] : down[c - '0'];
    switch (c) {
    case '+': return super ? "⁺" : "₊";
    case '-': return super ? "⁻" : "₋";
    case 'n': return super ? "ⁿ" : "ₙ";
    case 'i': return super ? "ⁱ" : "ᵢ";
    case 'x': return super ? "ˣ" : "ₓ";
    case 'T': return super ? "ᵀ" : NULL;
    case 'j': return super ? "ʲ" : "ⱼ";
    case 'k': return super ? "ᵏ" : "ₖ";
    default: return NULL;
    }
}

/* `^2`, `_{10}`: the sign at `*at` and its argument. False when a sign has no small form. */
static bool put_script(str s, size_t *at, struct buf *out) {
    bool super = s.p[*at] == '^';
    size_t i = *at + 1;
    bool braced = i < s.n && s.p[i] == '{';
    if (braced) i++;
    size_t begin = i;
    for (; i < s.n && (braced ? s.p[i] != '}' : i == begin); i++) {
        const char *sign = script_sign(s.p[i], super);
        if (!sign) return false;
        buf_put(out, str_from(sign));
    }
    if (i == begin || (braced && i >= s.n)) return false;
    *at = i + (braced ? 1 : 0);
    return true;
}

static bool put_command(str s, size_t *at, struct buf *out) {
    size_t i = *at + 1, from = i;
    while (i < s.n && char_is_alpha(s.p[i])) i++;
    if (i == from) {
        if (i >= s.n || !strchr("%$&#_{}, ", s.p[i])) return false;
        buf_put_char(out, s.p[i] == ',' ? ' ' : s.p[i]);
        *at = i + 1;
        return true;
    }
    str name = str_sub(s, from, i);
    if (str_eq(name, STR("text")) || str_eq(name, STR("mathrm"))) {
        size_t end = i < s.n && s.p[i] == '{' ? str_find_char(s, '}', i) : SIZE_MAX;
        if (end == SIZE_MAX) return false;
        buf_put(out, str_sub(s, i + 1, end));
        *at = end + 1;
        return true;
    }
    const char *text = command_text(name);
    if (!text || (str_eq(name, STR("sqrt")) && i < s.n && s.p[i] == '{')) return false;
    buf_put(out, str_from(text));
    *at = i;
    return true;
}

static bool put_formula(str s, struct buf *out) {
    for (size_t i = 0; i < s.n;) {
        char c = s.p[i];
        if (c == '\\') {
            if (!put_command(s, &i, out)) return false;
        } else if (c == '^' || c == '_') {
            if (!put_script(s, &i, out)) return false;
        } else if (c == '{' || c == '}') {
            return false;
        } else {
            buf_put_char(out, c);
            i++;
        }
    }
    return true;
}

/* Does it look like a formula rather than two prices: no blank inside its dollars, and a command, a script or one
 * short word within. */
static bool is_formula(str inner, char next) {
    if (inner.n == 0 || char_is_space(inner.p[0]) || char_is_space(inner.p[inner.n - 1]) || char_is_digit(next)) return false;
    if (inner.p[inner.n - 1] == '\\') return false;
    bool signs = false;
    for (size_t i = 0; i < inner.n; i++) {
        if (inner.p[i] == '\n') return false;
        if (inner.p[i] == '\\' || inner.p[i] == '^' || (inner.p[i] == '_' && !char_is_upper(inner.p[0]))) signs = true;
    }
    return signs || (inner.n == 1 && char_is_alpha(inner.p[0]));
}

size_t latex_put(struct reader *reader, str text, size_t at, struct buf *out) {
    size_t end = str_find_char(str_sub(text, 0, at + LONGEST_FORMULA), '$', at + 1);
    if (end == SIZE_MAX) return 0;
    str inner = str_sub(text, at + 1, end), whole = str_sub(text, at, end + 1);
    if (!is_formula(inner, end + 1 < text.n ? text.p[end + 1] : ' ')) return 0;
    struct buf formula;
    buf_init(&formula);
    bool taken = put_formula(inner, &formula) && !formula.failed &&
                 reader_repair(reader, DIAG_R_LATEX_MATH, whole, whole, buf_str(&formula));
    if (taken) buf_put(out, buf_str(&formula));
    buf_release(&formula);
    return taken ? whole.n : 0;
}
