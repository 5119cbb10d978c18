//! A text as it is typed on a keyboard, by which it is found where a page has other signs for the same.

use std::ops::Range;

use icu_normalizer::DecomposingNormalizerBorrowed;

use crate::invisible::{is_blank, is_invisible};

/// A text in small letters, with the quotes, dashes, dots and blanks of a keyboard, and with accents as signs of their own.
pub(crate) struct Folded {
    text: String,
    /// Where each sign of the original begins, here and there.
    places: Vec<(usize, usize)>,
    end: usize,
}

impl Folded {
    pub(crate) fn of(original: &str) -> Self {
        let decomposing = DecomposingNormalizerBorrowed::new_nfd();
        let mut text = String::with_capacity(original.len());
        let mut places = Vec::with_capacity(original.len());
        for (at, sign) in original.char_indices().filter(|&(_, sign)| !is_invisible(sign)) {
            places.push((text.len(), at));
            match sign {
                '\u{2018}'..='\u{201b}' => text.push('\''),
                '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => text.push('"'),
                '\u{2010}'..='\u{2015}' | '\u{2212}' => text.push('-'),
                '\u{2026}' => text.push_str("..."),
                sign if is_blank(sign) => text.push(' '),
                sign if sign.is_ascii() => text.push(sign.to_ascii_lowercase()),
                sign => text.extend(decomposing.normalize_iter(sign.to_lowercase())),
            }
        }
        Self { text, places, end: original.len() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Where the original has another text, but for how it is typed.
    pub(crate) fn find<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = Range<usize>> + 'a {
        let place = |at: usize| self.places.get(self.places.partition_point(|&(start, _)| start < at));
        // A search costs the length of what is looked for: there may be many texts that are shorter.
        let fits = !other.is_empty() && self.text.len() >= other.text.len();
        let found = fits.then(|| self.text.match_indices(&*other.text)).into_iter().flatten();
        found.filter_map(move |(at, text)| {
            let end = place(at + text.len()).map_or(self.end, |&(_, place)| place);
            Some(place(at)?.1..end)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_however_it_is_typed() {
        let page =
            "The \u{201c}Plan\u{201d} \u{2013} it\u{2019}s\u{a0}done\u{2026} Re\u{301}sume\u{301} \u{dc}ber";
        for (typed, meant) in [
            ("\"plan\" - it's done", "\u{201c}Plan\u{201d} \u{2013} it\u{2019}s\u{a0}done"),
            ("done... r\u{e9}sum\u{e9}", "done\u{2026} Re\u{301}sume\u{301}"),
            ("u\u{308}BER", "\u{dc}ber"),
        ] {
            let found: Vec<_> = Folded::of(page).find(&Folded::of(typed)).collect();
            assert!(matches!(&found[..], [only] if &page[only.clone()] == meant), "{typed}: {found:?}");
        }
        assert_eq!(Folded::of(page).find(&Folded::of("")).count(), 0);
    }
}
