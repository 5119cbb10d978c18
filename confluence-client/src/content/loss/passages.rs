//! How much of some texts stands in others, wherever their blocks begin and end: a block may have been cut, or be another.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};

/// So many words in a row tell a passage.
const WORDS: usize = 3;

/// The passages of some texts, and how often each is there.
pub(super) struct Passages {
    counts: HashMap<u64, usize>,
    hasher: RandomState,
}

/// A word, and its text from there on.
#[derive(Clone, Copy)]
pub(super) struct Word<'t> {
    word: &'t str,
    pub(super) from: &'t str,
}

impl Passages {
    pub(super) fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut passages = Self { counts: HashMap::new(), hasher: RandomState::new() };
        for passage in words(texts).windows(WORDS) {
            *passages.counts.entry(passages.key(passage)).or_default() += 1;
        }
        passages
    }

    fn key(&self, passage: &[Word<'_>]) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        passage.iter().for_each(|word| word.word.hash(&mut hasher));
        hasher.finish()
    }

    /// The words of other texts that are in none of these passages.
    pub(super) fn missing<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Vec<Word<'t>> {
        let words = words(texts);
        let mut left = self.counts.clone();
        let mut known = 0;
        let mut missing = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let passage = words.get(at..at + WORDS).map(|passage| self.key(passage));
            let count = passage.and_then(|key| left.get_mut(&key)).filter(|count| **count > 0);
            if let Some(count) = count {
                *count -= 1;
                known = at + WORDS;
            }
            if at >= known {
                missing.push(*word);
            }
        }
        missing
    }
}

/// How many bytes some words have, with a blank behind each.
pub(super) fn size(words: &[Word<'_>]) -> usize {
    words.iter().map(|word| word.word.len() + 1).sum()
}

fn words<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<Word<'t>> {
    let is_other = |char: char| !char.is_alphanumeric();
    let mut words = Vec::new();
    for text in texts {
        let mut from = text.trim_start_matches(is_other);
        while !from.is_empty() {
            let (word, behind) = from.split_at(from.find(is_other).unwrap_or(from.len()));
            words.push(Word { word, from });
            from = behind.trim_start_matches(is_other);
        }
    }
    words
}
