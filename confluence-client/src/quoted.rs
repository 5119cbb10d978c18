//! A text of somebody within a sentence.

use std::fmt::{self, Display, Formatter, Write as _};

/// A title, a name or an argument as it stands in a message: between quotation marks, on one line, and readable.
///
/// `Debug` of a string writes each sign that is drawn onto the letter before it by its number, as Hindi, Thai, joined emoji
/// and the file names of macOS have them, and so no reader can give the name back. Here that is done to those alone which
/// would break the line, or turn its order: the text cannot pass for the sentence around it.
///
/// ```
/// use confluence_client::Quoted;
///
/// assert_eq!(Quoted("हिन्दी \"1\"\n").to_string(), r#""हिन्दी \"1\"\n""#);
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a text and nothing else")]
pub struct Quoted<'a>(
    /// The text.
    pub &'a str,
);

impl Display for Quoted<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_char('"')?;
        for sign in self.0.chars() {
            match sign {
                '"' | '\\' => write!(formatter, "\\{sign}")?,
                sign if misleads(sign) => write!(formatter, "{}", sign.escape_debug())?,
                sign => formatter.write_char(sign)?,
            }
        }
        formatter.write_char('"')
    }
}

/// Whether a sign ends a line, moves a terminal's cursor, or lets what follows it be read in another order (Unicode's
/// controls, line and paragraph separators, and explicit directional formatting).
fn misleads(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stay_and_what_misleads_is_seen() {
        for text in ["ที่", "e\u{301}", "👩\u{200d}💻", "a\u{a0}b", "it's"] {
            assert_eq!(Quoted(text).to_string(), format!("\"{text}\""));
        }
        assert_eq!(Quoted("a\r\n\u{1b}[2J\u{202e}\\").to_string(), r#""a\r\n\u{1b}[2J\u{202e}\\""#);
    }
}
