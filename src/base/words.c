#include "base/words.h"

enum { LANGUAGES = 11, PRIMARY_BYTES = 2 };

static const char TAGS[LANGUAGES][PRIMARY_BYTES + 1] = {"en", "de", "fr", "es", "it", "pt", "ru", "zh", "ja", "ar", "hi"};

static const char *const TABLE[OWN_WORDS][LANGUAGES] = {
    [WORD_CONTENTS] = {"Contents", "Inhalt", "Table des matières", "Índice", "Indice", "Sumário", "Содержание", "目录", "目次",
                       "المحتويات", "विषय-सूची"},
    [WORD_COVER] = {"Cover", "Umschlag", "Couverture", "Cubierta", "Copertina", "Capa", "Обложка", "封面", "表紙", "الغلاف",
                    "आवरण"},
    [WORD_TITLE_PAGE] = {"Title page", "Titelseite", "Page de titre", "Portada", "Frontespizio", "Folha de rosto",
                         "Титульный лист", "书名页", "扉", "صفحة العنوان", "शीर्षक पृष्ठ"},
    [WORD_QUESTION] = {"Question", "Frage", "Question", "Pregunta", "Domanda", "Pergunta", "Вопрос", "问题", "質問", "سؤال",
                       "प्रश्न"},
    [WORD_QUESTIONS] = {"Questions", "Fragen", "Questions", "Preguntas", "Domande", "Perguntas", "Вопросы", "问题", "質問",
                        "الأسئلة", "प्रश्न"},
    [WORD_ANSWER] = {"Answer", "Antwort", "Réponse", "Respuesta", "Risposta", "Resposta", "Ответ", "答案", "回答", "جواب",
                     "उत्तर"},
    [WORD_ANSWERS] = {"Answers", "Antworten", "Réponses", "Respuestas", "Risposte", "Respostas", "Ответы", "答案", "回答",
                      "الأجوبة", "उत्तर"},
    [WORD_QUESTIONS_AND_ANSWERS] = {"Questions and answers", "Fragen und Antworten", "Questions et réponses",
                                    "Preguntas y respuestas", "Domande e risposte", "Perguntas e respostas",
                                    "Вопросы и ответы", "问答", "質問と回答", "أسئلة وأجوبة", "प्रश्न और उत्तर"},
    [WORD_PAGE] = {"Page", "Seite", "Page", "Página", "Pagina", "Página", "Страница", "页", "ページ", "صفحة", "पृष्ठ"},
    [WORD_PAGES] = {"Pages", "Seiten", "Pages", "Páginas", "Pagine", "Páginas", "Страницы", "页码", "ページ", "الصفحات",
                    "पृष्ठ"},
    [WORD_LANDMARKS] = {"Landmarks", "Orientierungspunkte", "Points de repère", "Puntos de referencia",
                        "Punti di riferimento", "Pontos de referência", "Ориентиры", "导航标记", "ランドマーク", "المعالم",
                        "मुख्य स्थान"},
    [WORD_INDEX] = {"Index of questions", "Verzeichnis der Fragen", "Index des questions", "Índice de preguntas",
                    "Indice delle domande", "Índice de perguntas", "Указатель вопросов", "问题索引", "質問索引",
                    "فهرس الأسئلة", "प्रश्न-सूची"},
    [WORD_PAGE_SHORT] = {"p.", "S.", "p.", "p.", "p.", "p.", "с.", "页", "p.", "ص", "पृ."},
};

/* The classes of numbers that languages tell apart (CLDR, plural rules). */
enum plural { PLURAL_OTHER, PLURAL_ONE, PLURAL_TWO, PLURAL_FEW, PLURAL_MANY, PLURALS };

/* A form that a language has not is NULL, and the first stands for it. */
static const char *const COUNTED[COUNTED_WORDS][LANGUAGES][PLURALS] = {
    [COUNTED_QUESTIONS] = {{"questions", "question"}, {"Fragen", "Frage"}, {"questions", "question"}, {"preguntas", "pregunta"},
                           {"domande", "domanda"}, {"perguntas", "pergunta"},
                           {"вопроса", "вопрос", NULL, "вопроса", "вопросов"}, {"个问题"}, {"問"},
                           {"سؤال", "سؤال", "سؤالان", "أسئلة", "سؤالًا"}, {"प्रश्न"}},
    [COUNTED_SECTIONS] = {{"sections", "section"}, {"Abschnitte", "Abschnitt"}, {"sections", "section"}, {"secciones", "sección"},
                          {"sezioni", "sezione"}, {"seções", "seção"}, {"раздела", "раздел", NULL, "раздела", "разделов"},
                          {"个部分"}, {"章"}, {"قسم", "قسم", "قسمان", "أقسام", "قسمًا"}, {"खंड"}},
};

/* The language's column. */
static size_t language_of(str lang) {
    bool primary = lang.n == PRIMARY_BYTES || (lang.n > PRIMARY_BYTES && !char_is_alpha(lang.p[PRIMARY_BYTES]));
    for (size_t i = 1; primary && i < LANGUAGES; i++)
        if (str_eq_nocase(str_sub(lang, 0, PRIMARY_BYTES), str_from(TAGS[i]))) return i;
    return 0;
}

static enum plural plural_of(const char *tag, uint64_t n) {
    uint64_t ten = n % 10, hundred = n % 100;
    switch (tag[0] << 8 | tag[1]) {
    case 'r' << 8 | 'u':
        if (ten == 1 && hundred != 11) return PLURAL_ONE;
        return ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14) ? PLURAL_FEW : PLURAL_MANY;
    case 'a' << 8 | 'r':
        if (n == 1 || n == 2) return n == 1 ? PLURAL_ONE : PLURAL_TWO;
        return hundred >= 11 ? PLURAL_MANY : hundred >= 3 ? PLURAL_FEW : PLURAL_OTHER;
    case 'f' << 8 | 'r':
    case 'p' << 8 | 't': return n < 2 ? PLURAL_ONE : PLURAL_OTHER;
    default: return n == 1 ? PLURAL_ONE : PLURAL_OTHER;
    }
}

str own_word(enum own_word which, str lang) { return str_from(TABLE[which][language_of(lang)]); }

str own_counted_word(enum counted_word which, uint64_t n, str lang) {
    size_t language = language_of(lang);
    const char *const *forms = COUNTED[which][language], *form = forms[plural_of(TAGS[language], n)];
    return str_from(form ? form : forms[PLURAL_OTHER]);
}
