//! Targets of links with blanks in them, which CommonMark wants between angle brackets.

use crate::storage::text::slice;

/// URLs that may have blanks in them, as they follow the text of a link.
pub(super) const TARGETS: [&str; 6] =
    ["(page:", "(blog:", "(attachment:", "(space:", "(http://", "(https://"];

/// The longest target with blanks: the title of a page has up to 255 characters.
pub(super) const LONGEST_TARGET: usize = 600;

/// Whether a target of a link might have blanks in it.
pub(super) fn has_spaced_target(text: &str) -> bool {
    text.match_indices("](").any(|(at, _)| spaced_target(slice(text, at + 1..)).is_some())
}

/// The length of what stands in the parentheses that a text begins with, if it has blanks and nothing that a title of a
/// link has.
pub(super) fn spaced_target(text: &str) -> Option<usize> {
    if let Some(length) = quoted_target(text) {
        return Some(length);
    }
    let mut depth = 0_usize;
    let mut blank = false;
    for (at, byte) in text.bytes().enumerate().take(LONGEST_TARGET) {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.checked_sub(1)?,
            b' ' => blank = true,
            b'\n' | b'<' | b'>' | b'"' | b'\\' | b']' => return None,
            _ => {}
        }
        if depth == 0 {
            let length = at.checked_sub(1)?;
            let inside = slice(text, 1..at);
            let last = inside.rsplit(' ').next().unwrap_or("");
            // `a.png =200x100` has the size of an image in it.
            return (blank && inside.trim() == inside && !last.starts_with('=')).then_some(length);
        }
    }
    None
}

/// The same of a target of ours whose title stands in quotes: `(page:"The plan")`.
fn quoted_target(text: &str) -> Option<usize> {
    let scheme = ["(page:", "(blog:"].iter().find(|scheme| text.starts_with(**scheme))?;
    let near = slice(text, ..text.floor_char_boundary(LONGEST_TARGET));
    let inside = slice(near, scheme.len()..);
    let title = inside.find('"').filter(|&quote| !slice(inside, ..quote).contains([' ', ')', '\n']))? + 1;
    let end = title + slice(inside, title..).find("\")")? + 1;
    let target = slice(inside, ..end);
    (target.contains(' ') && !target.contains(['\n', '<', '>', '\\'])).then_some(scheme.len() - 1 + end)
}

/// Whether a target with blanks names a place on the page, as in `#Set up`.
pub(super) fn is_place(target: &str) -> bool {
    target.strip_prefix('#').is_some_and(|place| place.starts_with(char::is_alphanumeric))
}

/// Whether a target with blanks names a file, as in `docs/my plan.md#part`.
pub(super) fn is_path(target: &str) -> bool {
    let path = target.split(['#', '?']).next().unwrap_or("");
    let file = path.rsplit(['/', '\\']).next().unwrap_or("");
    file.rsplit_once('.').is_some_and(|(stem, kind)| {
        !stem.is_empty()
            && (2..=5).contains(&kind.len())
            && kind.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && kind.bytes().any(|byte| byte.is_ascii_alphabetic())
    })
}

#[cfg(test)]
mod tests {
    use crate::content::{WriteOptions, to_storage};

    #[test]
    fn the_title_of_a_page_may_stand_in_quotes() {
        for (target, stored) in [
            ("page:\"Plan\"", "<ri:page ri:content-title=\"Plan\" />"),
            ("page:\"The plan (new)\"", "<ri:page ri:content-title=\"The plan (new)\" />"),
            ("page:DOC/\"The plan\"", "<ri:page ri:space-key=\"DOC\" ri:content-title=\"The plan\" />"),
            ("<page:\"The plan\">", "<ri:page ri:content-title=\"The plan\" />"),
            ("page:Plan \"tooltip\"", "<ri:page ri:content-title=\"Plan\" />"),
        ] {
            let page = to_storage(&format!("See [x]({target}) and (a \"b\")"), &WriteOptions::new()).unwrap();
            assert!(page.storage.contains(stored), "{target}: {}", page.storage);
            assert!(page.storage.ends_with(" and (a \"b\")</p>"), "{}", page.storage);
        }
    }
}
