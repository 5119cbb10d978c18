//! Invisible (default-ignorable) Unicode characters.
//!
//! The one table of them: what a reader does not see is taken out of what a model is shown, and neither keeps a text
//! from being found nor counts as a change when the page is written back.

use std::ops::RangeInclusive;

/// The code points of the Unicode property `Default_Ignorable_Code_Point` (format controls, joiners, fillers,
/// variation selectors, tags), and the marks of interlinear annotations, in order.
pub const INVISIBLE: &[RangeInclusive<char>] = &[
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{61c}'..='\u{61c}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180f}',
    '\u{200b}'..='\u{200f}',
    '\u{202a}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{3164}'..='\u{3164}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{feff}'..='\u{feff}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{fff0}'..='\u{fff8}',
    // Marks of interlinear annotations: no ignorable code points, and drawn by nobody all the same.
    '\u{fff9}'..='\u{fffb}',
    '\u{1bca0}'..='\u{1bca3}',
    '\u{1d173}'..='\u{1d17a}',
    '\u{e0000}'..='\u{e0fff}',
];

/// Whether a character is invisible.
///
/// ```
/// use confluence_client::invisible::is_invisible;
///
/// assert!(is_invisible('\u{200b}') && is_invisible('\u{3164}'));
/// assert!(!is_invisible('a') && !is_invisible('\u{a0}'));
/// ```
pub fn is_invisible(character: char) -> bool {
    // The soft hyphen is the first of them, and nearly every character of a page comes before it.
    character >= '\u{ad}' && INVISIBLE.iter().any(|range| range.contains(&character))
}

/// Whether a character is drawn as a blank, the ordinary one included.
pub(crate) fn is_blank(character: char) -> bool {
    matches!(
        character,
        ' ' | '\u{85}' | '\u{a0}' | '\u{2000}'
            ..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Whether a character is one of white space, of which a page shows one blank however much of it there is. Unicode's
/// separators of lines and paragraphs, and its next line, part nothing in storage format: they come with text that is
/// pasted from slides.
pub(crate) fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r') || is_separator(character)
}

/// Whether a character ends a line for Unicode, and neither for XML nor for Markdown.
pub(crate) fn is_separator(character: char) -> bool {
    matches!(character, '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_names_nothing_twice() {
        assert!(INVISIBLE.windows(2).all(|pair| matches!(pair, [one, other] if one.end() < other.start())));
    }
}
