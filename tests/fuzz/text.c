/* Fuzz target: any bytes through the text module, with the bundled fonts, and through the code scanner. The first byte
 * chooses language, face and direction. What comes out must cover what went in: no byte twice, none left out. */
#include "harness.h"

#include <stdlib.h>

#include "code/code.h"
#include "text/text.h"

static void scan(str code, unsigned choice) {
    static const char *const languages[] = {"python", "javascript", "typescript", "java", "c", "cpp", "csharp", "go",
                                            "rust", "sql", "bash", "html", "css", "json", "yaml", "toml", "php", "ruby"};
    code_tokens tokens = {0};
    expect(code_scan(code, str_from(languages[choice % (sizeof languages / sizeof *languages)]), &tokens), "memory");
    size_t at = 0;
    for (size_t i = 0; i < tokens.n; i++) {
        const struct code_token *t = &tokens.at[i];
        expect(t->from >= at && t->from < t->to && t->to <= code.n && t->class < CODE_CLASSES, "tokens overlap");
        at = t->to;
    }
    vec_release(&tokens);
}

static void shape(struct text *text, str word, unsigned choice) {
    face_id face = text_face(text, (enum face_family)(choice % FAMILIES), (enum face_style)(choice % 5));
    const struct word *w = text_shape(text, face, choice & 7, word, STR("en"), choice & 8, 1);
    size_t bytes = 0;
    expect(w != NULL, "memory");
    for (uint32_t i = 0; i < w->n; i++) {
        const struct shaped *s = w->parts[i];
        int32_t width = 0;
        for (uint16_t g = 0; g < s->n; g++) {
            expect(s->glyphs[g].cluster < s->text.n, "cluster outside the part");
            width += s->glyphs[g].advance;
        }
        expect(width == s->width, "width");
        bytes += s->text.n;
    }
    expect(bytes == word.n, "bytes lost");
    expect(text_shape(text, face, choice & 7, word, STR("en"), choice & 8, 1) == w, "not remembered");
}

static void break_up(struct text *text, str s, unsigned choice) {
    static const char *const languages[] = {"en", "en-GB", "de", "ja", "th", "", "x"};
    str lang = str_from(languages[choice % (sizeof languages / sizeof *languages)]);
    uint8_t *marks = malloc(s.n + 1);
    expect(marks && text_breaks(text, s, lang, marks), "memory");
    for (size_t i = 0; i <= s.n; i++) expect(marks[i] <= BREAK_MUST, "no kind of break");
    text_hyphenate(text, s, lang, marks);
    text_bidi(text, s, choice & 1, marks);
    free(marks);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct text_options options = {.font_dir = TEST_SOURCE_DIR "/fonts", .bundled_only = true};
    if (!size) return 0;
    struct text *text = text_new(&options, NULL);
    expect(text != NULL, "fonts");
    str all = {(const char *)data + 1, size - 1};
    unsigned choice = data[0];
    scan(all, choice);
    break_up(text, all, choice);
    for (size_t at = 0; at < all.n;) {
        size_t end = at;
        while (end < all.n && !char_is_space(all.p[end])) end++;
        shape(text, str_sub(all, at, end), choice);
        at = end + 1;
    }
    text_free(text);
    return 0;
}
