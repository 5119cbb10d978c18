//! Code between fences in a cell of a table, whose lines end with `<br>`: a cell of Markdown is one line.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::builder::Builder;
use super::{AstKind, InlineKind};
use crate::storage::error::ContentError;

/// The end of a line, as it is written in a cell.
const ENDS: [&str; 3] = ["<br>", "<br/>", "<br />"];

impl<'m> Builder<'m> {
    /// Takes code within a line, or a block of code that is written as such.
    pub(super) fn code(&mut self, code: CowStr<'m>, range: Range<usize>) -> Result<(), ContentError> {
        let is_fence = self.source.slice(range.clone()).starts_with("```") && self.is_in_pipe_cell();
        let Some((info, body)) = is_fence.then(|| fenced(&code)).flatten() else {
            return self.inline(InlineKind::Code(code), range);
        };
        self.close_implicit()?;
        self.push(AstKind::Code { info: CowStr::from(info), body }, range)?;
        self.pop()
    }
}

/// The language, and the lines below it.
fn fenced(code: &str) -> Option<(String, String)> {
    if !ENDS.iter().any(|end| code.contains(end)) {
        return None;
    }
    let lines = ENDS.iter().fold(code.to_owned(), |lines, end| lines.replace(end, "\n"));
    let (first, rest) = lines.split_once('\n')?;
    let info = first.trim();
    let is_language =
        info.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'#'));
    let body = if is_language { rest } else { &lines };
    Some((if is_language { info.to_owned() } else { String::new() }, body.trim_end().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_language_if_it_can_be_one() {
        let read = |code| fenced(code).unwrap();
        assert_eq!(read("js<br>x = 1;<br/>y"), ("js".to_owned(), "x = 1;\ny".to_owned()));
        assert_eq!(read("<br>x<br />"), (String::new(), "x".to_owned()));
        assert_eq!(read("x = 1;<br>y"), (String::new(), "x = 1;\ny".to_owned()));
        assert_eq!(fenced("x"), None);
    }
}
