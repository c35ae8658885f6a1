/* words: the book's own words in its language. */
#include "layout/set.h"

static const struct {
    const char *lang;
    const char *words[OWN_WORDS]; /* contents, questions, question, sections, section, index,
                                      answer, answers, page for short */
} TABLE[] = {
    {"en", {"Contents", "questions", "question", "sections", "section", "Index of Questions",
            "Answer", "Answers", "p."}},
    {"de", {"Inhalt", "Fragen", "Frage", "Abschnitte", "Abschnitt", "Verzeichnis der Fragen",
            "Antwort", "Antworten", "S."}},
    {"fr", {"Table des matières", "questions", "question", "sections", "section", "Index des questions",
            "Réponse", "Réponses", "p."}},
    {"es", {"Contenido", "preguntas", "pregunta", "secciones", "sección", "Índice de preguntas",
            "Respuesta", "Respuestas", "p."}},
    {"it", {"Indice", "domande", "domanda", "sezioni", "sezione", "Indice delle domande",
            "Risposta", "Risposte", "p."}},
    {"pt", {"Sumário", "perguntas", "pergunta", "seções", "seção", "Índice de perguntas",
            "Resposta", "Respostas", "p."}},
    {"ru", {"Содержание", "вопросов", "вопрос", "разделов", "раздел", "Указатель вопросов",
            "Ответ", "Ответы", "с."}},
    {"zh", {"目录", "个问题", "个问题", "个部分", "个部分", "问题索引",
            "答案", "答案", "页"}},
    {"ar", {"المحتويات", "أسئلة", "سؤال", "أقسام", "قسم", "فهرس الأسئلة",
            "الإجابة", "الإجابات", "ص"}},
    {"hi", {"विषय-सूची", "प्रश्न", "प्रश्न", "खंड", "खंड", "प्रश्न सूची",
            "उत्तर", "उत्तर", "पृ."}},
};

str own_word(str lang, enum own_word word) {
    size_t n = sizeof TABLE / sizeof *TABLE, found = 0;
    str base = str_sub(lang, 0, str_find_char(lang, '-', 0));
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(base, str_from(TABLE[i].lang))) found = i;
    return str_from(TABLE[found].words[word]);
}
