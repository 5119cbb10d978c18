//! A part of a long page that is written back for the whole.

use super::reading::{Format, Reading};
use crate::advice::Failure;
use crate::arguments::{Count, Id, Words};
use crate::call::Call;
use crate::chunk::chunk;

/// How much of the text on both sides of a cut is looked at: as much as stands in few other places.
const BESIDE: usize = 80;

/// Refuses text for a whole page that ends where a part of the page ended that was handed out, and has nothing of the next
/// one, unless the loss is allowed.
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
    let formats = [Format::Markdown, Format::Handles];
    for format in formats.into_iter().filter(|format| *format == Format::Markdown || content.contains("{#b"))
    {
        let (reading, locator) = Reading { format, section: None, version }.of(locator.clone())?;
        let (_, text, _) = reading.read(call, &locator).await?;
        if let Some(part) = part_of(&text, content, call.max_bytes()) {
            return Err(Failure::argument(
                "content",
                format!(
                    "it ends where part {part} of the page ended, and what follows would be lost: parts are written back with \
                     confluence_edit_page, or all of them together; if the rest is to go, say so by `allow_loss` with `body`"
                ),
            ));
        }
    }
    Ok(())
}

/// The number of the part of a text at whose end another one ends that has nothing of the next part.
fn part_of(text: &str, content: &str, max_bytes: usize) -> Option<usize> {
    let (text, content) = (text.trim_end(), content.trim_end());
    let mut from = 0;
    for part in 1.. {
        let next = chunk(text, from, max_bytes).next?;
        let (before, behind) = text.split_at_checked(next)?;
        let (before, behind) = (before.trim_end(), behind.trim_start());
        let last = before.get(before.ceil_char_boundary(before.len().saturating_sub(BESIDE))..)?;
        let first = behind.get(..behind.floor_char_boundary(BESIDE.min(behind.len())))?;
        // Where the page itself ends alike, nothing can be told.
        if content.ends_with(last) && !content.contains(first) && !text.ends_with(last) {
            return Some(part);
        }
        from = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_known_by_its_end() {
        let section = |number: usize| {
            format!("## Section {number}\n\n{}\n\n", format!("Words of {number}. ").repeat(20))
        };
        let text: String = (0..30).map(section).collect();
        let first = chunk(&text, 0, 4_000);
        let second = chunk(&text, first.next.unwrap(), 4_000);
        assert_eq!(part_of(&text, &first.text.replace("Section 1", "Other"), 4_000), Some(1));
        assert_eq!(part_of(&text, &format!("{}{}", first.text, second.text), 4_000), Some(2));
        for whole in
            [text.replace("Section 3", "Third"), text.replace("Words of 29. ", ""), format!("{text}\n\nEnd.")]
        {
            assert_eq!(part_of(&text, &whole, 4_000), None);
        }
        assert_eq!(part_of("short", "short", 4_000), None);
    }
}
