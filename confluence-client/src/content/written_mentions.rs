//! The mentions in Markdown that is written: whom its author means, before it is stored.

use std::ops::Range;

use super::ast::{Ast, AstBlock, Inline, InlineKind, Source, plain};
use crate::storage::error::ContentError;

/// A mention in Markdown, such as `[@Ada Lovelace](user:ID)`: [`written_mentions`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrittenMention {
    /// The name as it is written, without the `@`.
    pub name: String,
    /// Whom it means; empty where nothing stands behind `user:`, so that it cannot be stored as it is.
    pub user: String,
    /// The bytes of the Markdown that are the mention.
    pub range: Range<usize>,
}

/// The mentions in Markdown, in the order in which they stand there. What is code mentions nobody.
///
/// ```
/// use confluence_client::content::written_mentions;
///
/// let markdown = "Ask [@Ada](user:), not `[@Bob](user:)`.";
/// let found = written_mentions(markdown)?;
/// assert_eq!(found.len(), 1);
/// assert_eq!((found[0].name.as_str(), found[0].user.as_str()), ("Ada", ""));
/// assert_eq!(&markdown[found[0].range.clone()], "[@Ada](user:)");
/// # Ok::<_, confluence_client::content::ContentError>(())
/// ```
///
/// # Errors
/// As [`to_storage`](super::to_storage), for what cannot be read.
pub fn written_mentions(markdown: &str) -> Result<Vec<WrittenMention>, ContentError> {
    let source = Source::new(markdown)?;
    let ast = Ast::parse(&source)?;
    let mut found = Vec::new();
    let mut work: Vec<&AstBlock<'_>> = ast.blocks.iter().collect();
    while let Some(block) = work.pop() {
        for (at, inline) in block.inline.iter().enumerate() {
            let behind = block.inline.get(at + 1..).unwrap_or_default();
            found.extend(mention(markdown, &source, inline, behind));
        }
        work.extend(&block.children);
    }
    found.sort_unstable_by_key(|mention| mention.range.start);
    Ok(found)
}

fn mention(
    markdown: &str,
    source: &Source,
    link: &Inline<'_>,
    behind: &[Inline<'_>],
) -> Option<WrittenMention> {
    let InlineKind::LinkOpen { uri, .. } = &link.kind else { return None };
    let user = uri.trim().strip_prefix("user:")?;
    let end = behind.iter().position(|inline| inline.kind == InlineKind::LinkClose)?;
    let label = plain(behind.get(..end)?);
    let start = source.original(link.range.start);
    let end = source.original(link.range.end.checked_sub(1)?) + 1;
    // What the author wrote is a link here too, unless it was put right before it was parsed.
    let is_link = |written: &&str| written.starts_with('[') && written.ends_with(')');
    markdown.get(start..end).filter(is_link)?;
    let name = label.trim().strip_prefix('@')?.to_owned();
    Some(WrittenMention { name, user: user.to_owned(), range: start..end })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(markdown: &str) -> Vec<(String, String)> {
        let mentions = written_mentions(markdown).unwrap();
        mentions.into_iter().map(|mention| (mention.name, mention.user)).collect()
    }

    fn one(name: &str, user: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), user.to_owned())]
    }

    #[test]
    fn mentions_are_found_wherever_text_stands() {
        for around in
            ["# T\n\n", "> ", "- [ ] ", "| a |\n|---|\n| ", "**x** ", "Press the ` key, ", "x `` ` `` "]
        {
            let text = format!("{around}[@Ada L](user:)");
            assert_eq!(found(&text), one("Ada L", ""), "{text}");
        }
        assert_eq!(found("[@A](user:5570:a-1) [@me](user:me)").len(), 2);
    }

    #[test]
    fn code_mentions_nobody() {
        for text in [
            "`[@A](user:)`",
            "```\n[@A](user:)\n```",
            "~~~\n[@A](user:)\n~~~",
            "    [@A](user:)",
            "[A](user:)",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_range_is_the_mention_in_what_was_written() {
        let text = "---\ntitle: T\n---\n\n\u{1f600} <b>x</b> [@Ada](user:) and [@Bob](user:)\n";
        let mentions = written_mentions(text).unwrap();
        let slices: Vec<&str> = mentions.iter().map(|one| text.get(one.range.clone()).unwrap()).collect();
        assert_eq!(slices, ["[@Ada](user:)", "[@Bob](user:)"]);
    }
}
