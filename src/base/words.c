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
    [WORD_COUNTED_QUESTION] = {"question", "Frage", "question", "pregunta", "domanda", "pergunta", "вопрос", "个问题", "問",
                               "سؤال", "प्रश्न"},
    [WORD_COUNTED_QUESTIONS] = {"questions", "Fragen", "questions", "preguntas", "domande", "perguntas", "вопросов",
                                "个问题", "問", "أسئلة", "प्रश्न"},
    [WORD_COUNTED_SECTIONS] = {"sections", "Abschnitte", "sections", "secciones", "sezioni", "seções", "разделов", "个部分",
                               "章", "أقسام", "खंड"},
    [WORD_PAGE_SHORT] = {"p.", "S.", "p.", "p.", "p.", "p.", "с.", "页", "p.", "ص", "पृ."},
};

str own_word(enum own_word which, str lang) {
    bool primary = lang.n == PRIMARY_BYTES || (lang.n > PRIMARY_BYTES && !char_is_alpha(lang.p[PRIMARY_BYTES]));
    for (size_t i = 1; primary && i < LANGUAGES; i++)
        if (str_eq_nocase(str_sub(lang, 0, PRIMARY_BYTES), str_from(TAGS[i]))) return str_from(TABLE[which][i]);
    return str_from(TABLE[which][0]);
}

bool lang_is_tag(str lang) {
    size_t letters = 0, subtags = 0;
    for (size_t i = 0; i < lang.n; i++) {
        if (lang.p[i] == '-' && letters) {
            letters = 0;
            subtags++;
            continue;
        }
        if (subtags ? !char_is_alnum(lang.p[i]) : !char_is_alpha(lang.p[i])) return false;
        if (++letters > 8) return false;
    }
    return letters > 0;
}
