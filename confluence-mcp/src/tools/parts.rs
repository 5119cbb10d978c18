//! A part of a long page that is written back for the whole.

use super::reading::{Format, Reading};
use crate::advice::Failure;
use crate::arguments::{Count, Id, Words};
use crate::call::Call;
use crate::chunk::chunk;

/// How much of the text on both sides of a cut is looked at: as much as stands in few other places.
const BESIDE: usize = 80;

/// Refuses text for a whole page that ends or begins where a part of the page did that was handed out, and has nothing of
/// the one beside it, unless the loss is allowed.
pub(super) async fn refuse_part(
    call: &Call<'_>,
    (page, version): (&Id, Option<Count<0, { u32::MAX }>>),
    content: &str,
    allow: &Words,
) -> Result<(), Failure> {
    // A part is longer than half of what an answer holds; somebody may have made it shorter.
    if content.len() < call.max_bytes() / 3 || allow.0.iter().any(|kind| kind.trim() == "body") {
        return Ok(());
    }
    let locator = call.locate(page).await?;
    let formats: &[Format] = match content.contains("{#b") {
        true => &[Format::Markdown, Format::Handles],
        false => &[Format::Markdown],
    };
    for &format in formats {
        let (reading, locator) = Reading { format, section: None, version }.of(locator.clone())?;
        let (_, text, _) = reading.read(call, &locator).await?;
        if let Some((edge, part)) = part_of(&text, content, call.max_bytes()) {
            let (does, did, lost) = match edge {
                Edge::End => ("ends", "ended", "what follows"),
                Edge::Beginning => ("begins", "began", "what stands before it"),
            };
            return Err(Failure::argument(
                "content",
                format!(
                    "it {does} where part {part} of the page {did}, and {lost} would be lost: parts are written back with \
                     confluence_edit_page, or all of them together; if the rest is to go, say so by `allow_loss` with `body`"
                ),
            ));
        }
    }
    Ok(())
}

/// An edge of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    End,
    Beginning,
}

/// The part of a text at whose end another one ends that has nothing of the next part, or at whose beginning another one
/// begins that has nothing of the part before: which of the two, and its number.
fn part_of(text: &str, content: &str, max_bytes: usize) -> Option<(Edge, usize)> {
    let (text, content) = (text.trim_end(), content.trim());
    let mut from = 0;
    for part in 1.. {
        let next = chunk(text, from, max_bytes).next?;
        let (before, behind) = text.split_at_checked(next)?;
        let (before, behind) = (before.trim_end(), behind.trim_start());
        let last = before.get(before.ceil_char_boundary(before.len().saturating_sub(BESIDE))..)?;
        let first = behind.get(..behind.floor_char_boundary(BESIDE.min(behind.len())))?;
        // Where the page itself ends or begins alike, nothing can be told.
        if content.ends_with(last) && !content.contains(first) && !text.ends_with(last) {
            return Some((Edge::End, part));
        }
        if content.starts_with(first) && !content.contains(last) && !text.starts_with(first) {
            return Some((Edge::Beginning, part + 1));
        }
        from = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_known_by_its_end_or_its_beginning() {
        let section = |number: usize| {
            format!("## Section {number}\n\n{}\n\n", format!("Words of {number}. ").repeat(20))
        };
        let text: String = (0..30).map(section).collect();
        let first = chunk(&text, 0, 4_000);
        let second = chunk(&text, first.next.unwrap(), 4_000);
        assert_eq!(part_of(&text, &first.text.replace("Section 1", "Other"), 4_000), Some((Edge::End, 1)));
        assert_eq!(part_of(&text, &format!("{}{}", first.text, second.text), 4_000), Some((Edge::End, 2)));
        let rest = &text[second.next.unwrap()..];
        assert_eq!(part_of(&text, rest, 4_000), Some((Edge::Beginning, 3)));
        for whole in
            [text.replace("Section 3", "Third"), text.replace("Words of 29. ", ""), format!("{text}\n\nEnd.")]
        {
            assert_eq!(part_of(&text, &whole, 4_000), None);
        }
        assert_eq!(part_of("short", "short", 4_000), None);
    }
}
