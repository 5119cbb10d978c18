//! Where a word stands in a statement as it was written, though it was found in what the statement was made into.

use super::token::{Placed, placed};

/// The line and the column, both from 1, of the token that is at a byte of `made`; `None` where the rewriting took or added
/// some of its kind, so that it is not certain which one it is.
pub(in crate::sql) fn place(written: &str, made: &str, at: usize) -> Option<(usize, usize)> {
    let (tokens, made) = (placed(written), placed(made));
    let text = &made.iter().find(|token| token.at == at)?.text;
    let same = |token: &&Placed| token.text == *text;
    let before = made.iter().take_while(|token| token.at < at).filter(same).count();
    let alike: Vec<usize> = tokens.iter().filter(same).map(|token| token.at).collect();
    if alike.len() != made.iter().filter(same).count() {
        return None;
    }
    let head = written.get(..*alike.get(before)?)?;
    let line = head.rsplit('\n').next().unwrap_or(head);
    Some((head.matches('\n').count() + 1, line.chars().count() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_where_it_was_written() {
        let written = "SELECT [Id],\n  Title, -- the name\n  FROM [Pages]\n  FROM x";
        let made = "SELECT [Id], Title, FROM Pages FROM x";
        let nth = |word: &str, n: usize| made.match_indices(word).nth(n).map_or(0, |(at, _)| at);
        assert_eq!(place(written, made, nth("FROM", 0)), Some((3, 3)));
        assert_eq!(place(written, made, nth("FROM", 1)), Some((4, 3)));
        // `Pages` is none of its words, and `,` is there as often.
        assert_eq!(place(written, made, nth("Pages", 0)), None);
        assert_eq!(place(written, made, nth(",", 1)), Some((2, 8)));
        assert_eq!(place("SELECT 'ä', , 1", "SELECT 'ä', , 1", "SELECT 'ä', ".len()), Some((1, 13)));
    }
}
