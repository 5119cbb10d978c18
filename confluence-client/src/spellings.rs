//! The spellings that Unicode has of one text: a letter with its accent as one sign (NFC), or as two (NFD).
//!
//! Nearly everybody types NFC, and models write it; file names of macOS, and what was pasted or imported from there, are
//! NFD, and nobody sees the difference. Confluence compares them sign by sign.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// The same text in its other spellings, the one that was given left out: of most texts there are none.
pub(crate) fn other_spellings(text: &str) -> impl Iterator<Item = String> {
    let spelt =
        |normalized: std::borrow::Cow<'_, str>| Some(normalized.into_owned()).filter(|other| other != text);
    let (composed, decomposed) = match text.is_ascii() {
        true => (None, None),
        false => (
            spelt(ComposingNormalizerBorrowed::new_nfc().normalize(text)),
            spelt(DecomposingNormalizerBorrowed::new_nfd().normalize(text)),
        ),
    };
    composed.into_iter().chain(decomposed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_accents_has_another_spelling() {
        let of = |text: &str| other_spellings(text).collect::<Vec<_>>();
        assert_eq!(of("Re\u{301}sume\u{301}.pdf"), ["R\u{e9}sum\u{e9}.pdf"]);
        assert_eq!(of("R\u{e9}sum\u{e9}.pdf"), ["Re\u{301}sume\u{301}.pdf"]);
        assert_eq!(of("\u{d55c}"), ["\u{1112}\u{1161}\u{11ab}"]);
        assert!(of("plan.pdf").is_empty() && of("\u{65e5}\u{672c}").is_empty());
    }
}
