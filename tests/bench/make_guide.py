#!/usr/bin/env python3
"""Makes a guide N times as long as the seed, of the same shape but not of the same words.

    make_guide.py SEED N OUTPUT

The words of the prose are drawn from a vocabulary as natural text draws its own: the r-th most frequent word comes
with a frequency of 1 / (r + 2.7)^1.15 (Zipf's law as Mandelbrot has it), so that few words come again and again, many
once, and new ones keep coming: 19,000 different words in the 250,000 of a guide a hundred times as long as the seed,
about as many as a novel of that length has. A text that repeats itself would flatter a cache of words; one that never
uses a word twice is in no language. The first words of the vocabulary are the seed's, the others are these with vowels
exchanged for vowels and consonants for consonants, so that line breaking and hyphenation have real work. Markers,
markup, code, short words and punctuation stay. Questions are numbered through. The first copy is the seed itself. The
same arguments give the same bytes.
"""

import collections
import itertools
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


class Vocabulary:
    """Words by frequency: the seed's, then spellings of them."""

    SIZE = 60000

    def __init__(self, seed):
        counts = collections.Counter(match.group(1).lower() for match in TOKEN.finditer(seed) if match.group(1))
        known = [word for word, _ in counts.most_common()]
        tables = [{}] + [spelling(random.Random(k)) for k in range(self.SIZE // len(known))]
        self.words = list(dict.fromkeys(word.translate(table) for table in tables for word in known))
        self.sums = list(itertools.accumulate(1 / (rank + 3.7) ** 1.15 for rank in range(len(self.words))))

    def draw(self, rng, like):
        word = rng.choices(self.words, cum_weights=self.sums)[0]
        return word.upper() if like.isupper() else word.capitalize() if like[0].isupper() else word


def respell(line, vocabulary, rng):
    """One line, its longer words drawn anew."""
    return TOKEN.sub(lambda match: vocabulary.draw(rng, match.group(1)) if match.group(1) else match.group(0), line)


def copies(seed, n):
    lines = seed.split("\n")
    first = next(i for i, line in enumerate(lines) if line.startswith("PART"))
    questions = sum(bool(QUESTION.match(line)) for line in lines)
    vocabulary = Vocabulary(seed)
    yield from lines
    for k in range(1, n):
        rng = random.Random(k)
        fenced = False
        for line in lines[first:]:
            if line.startswith("```"):
                fenced = not fenced
            elif line.startswith("PART 1:"):
                line = f"PART {k + 1}:" + respell(line[len("PART 1:"):], vocabulary, rng)
            elif not fenced and line.isupper() and not BARE_MARKER.match(line):
                line = re.sub(r"[A-Z]{4,}", lambda match: vocabulary.draw(rng, match.group(0)), line)
            elif not fenced:
                line = QUESTION.sub(lambda m: f"Q{int(m.group(1)) + questions * k}", respell(line, vocabulary, rng))
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
