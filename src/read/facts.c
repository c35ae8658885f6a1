/* facts: what a text says about a question beside it: "Difficulty: hard", "[Easy]", "Topic: loops", "难度：中等". They
 * become the entry's attributes and are no part of the question or the answer. */
#include "base/utf8.h"
#include "read/recognise.h"

enum { LINES_BELOW = 6, LONGEST_VALUE = 80, LONGEST_LEVEL = 30, LONGEST_TAG = 32 };

static const char *const level_labels[] = {"difficulty", "difficulty level", "level", "schwierigkeit", "schwierigkeitsgrad",
                                           "niveau", "difficulté", "dificultad", "nivel", "dificuldade", "nível",
                                           "difficoltà", "livello", "сложность", "Сложность", "уровень", "Уровень",
                                           "zorluk", "seviye", "độ khó", "难度", "难度等级", "難易度", "難度", "난이도",
                                           "الصعوبة", "المستوى", "कठिनाई", "poziom", "moeilijkheid"};
static const char *const topic_labels[] = {"topic", "topics", "category", "tag", "tags", "subject", "domain", "thema",
                                           "kategorie", "sujet", "catégorie", "thème", "tema", "categoría", "categoria",
                                           "assunto", "argomento", "тема", "Тема", "категория", "Категория", "konu",
                                           "kategori", "chủ đề", "标签", "分类", "类别", "考点", "知识点", "カテゴリ",
                                           "カテゴリー", "分野", "분류", "카테고리", "주제", "الموضوع", "विषय", "kategoria"};
static const char *const levels[] = {"easy", "medium", "hard", "simple", "difficult", "basic", "beginner", "intermediate",
                                     "advanced", "expert", "junior", "middle", "mid", "senior", "leicht", "mittel",
                                     "schwer", "facile", "moyen", "difficile", "fácil", "medio", "média", "médio",
                                     "difícil", "básico", "intermedio", "avanzado", "легкий", "лёгкий", "средний",
                                     "сложный", "kolay", "orta", "zor", "dễ", "trung bình", "khó", "简单", "中等", "困难",
                                     "初级", "中级", "高级", "初級", "中級", "上級", "簡單", "困難", "쉬움", "보통", "어려움",
                                     "초급", "중급", "고급", "سهل", "متوسط", "صعب", "आसान", "मध्यम", "कठिन"};

/* Stars, quotes, code marks and signs like 🟢 around a word. */
static str bare(str t) {
    for (;;) {
        str before = t;
        t = str_trim(t);
        while (t.n && strchr("*_`\"'|", t.p[0])) t = str_drop(t, 1);
        while (t.n && strchr("*_`\"'|", t.p[t.n - 1])) t.n--;
        size_t next = 0;
        uint32_t c = t.n ? utf8_next(t, &next) : 0;
        if ((c >= 0x2600 && c < 0x2C00) || c == 0xFE0F || c >= 0x1F000) t = str_drop(t, next);
        if (t.n == before.n) return t;
    }
}

/* "Label: value" of a known label. */
static bool take_labelled(str line, struct facts *facts) {
    str t = str_trim(line);
    while (t.n && strchr("-*_>+`| ", t.p[0])) t = str_drop(t, 1);
    size_t colon = str_find_char(t, ':', 0), length = 1, wide = str_find(t, STR("："), 0);
    if (wide < colon) colon = wide, length = 3;
    if (colon == SIZE_MAX || colon > 40) return false;
    str label = bare(str_sub(t, 0, colon)), value = bare(str_drop(t, colon + length));
    if (value.n == 0 || value.n > LONGEST_VALUE || str_find(value, STR("http"), 0) != SIZE_MAX) return false;
    if (value.p[value.n - 1] == '?' || value.p[value.n - 1] == ':') return false;
    bool level = STR_IN_NOCASE(label, level_labels);
    if (level && value.n > LONGEST_LEVEL) return false; /* a sentence that begins so */
    if (!level && !STR_IN_NOCASE(label, topic_labels)) return false;
    str *slot = level ? &facts->difficulty : &facts->topic;
    if (slot->n) return false;
    *slot = value;
    return true;
}

/* The bracket that a text ends with or starts with: its inside, and the text without it. */
static bool take_bracket(str text, bool at_end, str *inside, str *rest) {
    static const char *const pairs[][2] = {{"[", "]"}, {"(", ")"}, {"【", "】"}, {"（", "）"}, {"`", "`"}};
    char edge = text.n ? text.p[at_end ? text.n - 1 : 0] : 'x';
    if (char_is_alnum(edge) || edge == '?' || edge == '.') return false; /* most questions */
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        str open = str_from(pairs[i][0]), close = str_from(pairs[i][1]);
        if (at_end) {
            if (!str_ends(text, close) || text.n <= close.n) continue;
            size_t at = SIZE_MAX, end = text.n - close.n;
            for (size_t k = end; k-- > 0 && end - k <= LONGEST_TAG;)
                if (str_starts(str_drop(text, k), open)) {
                    at = k;
                    break;
                }
            if (at == SIZE_MAX) continue;
            *inside = str_sub(text, at + open.n, end);
            *rest = str_trim_right(str_sub(text, 0, at));
            return true;
        }
        if (!str_starts(text, open)) continue;
        size_t end = str_find(str_sub(text, 0, LONGEST_TAG + 8), close, open.n);
        if (end == SIZE_MAX) continue;
        *inside = str_sub(text, open.n, end);
        *rest = str_trim_left(str_drop(text, end + close.n));
        return true;
    }
    return false;
}

/* "[Easy]", "(Topic: loops)", "(难度：中等)" at one end of the question. */
static bool take_tag(str text, bool at_end, struct facts *facts, str *rest) {
    str inside;
    if (!take_bracket(text, at_end, &inside, rest) || rest->n < 4) return false;
    str word = bare(inside);
    if (STR_IN_NOCASE(word, levels)) {
        if (facts->difficulty.n) return false;
        facts->difficulty = word;
        return true;
    }
    return take_labelled(inside, facts);
}

static void read_question(struct recognition *r, size_t i, struct facts *facts) {
    struct mark *m = &r->marks[i];
    if (m->text_to <= m->text_from || r->chosen[i].kind == CLASS_SUMMARY || r->chosen[i].kind == CLASS_SPEAKER) return;
    str text = mark_text(m, &r->lines[i]), rest;
    if (take_tag(text, false, facts, &rest)) m->text_from = (uint16_t)(rest.p - r->lines[i].text.p);
    text = mark_text(m, &r->lines[i]);
    str trimmed = str_trim_right(text), tags = str_trim(str_drop(r->lines[i].text, m->text_to));
    if (r->context->flavor == FLAVOR_ORG && tags.n > 2 && tags.p[0] == ':') { /* ":sea:rope:" */
        facts->topic = str_sub(tags, 1, tags.n - 1);
        return;
    }
    if ((m->flags & MARK_BOLD) && str_ends(trimmed, STR("**"))) return;
    if (take_tag(trimmed, true, facts, &rest)) m->text_to = (uint32_t)(rest.p + rest.n - r->lines[i].text.p);
}

/* Lines right below the question, before anything else is said. */
static void read_below(struct recognition *r, size_t question, struct facts *facts) {
    for (size_t i = question + 1; i < r->n && i <= question + LINES_BELOW; i++) {
        if ((r->lines[i].flags & LINE_BLANK) || r->role[i] == ROLE_RULER) continue;
        if (r->lines[i].flags & LINE_TOPIC) {
            facts->topic = str_trim(r->lines[i].text);
            r->role[i] = ROLE_FACT;
            continue;
        }
        if (r->role[i] != ROLE_BODY || (r->lines[i].flags & LINE_CODE) || r->marks[i].head) return;
        if (!take_labelled(r->lines[i].text, facts)) return;
        r->role[i] = ROLE_FACT;
    }
}

bool facts_find(struct arena *arena, struct recognition *r) {
    for (size_t i = 0; i < r->n; i++) {
        if (r->role[i] != ROLE_QUESTION) continue;
        struct facts facts = {0};
        read_question(r, i, &facts);
        read_below(r, i, &facts);
        if (!facts.topic.n && !facts.difficulty.n) continue;
        struct facts *kept = arena_new(arena, struct facts);
        if (!kept) return false;
        *kept = facts;
        r->facts[i] = kept;
    }
    return true;
}
