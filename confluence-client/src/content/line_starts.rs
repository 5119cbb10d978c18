//! What makes a block of Markdown of a line.

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
    let after = (bytes.get(digits), bytes.get(digits + 1));
    let is_number = matches!(after, (Some(b'.' | b')'), None | Some(b' ' | b'\t')));
    ((1..10).contains(&digits) && is_number).then_some(digits)
}
