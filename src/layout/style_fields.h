/* The fields of a style: KIND(group, name, default). Included several times, so without a guard. */

/* paper and margins; inner is the binding's side when pages are two-sided, the left one else */
LENGTH("page", paper_width, MM(210))
LENGTH("page", paper_height, MM(297))
LENGTH("page", margin_top, MM(25))
LENGTH("page", margin_bottom, MM(25))
LENGTH("page", margin_inner, MM(30))
LENGTH("page", margin_outer, MM(24))
FLAG("page", two_sided, false)
LENGTH("page", head_baseline, MM(15.5)) /* from the top edge */
LENGTH("page", foot_baseline, MM(13.5)) /* from the bottom edge */

/* families; empty: the bundled ones */
NAME("font", text_family, "")
NAME("font", head_family, "")
NAME("font", code_family, "")

/* sizes and leadings */
LENGTH("text", text_size, PT(10.5))
LENGTH("text", text_leading, PT(15))
LENGTH("text", paragraph_indent, PT(13.5))
LENGTH("text", paragraph_gap, PT(0))
LENGTH("text", block_gap, PT(5))      /* around lists, code, tables */
LENGTH("text", block_stretch, PT(4))
LENGTH("text", inline_code_size, PT(9.1))
LENGTH("code", code_size, PT(8.6))
LENGTH("code", code_leading, PT(12.5))
LENGTH("code", code_pad, PT(7))
LENGTH("question", question_size, PT(10.8))
LENGTH("question", question_gap, PT(3)) /* between question and answer */
LENGTH("question", entry_gap, PT(15))
LENGTH("question", entry_stretch, PT(11))
LENGTH("question", entry_shrink, PT(3))
LENGTH("question", tab_size, PT(8.2))
LENGTH("question", tab_width, MM(10.5))
LENGTH("question", tab_distance, MM(3)) /* from the text */
LENGTH("question", thread_width, PT(1.4))
LENGTH("question", thread_distance, MM(6.5))
NAME("question", answers, "inline") /* inline, section-end, end, hidden, none */
LENGTH("heading", part_size, PT(24))
LENGTH("heading", part_leading, PT(30))
LENGTH("heading", part_label_size, PT(9))
LENGTH("heading", section_size, PT(12.5))
LENGTH("heading", section_leading, PT(16))
LENGTH("heading", subsection_size, PT(11))
LENGTH("heading", cover_title_size, PT(31))
LENGTH("heading", cover_subtitle_size, PT(15))
LENGTH("heading", head_size, PT(7.5))
LENGTH("table", table_size, PT(9.2))
LENGTH("table", table_leading, PT(12.5))
LENGTH("table", cell_pad, PT(4))
LENGTH("contents", contents_size, PT(10.5))
LENGTH("contents", contents_leading, PT(16.2))
NAME("contents", index, "auto") /* of questions, after the body: yes, no, or auto: for a hundred of them or more */

/* colours */
COLOR("color", ink, 0x1b1f24)
COLOR("color", accent, 0x1f4e79)
COLOR("color", on_accent, 0xffffff)
COLOR("color", soft, 0xeef3f8)  /* ground of code in a line */
COLOR("color", panel, 0xf6f8fa) /* ground of code blocks */
COLOR("color", rule, 0xc9d4df)
COLOR("color", mute, 0x5b6670)

/* heads and feet: {title} {part} {section} {questions} {page} */
NAME("field", head_left, "{title}")
NAME("field", head_right, "{part} · {section}")
NAME("field", foot_left, "{questions}")
NAME("field", foot_right, "{page}")
