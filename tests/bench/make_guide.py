#!/usr/bin/env python3
"""Makes a guide N times as long as the seed, of the same shape but not of the same words.

    make_guide.py SEED N OUTPUT

Each copy spells the longer words of the prose its own way: vowels are exchanged for vowels and consonants for
consonants, so that words keep their length and look, line breaking and hyphenation have real work, and no cache of
words sees a text that repeats. Markers, markup, code and punctuation stay. Questions are numbered through. The first
copy is the seed itself. The same arguments give the same bytes.
"""

import random
import re
import sys

VOWELS, CONSONANTS = "aeiou", "bcdfghjklmnprstvwz"
# What is left alone: fences, code spans, HTML tags, markers; what is spelled anew: words of four letters and more.
TOKEN = re.compile(r"`[^`]*`|<pre>.*?</pre>|<code>.*?</code>|<[^>]*>|\b(?:[A-Z]{2,}|What|Why|How)\b|([A-Za-z]{4,})")
QUESTION = re.compile(r"^Q(\d+)")
BARE_MARKER = re.compile(r"(Q\d+|ANS)\s*$")


def spelling(rng):
    """A table that maps each letter to one of its kind."""
    table = {}
    for letters in (VOWELS, CONSONANTS):
        shuffled = list(letters)
        rng.shuffle(shuffled)
        for old, new in zip(letters, shuffled):
            table[ord(old)] = new
            table[ord(old.upper())] = new.upper()
    return table


def respell(line, table, rng):
    """One line; one word in four keeps its spelling, as the small change of a language does."""

    def word(match):
        if not match.group(1) or rng.random() < 0.25:
            return match.group(0)
        return match.group(1).translate(table)

    return TOKEN.sub(word, line)


def copies(seed, n):
    lines = seed.split("\n")
    first = next(i for i, line in enumerate(lines) if line.startswith("PART"))
    questions = sum(bool(QUESTION.match(line)) for line in lines)
    yield from lines
    for k in range(1, n):
        rng = random.Random(k)
        table = spelling(rng)
        fenced = False
        for line in lines[first:]:
            if line.startswith("```"):
                fenced = not fenced
            elif line.startswith("PART 1:"):
                line = f"PART {k + 1}:" + respell(line[len("PART 1:"):], table, rng)
            elif not fenced and line.isupper() and not BARE_MARKER.match(line):
                line = line.translate(table)
            elif not fenced:
                line = QUESTION.sub(lambda m: f"Q{int(m.group(1)) + questions * k}", respell(line, table, rng))
            yield line


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        seed = file.read()
    with open(sys.argv[3], "w", encoding="utf-8") as file:
        file.write("\n".join(copies(seed, int(sys.argv[2]))) + "\n")


if __name__ == "__main__":
    main()
