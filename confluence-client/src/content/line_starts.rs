//! What makes a block of Markdown of a line.

/// A blank that breaks no line, which counts as a blank behind the sign of a heading or an item.
pub(crate) const NO_BREAK: char = '\u{a0}';

/// Where a backslash makes a line text that would begin a heading, a quote, a list or a table, or would make a heading of
/// the line above; `None` where no such thing begins. Asterisks begin marks as well, and are not looked at.
pub(crate) fn block_mark(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let next = bytes.get(1);
    let begins = match bytes.first()? {
        b'-' | b'+' => !next.is_some_and(u8::is_ascii_alphanumeric),
        b'=' => line.trim_end().bytes().all(|byte| byte == b'='),
        b'#' => next.is_none_or(|byte| !byte.is_ascii_alphanumeric()),
        b'>' | b'|' => true,
        _ => false,
    };
    if begins {
        return Some(0);
    }
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let behind = line.get(digits..).and_then(|rest| rest.strip_prefix(['.', ')']));
    let is_number = behind.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', NO_BREAK]));
    ((1..10).contains(&digits) && is_number).then_some(digits)
}
