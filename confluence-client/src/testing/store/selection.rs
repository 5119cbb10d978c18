//! The text that an inline comment is about: found as a reader sees it, across marks and written with entities, and marked.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

/// Elements within a line: text goes on behind their tags.
const IN_LINE: [&str; 21] = [
    "a",
    "ac:inline-comment-marker",
    "ac:link",
    "ac:link-body",
    "ac:plain-text-link-body",
    "b",
    "big",
    "code",
    "del",
    "em",
    "font",
    "i",
    "ins",
    "ri:page",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
];
/// Elements whose text is none of the page.
const NO_TEXT: [&str; 5] =
    ["ac:parameter", "ac:plain-text-body", "ac:task-id", "ac:task-status", "ac:task-uuid"];

/// A character that a reader sees, with the bytes it is written in; none where a line ends.
struct Seen {
    character: char,
    bytes: Range<usize>,
}

/// The places of a text in a body, each as the runs of bytes between tags.
pub(super) fn find(storage: &str, text: &str) -> Vec<Vec<Range<usize>>> {
    let seen = seen(storage);
    let wanted: Vec<char> = text.chars().collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(window) = seen.get(at..at + wanted.len()) {
        if window.iter().map(|one| one.character).eq(wanted.iter().copied()) {
            found.push(runs(window));
            at += wanted.len();
        } else {
            at += 1;
        }
    }
    found
}

/// Puts a mark around each run of a place.
pub(super) fn marked(storage: &str, runs: &[Range<usize>], marker: &str) -> String {
    let mut out = String::with_capacity(storage.len() + 100);
    let mut done = 0;
    let text = |range: Range<usize>| storage.get(range).unwrap_or_default();
    for run in runs {
        out.push_str(text(done..run.start));
        out.push_str(&format!("<ac:inline-comment-marker ac:ref=\"{marker}\">"));
        out.push_str(text(run.clone()));
        out.push_str("</ac:inline-comment-marker>");
        done = run.end;
    }
    out.push_str(text(done..storage.len()));
    out
}

fn runs(window: &[Seen]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for one in window {
        match runs.last_mut() {
            Some(last) if last.end == one.bytes.start => last.end = one.bytes.end,
            // Several characters may be written by one entity.
            Some(last) if last.end == one.bytes.end => {}
            _ => runs.push(one.bytes.clone()),
        }
    }
    runs
}

/// What a reader sees of a body; white space is one blank.
fn seen(storage: &str) -> Vec<Seen> {
    let mut reader = Reader::from_str(storage);
    let mut seen: Vec<Seen> = Vec::new();
    let mut hidden = 0_usize;
    let mut start = 0;
    while let Ok(event) = reader.read_event() {
        let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let no_text = |name: &str| usize::from(NO_TEXT.contains(&name));
        let line_ends = |name: &str| !IN_LINE.contains(&name);
        let mut break_line = false;
        match &event {
            Event::Start(tag) => {
                hidden += no_text(tag.name().as_ref());
                break_line = line_ends(tag.name().as_ref());
            }
            Event::End(tag) => {
                hidden = hidden.saturating_sub(no_text(tag.name().as_ref()));
                break_line = line_ends(tag.name().as_ref());
            }
            Event::Empty(tag) => break_line = line_ends(tag.name().as_ref()),
            Event::Text(_) | Event::CData(_) if hidden == 0 => literal(storage, start..end, &mut seen),
            Event::GeneralRef(_) if hidden == 0 => {
                let entity = storage.get(start..end).unwrap_or_default();
                let decoded = html_escape::decode_html_entities(entity);
                seen.extend(decoded.chars().map(|character| Seen { character, bytes: start..end }));
            }
            Event::Eof => break,
            _ => {}
        }
        if break_line {
            seen.push(Seen { character: '\n', bytes: end..end });
        }
        start = end;
    }
    seen
}

/// Text as it is written, or a section of characters without its ends.
fn literal(storage: &str, range: Range<usize>, seen: &mut Vec<Seen>) {
    let raw = storage.get(range.clone()).unwrap_or_default();
    let inner = raw.strip_prefix("<![CDATA[").and_then(|rest| rest.strip_suffix("]]>"));
    let first = range.start + if inner.is_some() { "<![CDATA[".len() } else { 0 };
    for (at, character) in inner.unwrap_or(raw).char_indices() {
        let bytes = first + at..first + at + character.len_utf8();
        match seen.last_mut() {
            _ if !character.is_ascii_whitespace() => seen.push(Seen { character, bytes }),
            Some(last) if last.character == ' ' && last.bytes.end == bytes.start => {
                last.bytes.end = bytes.end
            }
            Some(last) if matches!(last.character, ' ' | '\n') => {}
            _ => seen.push(Seen { character: ' ', bytes }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_as_it_is_seen() {
        let storage =
            "<p>One <strong>two</strong>&mdash;&ldquo;three&rdquo;,\n  four&nbsp;five.</p><p>two</p>";
        for (text, times) in [
            ("One two\u{2014}\u{201c}three\u{201d}, four\u{a0}five.", 1),
            ("two", 2),
            ("five. two", 0),
            ("two\u{2014}", 1),
        ] {
            assert_eq!(find(storage, text).len(), times, "{text}");
        }
        let across = find(storage, "One two").remove(0);
        assert_eq!(
            marked("<p>One <strong>two</strong></p>", &across, "r"),
            "<p><ac:inline-comment-marker ac:ref=\"r\">One </ac:inline-comment-marker><strong><ac:inline-comment-marker \
             ac:ref=\"r\">two</ac:inline-comment-marker></strong></p>"
        );
        let parameter = "<ac:parameter ac:name=\"t\">two</ac:parameter>";
        assert!(find(parameter, "two").is_empty());
    }
}
