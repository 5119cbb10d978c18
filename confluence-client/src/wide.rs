//! Letters and signs that are as wide as two others: those of Chinese, Japanese and Korean, which are written without blanks.

/// Whether a sign is one of them.
pub(crate) fn is_wide(sign: char) -> bool {
    matches!(sign, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}
