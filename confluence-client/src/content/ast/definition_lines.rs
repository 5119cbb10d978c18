//! Lines of a list of definitions that hold more than one paragraph can: what stands indented below `:   Text`, and definitions
//! that a blank line parts from their term. They are taken by lines, since to the parser what is indented is code.

use super::line_shape::{INDENTATION, Line, OpenFence, without_markers};
use crate::content::line_starts::block_mark;
use crate::storage::text::slice;

/// Begins what a term means, in the text for the parser: unlike the `<dd>` of an author it makes the paragraph above a term.
pub(super) const OPENING: &str = "<dd :>";

/// What tells that element from one of an author.
pub(super) const OF_LINES: &str = ":";

/// A definition that begins at a line, without the indentation of what belongs to it.
pub(super) struct Definition {
    /// What stands before each of its lines: blanks and the markers of quotes.
    pub(super) base: String,
    /// Where each line is from, and what it is without its indentation.
    pub(super) body: Vec<(usize, String)>,
    /// How many lines of the text it takes.
    pub(super) length: usize,
}

impl Definition {
    /// Reads the definition that begins at the line with this number, if it takes more than the paragraph of its term.
    /// `after` is the number of the line behind the definition before, if there is one.
    pub(super) fn read(lines: &[Line<'_>], number: usize, after: Option<usize>) -> Option<Self> {
        let line = lines.get(number)?;
        let (prefix, text) = opening(line.text)?;
        let before = lines.get(..number)?;
        let blank = before.iter().rev().take_while(|line| is_blank(line.text)).count();
        let goes_on = after == Some(number - blank.min(number));
        let last = before.len().checked_sub(blank + 1).and_then(|last| before.get(last));
        let base = match last {
            Some(last) if !goes_on && blank < 2 => {
                let lead = lead_of_term(last.text).filter(|&lead| lead <= prefix.len())?;
                let is_alone = before.len().checked_sub(blank + 2).and_then(|above| before.get(above));
                if blank == 1
                    && is_alone.is_some_and(|above| !is_blank(above.text) && opening(last.text).is_none())
                {
                    return None;
                }
                slice(prefix, ..lead)
            }
            _ if goes_on => prefix,
            _ => return None,
        };
        if prefix.len() > base.len() + 3 || !slice(prefix, base.len()..).bytes().all(|byte| byte == b' ') {
            return None;
        }
        let first =
            (line.at + (line.text.len() - text.len()) - base.len().min(line.at), format!("{base}{text}"));
        let mut body = vec![first];
        body.extend(indented(lines.get(number + 1..)?, base));
        let length = body.len();
        (length > 1 || blank == 1 || goes_on).then(|| Self { base: base.to_owned(), body, length })
    }
}

/// Whether a line begins a definition: what stands before its colon, and its text.
pub(super) fn opening(line: &str) -> Option<(&str, &str)> {
    let content = line.trim_start_matches([' ', '>']);
    let text = content.strip_prefix(':')?.strip_prefix([' ', '\t'])?.trim_start_matches([' ', '\t']);
    let prefix = slice(line, ..line.len() - content.len());
    (!text.trim().is_empty()).then_some((prefix, text))
}

/// How much stands before the text of a line that may be a term.
fn lead_of_term(line: &str) -> Option<usize> {
    let line = line.trim_end();
    let content = line.trim_start_matches([' ', '>']);
    let inner = without_markers(content);
    let mut fence = OpenFence::default();
    fence.read(inner);
    let is_text = block_mark(inner).is_none() && !fence.is_open() && !inner.starts_with(['<', '#']);
    let is_term = is_text && !inner.starts_with("::") && !inner.contains('|') && !inner.is_empty();
    is_term.then_some(line.len() - inner.len())
}

/// The lines below that are indented by four more than the base, blank ones between them included.
fn indented(below: &[Line<'_>], base: &str) -> Vec<(usize, String)> {
    let mut body = Vec::new();
    let mut length = 0;
    for line in below {
        if is_blank(line.text) && (!base.contains('>') || line.text.contains('>')) {
            body.push((line.at, format!("{}\n", base.trim_end())));
            continue;
        }
        let Some(rest) = line.text.strip_prefix(base) else { break };
        let lead = match rest.strip_prefix(INDENTATION) {
            Some(_) => INDENTATION.len(),
            None if rest.starts_with('\t') => 1,
            None => break,
        };
        body.push((line.at + lead, format!("{base}{}", slice(rest, lead..))));
        length = body.len();
    }
    body.truncate(length);
    body
}

fn is_blank(line: &str) -> bool {
    line.trim_matches([' ', '\t', '>', '\n']).is_empty()
}
