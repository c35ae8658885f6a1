/* Encodings: texts in many languages, long and short, each in every encoding that is used for it and in each form of
 * Unicode, come out as the same UTF-8, and what is not UTF-8 is told. ICU is the encoder; the program guesses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <unicode/ucnv.h>

#include "read/decode.h"

#define BYTES(literal) {literal, sizeof(literal) - 1}

static const struct {
    const char *encodings, *text;
} texts[] = {
        {"GBK gb18030 HZ-GB-2312",
         "Q1. 什么是线程？\nA: 线程是操作系统能够进行运算调度的最小单位，它被包含在进程之中。\n\nQ2. 什么是进程？\nA: 进程是程序的一次执行过程，是系统运行程序的基本单位。\n"},
        {"GBK gb18030 HZ-GB-2312",
         "问：什么是锁？\n答：锁用来保护共享的数据。\n问：什么是死锁？\n答：互相等待。\n"},
        {"Shift_JIS EUC-JP ISO-2022-JP ibm-943_P15A-2003",
         "Q1. スレッドとは何ですか？\nA: スレッドはプログラムの実行の最小単位です。プロセスの中で動きます。\n\nQ2. プロセスとは何ですか？\nA: 実行中のプログラムのことです。\n"},
        {"Shift_JIS EUC-JP",
         "Q1. 型とは？\nA: 値の種類です。\nQ2. 例は？\nA: 整数です。\n"},
        {"EUC-KR windows-949 ISO-2022-KR",
         "Q1. 스레드란 무엇입니까?\nA: 스레드는 프로그램 실행의 가장 작은 단위입니다. 프로세스 안에서 실행됩니다.\n\nQ2. 프로세스란 무엇입니까?\nA: 실행 중인 프로그램입니다.\n"},
        {"EUC-KR",
         "Q1. 값은?\nA: 정수입니다.\nQ2. 예는?\nA: 하나입니다.\n"},
        {"windows-874 TIS-620",
         "คำถาม 1: เธรดคืออะไร?\nคำตอบ: เธรดเป็นหน่วยการทำงานที่เล็กที่สุดภายในกระบวนการ\n\nคำถาม 2: กระบวนการคืออะไร?\nคำตอบ: โปรแกรมที่กำลังทำงานอยู่\n"},
        {"windows-1251 KOI8-R ISO-8859-5 IBM866 x-mac-cyrillic",
         "Вопрос 1: Что такое поток?\nОтвет: Поток - это наименьшая единица выполнения программы внутри процесса.\n\nВопрос 2: Что такое процесс?\nОтвет: Это выполняемая программа.\n"},
        {"windows-1251 KOI8-R",
         "Q1. Что это?\nA: Это поток.\nQ2. Зачем?\nA: Так надо.\n"},
        {"windows-1252 ISO-8859-1 ISO-8859-15 macintosh IBM850",
         "Frage 1: Was ist ein Gerät?\nAntwort: Ein Gerät führt für uns Aufgaben aus, größere und kleinere. Über Schlösser später.\n\nFrage 2: Wofür?\nAntwort: Für alles Mögliche.\n"},
        {"windows-1252",
         "Q1. Was heißt das?\nA: Grüße.\nQ2. Wofür?\nA: Für uns.\n"},
        {"windows-1252",
         "Q1. Qu’est-ce qu’une méthode ?\nA: C’est une fonction liée à une classe – très souvent utilisée, même à l’école…\n\nQ2. Où ?\nA: Là-bas, très près.\n"},
        {"windows-1252 ISO-8859-1",
         "Pregunta 1: ¿Qué es un hilo?\nRespuesta: Es la unidad mínima de ejecución. ¡Así de fácil, señor!\n\nPregunta 2: ¿Cuándo?\nRespuesta: Mañana por la mañana.\n"},
        {"windows-1250 ISO-8859-2",
         "Q1. Czym jest wątek?\nA: Wątek to najmniejsza jednostka wykonywania, działająca wewnątrz procesu. Źródło: książka.\n\nQ2. Co to jest proces?\nA: Działający program, który się wykonuje.\n"},
        {"windows-1250 ISO-8859-2",
         "Q1. Co je vlákno?\nA: Vlákno je nejmenší jednotka běhu programu uvnitř procesu, může jich být více. Příště řekneme víc.\n\nQ2. Co je třída?\nA: Předpis, podle kterého vznikají objekty.\n"},
        {"windows-1253 ISO-8859-7",
         "Q1. Τι είναι το νήμα;\nA: Το νήμα είναι η μικρότερη μονάδα εκτέλεσης μέσα σε μια διεργασία.\n\nQ2. Τι είναι η διεργασία;\nA: Ένα πρόγραμμα που εκτελείται.\n"},
        {"windows-1254 ISO-8859-9",
         "Q1. İş parçacığı nedir?\nA: İş parçacığı, bir süreç içinde çalışan en küçük yürütme birimidir. Şöyle düşünün: ağaç ve dalları.\n\nQ2. Süreç nedir?\nA: Çalışan bir programdır.\n"},
        {"windows-1256 ISO-8859-6",
         "س1: ما هو الخيط؟\nج: الخيط هو أصغر وحدة تنفيذ داخل العملية.\n\nس2: ما هي العملية؟\nج: برنامج قيد التنفيذ.\n"},
        {"windows-1255 ISO-8859-8",
         "Q1. מהו תהליכון?\nA: תהליכון הוא יחידת הביצוע הקטנה ביותר בתוך תהליך.\n\nQ2. מהו תהליך?\nA: תוכנית שרצה.\n"},
        {"windows-1252",
         "Q1. What’s a thread?\nA: It’s the smallest unit of execution – or so “they” say. It costs £5 or €6.\n\nQ2. What’s a process?\nA: A running program.\n"},
};

/* Bytes as text, and what is said of them. */
struct decoding {
    struct arena arena;
    struct diags diags;
    struct decoded out;
};

static void decode_bytes(struct decoding *d, str bytes) {
    arena_init(&d->arena);
    diags_init(&d->diags);
    assert_int_equal(decode(&d->arena, STR("x"), bytes, NULL, &d->diags, &d->out), STATUS_OK);
}

static void decode_done(struct decoding *d) {
    diags_release(&d->diags);
    arena_release(&d->arena);
}

static void assert_decoded(const char *what, const struct decoding *d, const char *want) {
    if (!str_eq(d->out.text, str_from(want))) fail_msg("%s\n want: %s\n have: %.*s", what, want, STR_ARG(d->out.text));
}

enum { ROOM = 4096 };

static void check(const char *encoding, str mark, const char *text) {
    char bytes[ROOM];
    UErrorCode error = U_ZERO_ERROR;
    memcpy(bytes, mark.p ? mark.p : "", mark.n);
    int32_t n = ucnv_convert(encoding, "UTF-8", bytes + mark.n, ROOM - (int32_t)mark.n, text, -1, &error);
    if (U_FAILURE(error)) fail_msg("%s: %s", encoding, u_errorName(error));
    struct decoding d;
    decode_bytes(&d, str_of(bytes, mark.n + (size_t)n));
    assert_decoded(encoding, &d, text);
    assert_int_equal(d.diags.count[DIAG_ENCODING], strcmp(encoding, "UTF-8") != 0);
    assert_int_equal(d.diags.count[DIAG_UNDECODABLE], 0);
    assert_int_equal(decode_offset(d.out.steps, d.out.n_steps, 0), mark.n);
    decode_done(&d);
}

static void each_text_in_its_encodings(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char names[128], *at = names;
        snprintf(names, sizeof names, "%s", texts[i].encodings);
        for (char *name = strtok_r(names, " ", &at); name; name = strtok_r(NULL, " ", &at)) check(name, (str){0}, texts[i].text);
    }
}

static void each_text_in_each_form_of_unicode(void **state) {
    (void)state;
    static const struct { const char *name; str mark; } forms[] = {
        {"UTF-8", {"", 0}}, {"UTF-8", {"\xEF\xBB\xBF", 3}}, {"UTF-16LE", {"", 0}}, {"UTF-16LE", {"\xFF\xFE", 2}}, {"UTF-16BE", {"", 0}},
        {"UTF-16BE", {"\xFE\xFF", 2}}, {"UTF-32LE", {"", 0}}, {"UTF-32LE", {"\xFF\xFE\0\0", 4}}, {"UTF-32BE", {"", 0}},
        {"UTF-32BE", {"\0\0\xFE\xFF", 4}}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) check(forms[k].name, forms[k].mark, texts[i].text);
}

/* Wrong bytes: each is told, none is lost silently, whatever the encoding. */
static void wrong_bytes_are_told(void **state) {
    (void)state;
    static const struct { str bytes; uint32_t wrong; const char *want; } cases[] = {
        {BYTES("gr\xC3\xBC\xC3\x9F" "e gr\xC3\xBC\xC3\x9F" "e gr\xC3\xBC\xC3\x9F" "e \xC3( gr\xC3\xBC\xC3\x9F" "e"), 1, "grüße grüße grüße \xEF\xBF\xBD( grüße"},
        {BYTES("\xFE\xFF\0A\xDC\x00\0B"), 1, "A\xEF\xBF\xBD" "B"},
        {BYTES("\xFF\xFE\0\0A\0\0\0\0\0\x11\0B\0\0\0"), 1, "A\xEF\xBF\xBD" "B"},
        {BYTES("\xFF\xFE" "A\0B"), 1, "A\xEF\xBF\xBD"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct decoding d;
        decode_bytes(&d, cases[i].bytes);
        assert_decoded("wrong bytes", &d, cases[i].want);
        assert_int_equal(d.diags.count[DIAG_UNDECODABLE], cases[i].wrong);
        decode_done(&d);
    }
}

/* Colours of a terminal go with their escape character; a bracket without one stays. */
static void colours_are_no_text(void **state) {
    (void)state;
    struct decoding d;
    decode_bytes(&d, STR("a \x1B[31;1mred\x1B[0m [31m b\x1B[ c"));
    assert_decoded("colours", &d, "a red [31m b[ c");
    assert_int_equal(d.diags.count[DIAG_CONTROL_CHARACTER], 3);
    decode_done(&d);
}

/* Offsets into the text lead back to the bytes of the input. */
static void text_leads_back_to_its_bytes(void **state) {
    (void)state;
    static const struct {
        str bytes;
        const char *want;
        uint32_t at, input; /* an offset in the text and where it lies in the input */
        enum diag_code code; /* said once, or DIAG_CODES */
    } cases[] = {
        {BYTES("plain"), "plain", 3, 3, DIAG_CODES},
        {BYTES("\xEF\xBB\xBFmarked"), "marked", 2, 5, DIAG_CODES},
        {BYTES("\xFF\xFEQ\0\xE9\0x\0"), "Q\xC3\xA9x", 3, 6, DIAG_ENCODING},
        {BYTES("\xFE\xFF\0Q\x4E\x2D\0x"), "Q\xE4\xB8\xADx", 4, 6, DIAG_ENCODING},
        {BYTES("\xFF\xFE\x3D\xD8\x00\xDE."), "\xF0\x9F\x98\x80\xEF\xBF\xBD", 4, 6, DIAG_UNDECODABLE},
        {BYTES("Q\0u\0e\0s\0t\0i\0o\0n\0 \0o\0n\0e\0?\0"), "Question one?", 9, 18, DIAG_ENCODING},
        {BYTES("one mark in a text\x01."), "one mark in a text.", 18, 19, DIAG_CONTROL_CHARACTER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct decoding d;
        decode_bytes(&d, cases[i].bytes);
        assert_decoded("offsets", &d, cases[i].want);
        assert_int_equal(decode_offset(d.out.steps, d.out.n_steps, cases[i].at), cases[i].input);
        if (cases[i].code != DIAG_CODES) assert_int_equal(d.diags.count[cases[i].code], 1);
        decode_done(&d);
    }
}

static void valid_text_stays_where_it_is(void **state) {
    (void)state;
    struct decoding d;
    str bytes = STR("grüße");
    decode_bytes(&d, bytes);
    assert_ptr_equal(d.out.text.p, bytes.p);
    assert_null(d.out.steps);
    decode_done(&d);
}

static void a_wrong_byte_is_told_where_it_stands(void **state) {
    (void)state;
    struct decoding d;
    decode_bytes(&d, STR("äöüßäöüß \xFF äöüßäöüß"));
    assert_int_equal(d.diags.count[DIAG_UNDECODABLE], 1);
    assert_int_equal(d.diags.list.at[0].span.from, 17);
    assert_int_equal(d.diags.list.at[0].span.to, 18);
    assert_int_equal(str_find(d.out.text, STR("\xEF\xBF\xBD"), 0), 17);
    decode_done(&d);
}

static void what_is_no_text_is_refused(void **state) {
    (void)state;
    static const str cases[] = {{NULL, 0}, BYTES(" \n\t\n"), BYTES("%PDF-1.7 ..."), BYTES("a\0\0b\0\0\0c\1\2d")};
    struct arena arena;
    struct decoded out;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(decode(&arena, STR("x"), cases[i], NULL, NULL, &out), STATUS_INPUT);
    arena_release(&arena);
}

/* "~{" in ASCII is not the start of Chinese. */
static void tildes_are_no_chinese(void **state) {
    (void)state;
    static const char text[] = "Q: What is ~{x, y~}?\nA: Nothing, ~{abcdefghijklmnopqr} too.\n";
    struct decoding d;
    decode_bytes(&d, str_of(text, sizeof text - 1));
    assert_true(str_eq(d.out.text, str_of(text, sizeof text - 1)));
    decode_done(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(tildes_are_no_chinese), cmocka_unit_test(each_text_in_its_encodings), cmocka_unit_test(each_text_in_each_form_of_unicode),
                                       cmocka_unit_test(wrong_bytes_are_told), cmocka_unit_test(colours_are_no_text),
                                       cmocka_unit_test(text_leads_back_to_its_bytes), cmocka_unit_test(valid_text_stays_where_it_is),
                                       cmocka_unit_test(a_wrong_byte_is_told_where_it_stands), cmocka_unit_test(what_is_no_text_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
