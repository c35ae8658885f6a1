#include "read/markers.h"

#include "base/utf8.h"

static const struct {
    const char *text;
    uint8_t word;
} table[] = {
    /* English */
    {"questions", WORD_NONE}, {"question", WORD_Q}, {"ques", WORD_Q}, {"que", WORD_Q}, {"qn", WORD_Q}, {"q", WORD_Q},
    {"answer", WORD_A}, {"answers", WORD_KEY}, {"ans", WORD_A}, {"ands", WORD_A}, {"a", WORD_A},
    {"solution", WORD_A}, {"sol", WORD_A}, {"response", WORD_A},
    /* German, Dutch, Nordic */
    {"frage", WORD_Q}, {"antwort", WORD_A}, {"lösung", WORD_A}, {"f", WORD_Q}, {"vraag", WORD_Q},
    {"antwoord", WORD_A}, {"fråga", WORD_Q}, {"svar", WORD_A}, {"spørgsmål", WORD_Q}, {"spørsmål", WORD_Q},
    {"kysymys", WORD_Q}, {"vastaus", WORD_A},
    /* Romance */
    {"pregunta", WORD_Q}, {"respuesta", WORD_A}, {"pergunta", WORD_Q}, {"resposta", WORD_A}, {"p", WORD_Q},
    {"r", WORD_A}, {"réponse", WORD_A}, {"reponse", WORD_A}, {"rép", WORD_A}, {"domanda", WORD_Q},
    {"risposta", WORD_A}, {"d", WORD_Q}, {"întrebare", WORD_Q}, {"intrebare", WORD_Q}, {"răspuns", WORD_A},
    /* Slavic */
    {"вопрос", WORD_Q}, {"Вопрос", WORD_Q}, {"ВОПРОС", WORD_Q}, {"В", WORD_Q}, {"ответ", WORD_A}, {"Ответ", WORD_A},
    {"ОТВЕТ", WORD_A}, {"О", WORD_A}, {"Питання", WORD_Q}, {"питання", WORD_Q}, {"Відповідь", WORD_A},
    {"відповідь", WORD_A}, {"Запитання", WORD_Q}, {"П", WORD_Q}, {"pytanie", WORD_Q}, {"Питање", WORD_Q}, {"Одговор", WORD_A}, {"въпрос", WORD_Q}, {"Въпрос", WORD_Q}, {"отговор", WORD_A}, {"Отговор", WORD_A}, {"odpowiedź", WORD_A},
    {"otázka", WORD_Q}, {"odpověď", WORD_A}, {"odpoveď", WORD_A}, {"pitanje", WORD_Q}, {"odgovor", WORD_A},
    /* Greek, Turkish, Hungarian */
    {"Ερώτηση", WORD_Q}, {"Απάντηση", WORD_A}, {"Ε", WORD_Q}, {"Α", WORD_A}, {"soru", WORD_Q}, {"cevap", WORD_A},
    {"yanıt", WORD_A}, {"s", WORD_Q}, {"c", WORD_NONE}, {"kérdés", WORD_Q}, {"válasz", WORD_A}, {"k", WORD_NONE},
    /* East Asia */
    {"问题", WORD_Q}, {"問題", WORD_Q}, {"问", WORD_Q}, {"問", WORD_Q}, {"题目", WORD_Q}, {"提问", WORD_Q},
    {"质问", WORD_Q}, {"質問", WORD_Q}, {"答案", WORD_A}, {"回答", WORD_A}, {"解答", WORD_A}, {"答え", WORD_A},
    {"参考答案", WORD_A}, {"答", WORD_A}, {"질문", WORD_Q}, {"문", WORD_Q}, {"답변", WORD_A}, {"대답", WORD_A},
    {"정답", WORD_A}, {"답", WORD_A}, {"câu hỏi", WORD_Q}, {"câu", WORD_Q}, {"hỏi", WORD_Q}, {"trả lời", WORD_A}, {"đáp án", WORD_A},
    {"đáp", WORD_A}, {"คำถาม", WORD_Q}, {"ถาม", WORD_Q}, {"คำตอบ", WORD_A}, {"ตอบ", WORD_A},
    {"scenario", WORD_Q}, {"problem", WORD_Q}, {"exercise", WORD_Q}, {"challenge", WORD_Q}, {"aufgabe", WORD_Q}, {"exercice", WORD_Q},
    {"ejercicio", WORD_Q}, {"exercício", WORD_Q}, {"esercizio", WORD_Q}, {"Задача", WORD_Q}, {"Задание", WORD_Q}, {"zadanie", WORD_Q},
    {"문제", WORD_Q}, {"tanya", WORD_Q}, {"jawab", WORD_A}, {"pertanyaan", WORD_Q}, {"soalan", WORD_Q}, {"jawaban", WORD_A}, {"jawapan", WORD_A},
    /* Arabic, Persian, Hebrew, Hindi */
    {"السؤال", WORD_Q}, {"سؤال", WORD_Q}, {"س", WORD_Q}, {"الجواب", WORD_A}, {"الإجابة", WORD_A}, {"إجابة", WORD_A},
    {"جواب", WORD_A}, {"ج", WORD_A}, {"پرسش", WORD_Q}, {"پاسخ", WORD_A}, {"שאלה", WORD_Q}, {"תשובה", WORD_A},
    {"ש", WORD_Q}, {"ת", WORD_A}, {"प्रश्न", WORD_Q}, {"सवाल", WORD_Q}, {"उत्तर", WORD_A}, {"जवाब", WORD_A},
    /* who asks */
    {"interviewer", WORD_ASKER}, {"interviewerin", WORD_ASKER}, {"host", WORD_ASKER}, {"moderator", WORD_ASKER},
    {"entrevistador", WORD_ASKER}, {"entrevistadora", WORD_ASKER}, {"intervistatore", WORD_ASKER},
    {"интервьюер", WORD_ASKER}, {"Интервьюер", WORD_ASKER}, {"面试官", WORD_ASKER}, {"采访者", WORD_ASKER},
    {"記者", WORD_ASKER}, {"记者", WORD_ASKER}, {"examiner", WORD_ASKER},
    /* divisions */
    {"part", WORD_PART}, {"teil", WORD_PART}, {"parte", WORD_PART}, {"partie", WORD_PART}, {"часть", WORD_PART},
    {"Часть", WORD_PART}, {"chapter", WORD_CHAPTER}, {"kapitel", WORD_CHAPTER}, {"chapitre", WORD_CHAPTER},
    {"capítulo", WORD_CHAPTER}, {"capitolo", WORD_CHAPTER}, {"глава", WORD_CHAPTER}, {"Глава", WORD_CHAPTER},
    {"unit", WORD_CHAPTER}, {"module", WORD_CHAPTER}, {"section", WORD_SECTION}, {"abschnitt", WORD_SECTION},
    {"sección", WORD_SECTION}, {"раздел", WORD_SECTION}, {"Раздел", WORD_SECTION}, {"topic", WORD_SECTION},
    {"level", WORD_SECTION}, {"round", WORD_SECTION}, {"day", WORD_SECTION}, {"week", WORD_SECTION},
    /* contents lists */
    {"table of contents", WORD_CONTENTS}, {"contents", WORD_CONTENTS}, {"index", WORD_CONTENTS},
    {"toc", WORD_CONTENTS}, {"índice", WORD_CONTENTS}, {"indice", WORD_CONTENTS}, {"inhalt", WORD_CONTENTS},
    {"inhaltsverzeichnis", WORD_CONTENTS}, {"sommaire", WORD_CONTENTS}, {"table des matières", WORD_CONTENTS},
    {"оглавление", WORD_CONTENTS}, {"Оглавление", WORD_CONTENTS}, {"содержание", WORD_CONTENTS},
    {"Содержание", WORD_CONTENTS}, {"目录", WORD_CONTENTS}, {"目錄", WORD_CONTENTS}, {"目次", WORD_CONTENTS},
    /* answer keys */
    {"answer key", WORD_KEY}, {"answer keys", WORD_KEY}, {"answers key", WORD_KEY}, {"key to the answers", WORD_KEY},
    {"correct answers", WORD_KEY}, {"solutions", WORD_KEY}, {"antworten", WORD_KEY}, {"lösungen", WORD_KEY},
    {"lösungsschlüssel", WORD_KEY}, {"respuestas", WORD_KEY}, {"soluciones", WORD_KEY}, {"respuestas correctas", WORD_KEY},
    {"gabarito", WORD_KEY}, {"respostas", WORD_KEY}, {"réponses", WORD_KEY}, {"corrigé", WORD_KEY}, {"risposte", WORD_KEY},
    {"soluzioni", WORD_KEY}, {"ответы", WORD_KEY}, {"Ответы", WORD_KEY}, {"ОТВЕТЫ", WORD_KEY}, {"cevaplar", WORD_KEY},
    {"cevap anahtarı", WORD_KEY}, {"answer sheet", WORD_KEY}, {"答案与解析", WORD_KEY}, {"参考答案与解析", WORD_KEY},
    {"kunci jawaban", WORD_KEY}, {"odpowiedzi", WORD_KEY}, {"antwoorden", WORD_KEY}, {"الإجابات", WORD_KEY},
    {"الأجوبة", WORD_KEY}, {"उत्तरमाला", WORD_KEY}, {"उत्तर कुंजी", WORD_KEY}, {"解答一覧", WORD_KEY}, {"정답표", WORD_KEY},
    /* longer words for an answer */
    {"correct answer", WORD_A}, {"the correct answer", WORD_A}, {"correct option", WORD_A}, {"right answer", WORD_A},
    {"sample answer", WORD_A}, {"model answer", WORD_A}, {"suggested answer", WORD_A}, {"example answer", WORD_A},
    {"short answer", WORD_A}, {"show answer", WORD_A}, {"view answer", WORD_A}, {"hide answer", WORD_A},
    {"reveal answer", WORD_A}, {"your answer", WORD_A}, {"expected answer", WORD_A}, {"ideal answer", WORD_A},
    {"answer & explanation", WORD_A}, {"answer and explanation", WORD_A}, {"answer explanation", WORD_A}, {"richtige antwort", WORD_A}, {"respuesta correcta", WORD_A}, {"resposta correta", WORD_A},
    {"bonne réponse", WORD_A}, {"réponse correcte", WORD_A}, {"risposta corretta", WORD_A}, {"правильный ответ", WORD_A},
    {"Правильный ответ", WORD_A}, {"doğru cevap", WORD_A}, {"doğru yanıt", WORD_A}, {"đáp án đúng", WORD_A},
    {"câu trả lời", WORD_A}, {"câu trả lời mẫu", WORD_A}, {"正确答案", WORD_A}, {"答案是", WORD_A}, {"正解", WORD_A},
    {"回答例", WORD_A}, {"解答例", WORD_A}, {"模範解答", WORD_A}, {"모범 답안", WORD_A}, {"답안", WORD_A},
    {"الإجابة الصحيحة", WORD_A}, {"सही उत्तर", WORD_A}, {"prawidłowa odpowiedź", WORD_A},
    /* what stands apart from the questions */
    {"introduction", WORD_APART}, {"intro", WORD_APART}, {"preface", WORD_APART}, {"foreword", WORD_APART},
    {"about", WORD_APART}, {"about this document", WORD_APART}, {"about the author", WORD_APART},
    {"references", WORD_APART}, {"reference", WORD_APART}, {"bibliography", WORD_APART}, {"further reading", WORD_APART},
    {"see also", WORD_APART}, {"resources", WORD_APART}, {"useful links", WORD_APART}, {"links", WORD_APART},
    {"license", WORD_APART}, {"licence", WORD_APART}, {"copyright", WORD_APART}, {"contributing", WORD_APART},
    {"contributors", WORD_APART}, {"how to contribute", WORD_APART}, {"acknowledgements", WORD_APART},
    {"acknowledgments", WORD_APART}, {"credits", WORD_APART}, {"changelog", WORD_APART}, {"disclaimer", WORD_APART},
    {"conclusion", WORD_APART}, {"summary", WORD_APART}, {"support", WORD_APART}, {"contact", WORD_APART},
    {"einleitung", WORD_APART}, {"vorwort", WORD_APART}, {"quellen", WORD_APART}, {"fazit", WORD_APART},
    {"lizenz", WORD_APART}, {"introducción", WORD_APART}, {"introdução", WORD_APART}, {"referencias", WORD_APART},
    {"referências", WORD_APART}, {"conclusión", WORD_APART}, {"conclusão", WORD_APART}, {"licencia", WORD_APART},
    {"licença", WORD_APART}, {"recursos", WORD_APART}, {"contribuir", WORD_APART}, {"avant-propos", WORD_APART},
    {"références", WORD_APART}, {"introduzione", WORD_APART}, {"riferimenti", WORD_APART}, {"conclusioni", WORD_APART},
    {"введение", WORD_APART}, {"Введение", WORD_APART}, {"предисловие", WORD_APART}, {"Предисловие", WORD_APART},
    {"заключение", WORD_APART}, {"Заключение", WORD_APART}, {"ссылки", WORD_APART}, {"Ссылки", WORD_APART},
    {"литература", WORD_APART}, {"Литература", WORD_APART}, {"источники", WORD_APART}, {"Источники", WORD_APART},
    {"giriş", WORD_APART}, {"kaynaklar", WORD_APART}, {"kaynakça", WORD_APART}, {"sonuç", WORD_APART},
    {"giới thiệu", WORD_APART}, {"tài liệu tham khảo", WORD_APART}, {"kết luận", WORD_APART},
    {"前言", WORD_APART}, {"序言", WORD_APART}, {"引言", WORD_APART}, {"写在前面", WORD_APART}, {"总结", WORD_APART},
    {"結語", WORD_APART}, {"结语", WORD_APART}, {"參考資料", WORD_APART}, {"参考资料", WORD_APART}, {"参考", WORD_APART},
    {"参考文献", WORD_APART}, {"参考链接", WORD_APART}, {"许可证", WORD_APART}, {"はじめに", WORD_APART},
    {"おわりに", WORD_APART}, {"まとめ", WORD_APART}, {"머리말", WORD_APART}, {"들어가며", WORD_APART}, {"마치며", WORD_APART},
    {"참고", WORD_APART}, {"참고 자료", WORD_APART}, {"참고자료", WORD_APART}, {"مقدمة", WORD_APART}, {"المراجع", WORD_APART},
    {"الخاتمة", WORD_APART}, {"परिचय", WORD_APART}, {"संदर्भ", WORD_APART},
    {"विषय-सूची", WORD_CONTENTS}, {"المحتويات", WORD_CONTENTS}, {"الفهرس", WORD_CONTENTS},
};
enum { WORDS = sizeof table / sizeof *table };
_Static_assert(WORDS + MOST_MARKERS < MARKER_WORDS, "markers.next is too small");

/* How questions and tasks begin. */
static const char *const openers[] = {
    "what", "why", "how", "when", "where", "which", "who", "whom", "whose", "is", "are", "do", "does", "did", "can",
    "could", "should", "would", "will", "has", "have", "explain", "describe", "define", "name", "give", "write",
    "difference", "differences", "differentiate", "compare", "tell", "discuss", "state", "mention", "implement",
    "if", "suppose", "list", "draw", "advantages", "types", "different", "in", "given", "design", "you", "from",
    "was", "wie", "warum", "wieso", "welche", "welcher", "welches", "wer", "wo", "wann", "erkläre", "erklären",
    "nenne", "qué", "que", "cómo", "como", "cuál", "cuáles", "cuándo", "por", "explica", "comment", "pourquoi",
    "quel", "quelle", "quels", "quelles", "expliquez", "où", "qual", "quais", "explique", "perché", "cosa", "come",
    "что", "Что", "как", "Как", "почему", "Почему", "зачем", "Зачем", "какие", "Какие", "какой", "Какой", "какая",
    "Какая", "какое", "Какое", "чем", "Чем", "назовите", "Назовите", "опишите", "Опишите", "расскажите",
    "Расскажите", "где", "Где", "когда", "Когда", "объясните", "Объясните", "сравните", "Сравните", "в", "В",
    "क्या", "कैसे", "क्यों", "ما", "ماذا", "كيف", "لماذا", "هل", "اذكر", "اشرح", "ماهو", "ماهي",
    /* Polish, Italian, Turkish, Vietnamese, Indonesian, Dutch, Portuguese, Spanish */
    "czym", "co", "jak", "jaki", "jaka", "jakie", "dlaczego", "gdzie", "kiedy", "czy", "wymień", "opisz", "opowiedz",
    "wyjaśnij", "podaj", "różnica", "ile", "kto", "che", "chi", "qual", "quali", "quando", "descrivi", "spiega", "elenca", "nedir",
    "neden", "nasıl", "hangi", "açıklayın", "açıklayınız", "apa", "bagaimana", "mengapa", "jelaskan", "sebutkan", "kapan", "siapa",
    "wat", "hoe", "waarom", "welke", "noem", "beschreib", "beschreiben", "vergleiche", "unterschied", "nennen", "welchen",
    "descreva", "diferença", "diferencia", "describe", "define", "menciona", "háblame", "cite", "défini", "définir", "définissez",
    "décrivez", "citez", "différence", "qu", "phân", "trình", "hãy", "nêu",
    "تفاوت", "چیست", "چرا", "چگونه", "توضیح", "אילו", "מה", "איך", "למה", "प्रश्न", "वर्णन", "समझाइए", "बताइए",
    "talk", "walk", "outline", "summarize", "elaborate", "illustrate", "contrast", "distinguish", "classify", "justify",
    "enumerate", "imagine", "were", "whats",
    "wozu", "womit", "wodurch", "weshalb", "wofür", "woran", "worin", "woher", "wohin", "wieviel", "erläutern", "erläutere",
    "definieren", "definiere", "skizzieren", "begründen", "ist", "sind", "kann", "können", "gibt",
    "quién", "quiénes", "cuánto", "cuántos", "cuántas", "dónde", "cuéntame", "cuénteme", "cuéntanos", "explícame", "describa",
    "enumera", "enumere", "nombra", "compara", "diferencias", "háblanos", "puedes",
    "quem", "quanto", "quantos", "onde", "conte", "fale", "defina", "diga",
    "parlez", "racontez", "présentez", "pouvez", "peux", "combien", "donnez", "décris", "raconte", "est", "faut", "qui",
    "кто", "Кто", "куда", "Куда", "сколько", "Сколько", "перечислите", "Перечислите", "приведите", "Приведите", "дайте",
    "Дайте", "напишите", "Напишите", "расскажи", "Расскажи", "опиши", "Опиши", "объясни", "Объясни", "назови", "Назови",
    "каковы", "Каковы", "чему", "Чему", "отличие", "Отличие", "разница", "Разница",
    "що", "Що", "як", "Як", "чому", "Чому", "які", "Які", "який", "Який", "поясніть", "Поясніть", "опишіть", "Опишіть",
    "quanti", "quante", "dove", "parlami", "raccontami", "definisci", "confronta", "illustra",
    "kaç", "kim", "nerede", "anlatın", "tanımlayın", "yazınız", "karşılaştırın",
    "wanneer", "waar", "beschrijf", "który", "która", "które", "omów", "porównaj", "zdefiniuj",
    "jaké", "proč", "kdy", "kdo", "popište", "vysvětlete", "vad", "hur", "varför", "vilka", "hvad", "hvordan", "hvorfor", "hva",
    "hvilke", "hvilken", "cum", "descrieți", "explicați", "hogyan", "miért", "melyik", "mikor",
    "tại", "giải", "kể", "kenapa", "berapa", "tuliskan", "uraikan", "कौन", "कब", "कहाँ", "कितने", "किस",
    "متى", "أين", "كم", "عرف", "وضح", "قارن", "כיצד", "מהו", "מהי"};
enum { OPENERS = sizeof openers / sizeof *openers };
_Static_assert(OPENERS < 512, "markers.next_opener is too small");

uint8_t marker_kind(str name) {
    static const struct {
        const char *name;
        uint8_t word;
    } kinds[] = {{"question", WORD_Q}, {"answer", WORD_A}, {"asker", WORD_ASKER}, {"part", WORD_PART}, {"chapter", WORD_CHAPTER},
                 {"section", WORD_SECTION}, {"contents", WORD_CONTENTS}, {"key", WORD_KEY}, {"apart", WORD_APART}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_eq(name, str_from(kinds[i].name))) return kinds[i].word;
    return 0;
}

/* Word `i`: the table's, then the user's. */
static str word_text(const struct markers *m, size_t i) {
    return i < WORDS ? (str){table[i].text, m->length[i]} : m->extra[i - WORDS].text;
}

static void add_word(struct markers *m, size_t i, const char *text, uint8_t length, uint8_t word) {
    unsigned char c = marker_fold(text[0]);
    size_t n = length < MARKER_PREFIX ? length : MARKER_PREFIX, slot = marker_start(text, n);
    m->next[i] = m->start[n - 1][slot];
    m->start[n - 1][slot] = (uint16_t)(i + 1);
    m->kinds[n - 1][slot] |= (uint16_t)(1u << word);
    m->length[i] = length;
    m->starts[c] = true;
    if (char_is_lower((char)c)) m->starts[c & ~0x20] = true;
}

/* Words that tell a question of East Asia, wherever they stand in it. */
static const char *const cjk_words[] = {"什么", "为什么", "如何", "怎么", "怎样", "哪些", "哪个", "区别", "简述", "请",
                                        "说说", "谈谈", "介绍", "讲讲", "讲一", "讲下", "讲述", "说一", "手写", "实现", "原理", "是否", "吗", "何", "とは", "どう", "なぜ", "무엇",
                                        "어떻게", "왜", "차이", "설명", "인가요", "까요", "나요", "について説明", "の違い", "ですか", "ますか", "教えて"};
enum { CJK_WORDS = sizeof cjk_words / sizeof *cjk_words };
_Static_assert(CJK_WORDS <= 64, "markers.next_cjk is too small");

static unsigned char cjk_slot(const char *p) { return (unsigned char)((unsigned char)p[1] * 7u + (unsigned char)p[2]); }

static unsigned char opener_slot(str word) { return (unsigned char)(marker_fold(word.p[0]) * 13u + word.n); }

void markers_init(struct markers *m, const struct marker_extra *extra, size_t n) {
    *m = (struct markers){.extra = extra};
    for (size_t i = 0; i < WORDS; i++) add_word(m, i, table[i].text, (uint8_t)strlen(table[i].text), table[i].word);
    for (size_t i = 0; i < n && i < MOST_MARKERS; i++)
        if (extra[i].text.n && extra[i].text.n <= MARKER_BYTES)
            add_word(m, WORDS + i, extra[i].text.p, (uint8_t)extra[i].text.n, extra[i].kind);
    for (size_t i = 0; i < OPENERS; i++) {
        unsigned char c = opener_slot(str_from(openers[i]));
        m->next_opener[i] = m->opener[c];
        m->opener[c] = (uint16_t)(i + 1);
    }
    for (size_t i = 0; i < CJK_WORDS; i++) {
        unsigned char c = cjk_slot(cjk_words[i]);
        m->next_cjk[i] = m->cjk[c];
        m->cjk[c] = (uint8_t)(i + 1);
    }
}

static bool ends_word(str s, size_t at) {
    if (at >= s.n) return true;
    unsigned char before = (unsigned char)s.p[at - 1], after = (unsigned char)s.p[at];
    if (after < 0x80) return !char_is_alpha((char)after);
    if (before < 0x80) return true;
    size_t k = at;
    uint32_t c = utf8_next(s, &k);
    bool cjk = c >= 0x2E80 && c < 0xD7B0; /* written without blanks: a separator must follow, checked by the caller */
    return cjk || (c >= 0x2000 && c < 0x2C00) || (c >= 0xFF00 && c < 0xFF20) || c == 0xA0;
}

enum marker_word marker_at(const struct markers *m, str s, size_t *n) {
    size_t best = 0, found = 0;
    *n = 0;
    if (s.n == 0 || !m->starts[(unsigned char)s.p[0]]) return WORD_NONE;
    for (size_t prefix = 1; prefix <= MARKER_PREFIX && prefix <= s.n; prefix++)
        for (size_t i = prefix < MARKER_PREFIX && !marker_may_end(s, prefix) ? 0 : m->start[prefix - 1][marker_start(s.p, prefix)]; i; i = m->next[i - 1]) {
            str text = word_text(m, i - 1);
            if (text.n <= best || text.n > s.n || marker_fold(s.p[text.n - 1]) != marker_fold(text.p[text.n - 1])) continue;
            if (!str_starts_nocase(s, text) || !ends_word(s, text.n)) continue;
            best = text.n;
            found = i;
        }
    *n = best;
    if (!found) return WORD_NONE;
    return found <= WORDS ? table[found - 1].word : (enum marker_word)m->extra[found - 1 - WORDS].kind;
}

bool is_contents_title(const struct markers *markers, str title) {
    enum { MORE = 12 };
    size_t length;
    return marker_may_start(markers, title, 1u << WORD_CONTENTS) && marker_at(markers, title, &length) == WORD_CONTENTS && title.n <= length + MORE;
}

bool is_apart_title(const struct markers *m, str title) {
    size_t n;
    while (title.n && (strchr("*_# :.-", title.p[title.n - 1]))) title.n--;
    while (title.n && strchr("*_ ", title.p[0])) title = str_drop(title, 1);
    return marker_at(m, title, &n) == WORD_APART && n == title.n;
}

bool marker_needs_colon(str word) { return utf8_count(word) <= 1 || str_eq_nocase(word, STR("que")); }

bool marker_needs_number(str word) {
    static const char *const words[] = {"scenario", "problem", "exercise", "challenge", "aufgabe", "exercice", "ejercicio",
                                        "exercício", "esercizio", "Задача", "Задание", "zadanie", "문제"};
    return STR_IN_NOCASE(word, words);
}

bool is_asker(const struct markers *m, str name) {
    size_t n;
    enum marker_word word = marker_at(m, name, &n);
    return word == WORD_ASKER || ((word == WORD_Q) && n == name.n);
}

/* --- questions by their words ----------------------------------------------------------------------------------- */

static bool is_ascii(str t) {
    uint64_t all = 0, word;
    size_t i = 0;
    for (; i + 8 <= t.n; i += 8) {
        memcpy(&word, t.p + i, 8);
        all |= word;
    }
    for (; i < t.n; i++) all |= (unsigned char)t.p[i];
    return (all & 0x8080808080808080u) == 0;
}

/* `?`, or the Arabic or the wide one. */
static bool has_question_mark(str t, bool ascii) {
    if (str_find_char(t, '?', 0) != SIZE_MAX) return true;
    return !ascii && (str_find(t, STR("\xD8\x9F"), 0) != SIZE_MAX || str_find(t, STR("\xEF\xBC\x9F"), 0) != SIZE_MAX);
}

static size_t first_word(str t) {
    size_t n = 0;
    while (n < t.n && n < 40 && ((unsigned char)t.p[n] >= 0x80 || char_is_alnum(t.p[n]))) n++;
    return n;
}

static bool has_cjk_word(const struct markers *m, str t) {
    for (size_t at = 0; at + 3 <= t.n; at++) {
        if ((unsigned char)t.p[at] < 0xE0) continue;
        for (size_t i = m->cjk[cjk_slot(t.p + at)]; i; i = m->next_cjk[i - 1])
            if (str_starts(str_drop(t, at), str_from(cjk_words[i - 1]))) return true;
    }
    return false;
}

int question_likeness(const struct markers *m, str text) {
    str t = str_trim(str_sub(text, 0, 600));
    bool ascii = is_ascii(t);
    if (has_question_mark(t, ascii) || (!ascii && str_starts(t, STR("¿")))) return 2;
    while (t.n && strchr("*_`\"'(<[", t.p[0])) t = str_drop(t, 1);
    str word = str_sub(t, 0, first_word(t));
    for (size_t i = word.n ? m->opener[opener_slot(word)] : 0; i; i = m->next_opener[i - 1])
        if (str_eq_nocase(word, str_from(openers[i - 1]))) return 1;
    if (ascii || ((unsigned char)(t.n ? t.p[0] : 0x80) < 0x80 && word.n == 0)) return 0;
    return has_cjk_word(m, str_sub(t, 0, 200));
}

bool is_answer_summary(str text) {
    static const char *const words[] = {"answer", "solution", "show", "view", "click", "reveal", "see", "explanation",
                                        "الجواب", "الإجابة", "答案", "查看", "ответ", "Ответ", "Показать", "respuesta",
                                        "ver ", "réponse", "voir", "antwort", "lösung", "resposta", "risposta", "hint",
                                        "解答", "답", "정답", "código", "code"};
    str t = str_trim(text);
    while (t.n && !char_is_alnum(t.p[0]) && (unsigned char)t.p[0] < 0x80) t = str_drop(t, 1);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts_nocase(t, str_from(words[i]))) return t.n <= 64;
    return false;
}
