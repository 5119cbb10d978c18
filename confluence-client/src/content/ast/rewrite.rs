//! What the parser would take for something else: elements of the storage format, and bare addresses.
//!
//! A first pass of the parser tells text from code and from links, so that nothing is found in those.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};
use quick_xml::Reader;
use quick_xml::events::Event as Xml;

use super::offsets::Offsets;
use super::options;
use crate::content::addresses;
use crate::content::blocks::{BlockKind, Blocks};
use crate::storage::error::{ContentError, ContentErrorKind, Position};
use crate::storage::text::slice;
use crate::storage::tree::{Dialect, Tree};

/// Stands around the number of an element that was taken out. No author can write it: it is refused before.
pub(super) const MARK: char = '\u{1}';

/// A text in which elements of the storage format are numbers, and bare addresses are links.
pub(super) struct Rewritten {
    pub(super) text: String,
    pub(super) offsets: Offsets,
    pub(super) stored: Vec<String>,
    pub(super) bare: BTreeSet<usize>,
}

/// Storage format that is not well-formed, and where.
pub(super) struct Refused {
    pub(super) offset: usize,
    message: String,
}

impl Refused {
    pub(super) fn at(&self, original: &str, offset: usize, lines: usize) -> ContentError {
        let position = Position::of(original, offset).below(lines);
        ContentError::new(ContentErrorKind::Inexpressible, &*self.message).at_position(position)
    }
}

/// Finds and replaces them; `None` if there are none.
pub(super) fn rewrite(text: &str) -> Result<Option<Rewritten>, Refused> {
    let targets = TARGETS.iter().any(|scheme| text.contains(scheme));
    let mut scan = Scan { text, storage: has_storage(text), targets, found: Vec::new(), done: 0 };
    if !scan.storage && !targets && addresses::next(text, 0..text.len()).is_none() {
        return Ok(None);
    }
    scan.run()?;
    if scan.found.is_empty() {
        return Ok(None);
    }
    let mut out = Rewritten {
        text: String::with_capacity(text.len() + 64),
        offsets: Offsets::default(),
        stored: Vec::new(),
        bare: BTreeSet::new(),
    };
    let mut done = 0;
    for found in &scan.found {
        out.text.push_str(slice(text, done..found.range.start));
        out.replace(text, found);
        done = found.range.end;
        out.offsets.push(out.text.len(), done);
    }
    out.text.push_str(slice(text, done..));
    Ok(Some(out))
}

impl Rewritten {
    fn replace(&mut self, text: &str, found: &Found) {
        let written = slice(text, found.range.clone());
        match found.kind {
            Kind::Address { is_short: false } => {
                self.bare.insert(self.text.len());
                self.text.push('<');
                self.offsets.push(self.text.len(), found.range.start);
                self.text.push_str(written);
                self.text.push('>');
            }
            Kind::Address { is_short: true } => {
                self.bare.insert(self.text.len());
                self.text.push('[');
                self.offsets.push(self.text.len(), found.range.start);
                self.text.push_str(&format!("{written}](http://{written})"));
            }
            Kind::Target => {
                self.text.push('<');
                self.offsets.push(self.text.len(), found.range.start);
                self.text.push_str(written);
                self.text.push('>');
            }
            Kind::Element { stands_alone } => {
                let gap = if stands_alone { "\n\n" } else { "" };
                self.text.push_str(gap);
                self.offsets.push(self.text.len(), found.range.start);
                self.text.push_str(&format!("{MARK}{}{MARK}{gap}", self.stored.len()));
                self.stored.push(written.to_owned());
            }
        }
    }
}

struct Found {
    range: Range<usize>,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Address {
        is_short: bool,
    },
    /// The target of a link, with blanks in it.
    Target,
    Element {
        stands_alone: bool,
    },
}

struct Scan<'t> {
    text: &'t str,
    storage: bool,
    targets: bool,
    found: Vec<Found>,
    /// Up to where the text is accounted for.
    done: usize,
}

impl Scan<'_> {
    fn run(&mut self) -> Result<(), Refused> {
        let (mut links, mut code) = (0_usize, false);
        for (event, range) in Parser::new_ext(self.text, options()).into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(_)) => code = true,
                Event::End(TagEnd::CodeBlock) => code = false,
                Event::Start(Tag::Link { link_type, .. }) => {
                    links += 1;
                    if link_type == LinkType::Autolink {
                        self.elements(range)?;
                    }
                }
                Event::Start(Tag::Image { .. }) => links += 1,
                Event::End(TagEnd::Link | TagEnd::Image) => links = links.saturating_sub(1),
                Event::Text(_) if !code => {
                    self.elements(range.clone())?;
                    if links == 0 {
                        self.target(range.clone());
                        self.addresses(range);
                    }
                }
                Event::Html(_) | Event::InlineHtml(_) => self.elements(range)?,
                _ => {}
            }
        }
        self.found.sort_by_key(|found| found.range.start);
        Ok(())
    }

    fn elements(&mut self, range: Range<usize>) -> Result<(), Refused> {
        if !self.storage {
            return Ok(());
        }
        let mut at = range.start.max(self.done);
        while let Some(next) = slice(self.text, at.min(range.end)..range.end).find('<') {
            let start = at + next;
            at = start + 1;
            let tag = slice(self.text, start..);
            if !is_storage_tag(tag) || is_escaped(self.text, start) {
                continue;
            }
            let end = start + element(tag).map_err(|reason| refused(start, tag, &reason))?;
            let stands_alone = is_block(slice(self.text, start..end)) && is_alone(self.text, start..end);
            self.found.push(Found { range: start..end, kind: Kind::Element { stands_alone } });
            self.done = end;
            at = end;
        }
        Ok(())
    }

    /// `[Plan](page:DOC/The plan)` can mean one thing only, though CommonMark wants `<page:DOC/The plan>`.
    fn target(&mut self, range: Range<usize>) {
        let start = range.start.max(self.done);
        if !self.targets || start >= range.end || !slice(self.text, ..start).ends_with(']') {
            return;
        }
        let rest = slice(self.text, start..);
        if !TARGETS.iter().any(|scheme| rest.starts_with(scheme)) {
            return;
        }
        let mut depth = 0_usize;
        let end = rest.bytes().enumerate().find_map(|(at, byte)| {
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'\n' | b'<' | b'>' | b'"' | b'\\' => return Some(None),
                _ => {}
            }
            (depth == 0).then_some(Some(at))
        });
        let Some(Some(end)) = end else { return };
        let target = start + 1..start + end;
        if slice(self.text, target.clone()).contains(' ') {
            self.done = target.end;
            self.found.push(Found { range: target, kind: Kind::Target });
        }
    }

    fn addresses(&mut self, range: Range<usize>) {
        let mut at = range.start.max(self.done);
        while let Some(found) = (at < range.end).then(|| addresses::next(self.text, at..range.end)).flatten()
        {
            at = found.range.end;
            self.done = at;
            if in_directive(self.text, found.range.start) {
                continue;
            }
            let kind = Kind::Address { is_short: found.is_short };
            self.found.push(Found { range: found.range, kind });
        }
    }
}

/// Addresses of ours that may have blanks in them, as they follow the text of a link.
const TARGETS: [&str; 4] = ["(page:", "(blog:", "(attachment:", "(space:"];

/// How far back the opening brace of a directive is looked for: more than any parameters take.
const LOOK_BACK: usize = 2_000;

/// Whether a place is in the label of a directive, or between its braces: `::widget{url="https://..."}`.
fn in_directive(text: &str, at: usize) -> bool {
    let near = slice(text, text.floor_char_boundary(at.saturating_sub(LOOK_BACK))..at);
    let line = near.rsplit('\n').next().unwrap_or(near);
    let is_named = |before: &str| {
        let is_part = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.');
        let named = before.trim_end_matches(is_part);
        named.len() < before.len() && named.ends_with(':')
    };
    if let Some((before, inside)) = line.rsplit_once('[')
        && !inside.contains(']')
        && is_named(before)
    {
        return true;
    }
    let Some((before, inside)) = line.rsplit_once('{') else { return false };
    let before = match before.strip_suffix(']').and_then(|label| label.rsplit_once('[')) {
        Some((name, _)) => name,
        None => before,
    };
    !inside.contains('}') && is_named(before)
}

fn has_storage(text: &str) -> bool {
    ["<ac:", "<ri:", "<at:", "</ac:", "</ri:", "</at:"].iter().any(|tag| text.contains(tag))
}

/// Whether what follows is a tag of the storage format.
fn is_storage_tag(text: &str) -> bool {
    let name = text.strip_prefix("</").or_else(|| text.strip_prefix('<')).unwrap_or("");
    ["ac:", "ri:", "at:"].iter().any(|prefix| {
        name.strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_alphabetic()))
    })
}

fn is_escaped(text: &str, at: usize) -> bool {
    slice(text, ..at).bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1
}

/// The length of the element that a text begins with, or why it is none.
fn element(text: &str) -> Result<usize, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Xml::Start(_) => depth += 1,
            Xml::End(_) => depth = depth.saturating_sub(1),
            Xml::Eof => return Err("it is never closed".to_owned()),
            _ => {}
        }
        if depth == 0 {
            let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            Tree::parse(slice(text, ..end), Dialect::Storage).map_err(|error| error.message().to_owned())?;
            return Ok(end);
        }
    }
}

fn refused(offset: usize, tag: &str, reason: &str) -> Refused {
    let shown: String =
        tag.chars().take_while(|&character| !matches!(character, '>' | '\n')).take(60).collect();
    let message = format!(
        "`{shown}>` is storage format that is not well-formed ({reason}). Write the whole element, or in Markdown \
         ::toc for a macro, [@Name](user:ID) for a mention and the character itself for an emoji, or `\\<` for the text"
    );
    Refused { offset, message }
}

/// Whether an element is a block, and not part of a line.
pub(super) fn is_block(element: &str) -> bool {
    let Ok(tree) = Tree::parse(element, Dialect::Storage) else { return false };
    let blocks = Blocks::of(&tree);
    let mut roots = blocks.roots().peekable();
    roots.peek().is_some() && roots.all(|root| blocks.at(root).kind != BlockKind::Run)
}

/// Whether nothing else stands on the lines of a range.
fn is_alone(text: &str, range: Range<usize>) -> bool {
    let before = slice(text, ..range.start);
    let after = slice(text, range.end..).lines().next().unwrap_or("");
    (before.is_empty() || before.ends_with('\n')) && after.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> String {
        match rewrite(text) {
            Ok(found) => found.map_or_else(|| text.to_owned(), |found| found.text),
            Err(refused) => refused.message,
        }
    }

    #[test]
    fn bare_addresses_become_links() {
        for (text, expected) in [
            ("see https://e.com/a_b_c.", "see <https://e.com/a_b_c>."),
            ("(https://e.com/x_(y))", "(<https://e.com/x_(y)>)"),
            ("**https://e.com**", "**<https://e.com>**"),
            ("www.e.com/x, or", "[www.e.com/x](http://www.e.com/x), or"),
            (
                "`https://e.com` [x](https://e.com) <https://e.com>",
                "`https://e.com` [x](https://e.com) <https://e.com>",
            ),
            ("[https://e.com](https://f.com)", "[https://e.com](https://f.com)"),
            ("    https://e.com", "    https://e.com"),
            ("https\\://e.com and https://", "https\\://e.com and https://"),
            ("见https://e.com，然后", "见<https://e.com>，然后"),
            ("::widget{url=\"https://e.com\"}", "::widget{url=\"https://e.com\"}"),
            (
                ":x[a]{b=\"see https://e.com\"} https://f.com",
                ":x[a]{b=\"see https://e.com\"} <https://f.com>",
            ),
            ("{a https://e.com}", "{a <https://e.com>}"),
            ("[x](page:A/My plan (1)) y", "[x](<page:A/My plan (1)>) y"),
            ("[x](attachment:a b.pdf)", "[x](<attachment:a b.pdf>)"),
            ("![x](attachment:a b.png)", "![x](<attachment:a b.png>)"),
            ("[x](page:A) (page:a b) `[x](page:a b)`", "[x](page:A) (page:a b) `[x](page:a b)`"),
        ] {
            assert_eq!(rewritten(text), expected);
        }
    }

    #[test]
    fn elements_become_numbers_and_broken_ones_are_refused() {
        assert_eq!(rewritten("Ask <ac:link><ri:user ri:account-id=\"u\" /></ac:link>."), "Ask \u{1}0\u{1}.");
        assert_eq!(rewritten("a\n<ac:structured-macro ac:name=\"toc\" />\nb"), "a\n\n\n\u{1}0\u{1}\n\n\nb");
        assert_eq!(rewritten("`<ac:link>` and \\<ac:link>"), "`<ac:link>` and \\<ac:link>");
        assert!(
            rewritten("Ask <ac:link> him").contains("`<ac:link>` is storage format that is not well-formed")
        );
    }
}
