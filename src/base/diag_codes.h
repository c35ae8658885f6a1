/* X(id, severity, name, text): every diagnostic and every repair rule. {0} {1} {2} are the arguments.
 * Names are a promise to users: never renamed, never reused. Included several times, so without a guard. */

/* inputs and outputs */
X(READ_FAILED, DIAG_ERROR, "cannot-read", "cannot read {0}: {1}")
X(IS_FOLDER, DIAG_ERROR, "is-a-folder", "{0} is a folder; name the text files in it")
X(EMPTY_INPUT, DIAG_ERROR, "empty-input", "{0} is empty; there is nothing to publish")
X(BINARY_INPUT, DIAG_ERROR, "binary-input", "{0} is not text ({1}); extract its text first, for a PDF with pdftotext")
X(TOO_LARGE, DIAG_ERROR, "too-large", "{0} is larger than {1}; split it")
X(WRITE_FAILED, DIAG_ERROR, "cannot-write", "cannot write {0}: {1}; what was there before is untouched")
X(NO_MEMORY, DIAG_ERROR, "out-of-memory", "memory ran out while {0}")
X(INTERNAL, DIAG_ERROR, "internal", "{0} failed: {1}; please report this with the input")

/* reading */
X(NO_QUESTION, DIAG_ERROR, "no-question",
  "no question was found; mark them as 'Q1. ...' and 'A: ...' or force a shape with --from")

X(ENCODING, DIAG_NOTE, "encoding", "read as {0}")
X(UNDECODABLE, DIAG_WARNING, "undecodable-bytes", "the bytes {0} are no text in the input's encoding; U+FFFD stands for them")
X(CONTROL_CHARACTER, DIAG_NOTE, "control-character", "dropped a control character")
X(SHAPE, DIAG_NOTE, "shape", "read as {0} ({1})")
X(MIXED_SHAPES, DIAG_NOTE, "mixed-shapes", "from here on the questions are marked another way: {0}")
X(NUMBER_GAP, DIAG_WARNING, "number-gap", "question {0} follows question {1}; numbers are missing")
X(NUMBER_DUPLICATE, DIAG_WARNING, "duplicate-number", "the number {0} was used before")
X(NO_ANSWER, DIAG_WARNING, "missing-answer", "the question '{0}' has no answer")
X(PLACEHOLDER, DIAG_WARNING, "placeholder-answer", "the answer is only a placeholder: '{0}'")
X(EMPTY_QUESTION, DIAG_WARNING, "empty-question", "the question has no text")
X(LONG_QUESTION, DIAG_NOTE, "suspicious-length", "the question is {0} bytes long; its end may have been missed")
X(UNCLOSED_FENCE, DIAG_WARNING, "unclosed-fence", "the code fence is never closed; it ends {0}")
X(FRONT_MATTER, DIAG_WARNING, "front-matter", "the front matter cannot be used: {0}")

X(SETTING_DROPPED, DIAG_NOTE, "markup-setting", "dropped '{0}': a setting, a comment or the like, no text")

/* repairs: the rule's name is the code's name */
#include "base/repairs.h"

/* setting pages */
X(MISSING_GLYPH, DIAG_WARNING, "missing-glyph", "no font has {0} ({1}); a box stands for it. Add one with --font-path")
X(NO_FONT, DIAG_ERROR, "no-font", "the font {0} cannot be used: {1}")
X(OVERFULL_LINE, DIAG_NOTE, "overfull-line", "a line is {0} pt too wide and has no place to break")
X(NO_IMAGE, DIAG_WARNING, "no-image", "the image {0} cannot be shown; its text stands for it")
X(SVG_IMAGE, DIAG_WARNING, "svg-image", "a PDF does not take the SVG image {0}; its text stands for it. Make a PNG of it")
X(IMAGE_IN_LINE, DIAG_WARNING, "image-in-line", "the image {0} stands within a line, where a PDF has its text; alone in a paragraph it is shown")
X(UNDESCRIBED_IMAGE, DIAG_WARNING, "undescribed-image",
  "the image {0} has no description (alt text); it passes as decoration, and who cannot see it is told nothing")
X(REMOTE_IMAGE, DIAG_WARNING, "remote-image", "the image {0} is not fetched; its text stands for it")

/* styles */
X(STYLE_SYNTAX, DIAG_ERROR, "style-syntax", "the style is not YAML: {0}")
X(STYLE_KEY, DIAG_ERROR, "style-key", "'{0}' is no key of {1}; --print-style lists them")
X(STYLE_VALUE, DIAG_ERROR, "style-value", "'{1}' is no value for {0}")
X(STYLE_CONTRAST, DIAG_ERROR, "style-contrast", "{0} on {1} has a contrast of {2}:1; 4.5:1 is the least that can be read")

/* writing the PDF */
X(BAD_IMAGE, DIAG_WARNING, "bad-image", "the image {0} cannot be shown: {1}; a grey box stands for it")

/* content of a region */
X(UNUSED_LINK, DIAG_NOTE, "unused-link", "nothing uses the link definition [{0}]; it was dropped")
X(UNUSED_NOTE, DIAG_NOTE, "unused-note", "nothing refers to the footnote [{0}]; its text stands where it is written")
X(DROPPED_HTML, DIAG_NOTE, "dropped-html", "dropped the HTML {0}, which holds no text to read")
X(PAGE_DATA, DIAG_NOTE, "page-data", "the page's own data names {0} questions; the lines that say the same are taken for them")
X(UNKNOWN_TAG, DIAG_NOTE, "unknown-tag", "<{0}> is no tag of HTML; it stays text")
X(PAGE_PART, DIAG_NOTE, "page-part", "left out this {0}: navigation, a banner or the like, no content of the page")
X(MAIN_PART, DIAG_NOTE, "main-part", "took only this {0} for the page's content, and left out what stands around it")
