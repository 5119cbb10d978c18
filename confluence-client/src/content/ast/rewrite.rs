//! What the parser would take for something else: elements of the storage format, and bare URLs.
//!
//! A first pass of the parser tells text from code and from links, so that nothing is found in those.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use super::joined::Joined;
use super::offsets::Offsets;
use super::{html, options};
use crate::content::addresses;
use crate::content::ranges::within;
use crate::storage::error::{ContentError, ContentErrorKind, Position};
use crate::storage::text::{is_escaped, slice};

mod comments;
mod elements;
mod formulas;
mod found;
mod guards;
mod hidden;
mod targets;
mod values;

use comments::Places;
use elements::{element, has_loose_text, has_storage, inside_of, is_alone, is_storage_tag, refused};
pub(super) use elements::{is_block, tears_line};
use found::{Found, Kind};
use guards::Guards;
use hidden::Hidden;
use targets::{LONGEST_TARGET, TARGETS, has_spaced_target, is_path, is_place, spaced_target};
use values::{LOOK_BACK, Marks, Values, in_directive};

/// Stands around the number of an element that was taken out. No author can write it: it is refused before.
pub(super) const MARK: char = '\u{1}';

/// A text in which elements of the storage format are numbers, and bare URLs are links.
pub(super) struct Rewritten {
    pub(super) text: String,
    pub(super) offsets: Offsets,
    pub(super) stored: Vec<String>,
    pub(super) bare: BTreeSet<usize>,
    /// What the author is told, with places in the text.
    pub(super) notes: Vec<(usize, String)>,
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
    let targets = has_spaced_target(text);
    let piped = text.contains("<http") && text.contains('|');
    let comments = comments::may_be_in(text);
    let values = values::find(text);
    let mut scan = Scan {
        text,
        storage: has_storage(text),
        targets,
        found: Vec::new(),
        done: 0,
        notes: Vec::new(),
        marks: Marks::default(),
        places: comments.then(Places::default),
        guards: guards::may_be_in(text).then(Guards::default),
        hidden: hidden::may_be_in(text).then(Hidden::default),
        formulas: Vec::new(),
    };
    if !scan.storage
        && scan.guards.is_none()
        && scan.hidden.is_none()
        && !formulas::may_be_in(text)
        && !comments
        && !targets
        && !piped
        && values.is_empty()
        && addresses::next(text, 0..text.len()).is_none()
    {
        return Ok(None);
    }
    scan.run()?;
    scan.guards();
    scan.keep_values(values);
    scan.keep_formulas();
    scan.comments();
    scan.hidden();
    scan.found.sort_by_key(|found| found.range.start);
    if scan.found.is_empty() && scan.notes.is_empty() {
        return Ok(None);
    }
    let mut out = Rewritten {
        text: String::with_capacity(text.len() + 64),
        offsets: Offsets::default(),
        stored: Vec::new(),
        bare: BTreeSet::new(),
        notes: std::mem::take(&mut scan.notes),
    };
    let mut done = 0;
    for found in &scan.found {
        if found.range.start < done {
            continue;
        }
        out.text.push_str(slice(text, done..found.range.start));
        out.replace(text, found);
        done = found.range.end;
        out.offsets.push(out.text.len(), done);
    }
    out.text.push_str(slice(text, done..));
    Ok(Some(out))
}

struct Scan<'t> {
    text: &'t str,
    storage: bool,
    targets: bool,
    found: Vec<Found>,
    /// Up to where the text is accounted for.
    done: usize,
    notes: Vec<(usize, String)>,
    marks: Marks,
    /// Where comments may stand, if there might be some.
    places: Option<Places>,
    /// Where marks stand beside the punctuation of scripts without blanks, if there might be some.
    guards: Option<Guards>,
    /// What HTML hides, if there might be some.
    hidden: Option<Hidden>,
    /// Where formulas might begin.
    formulas: Vec<usize>,
}

impl Scan<'_> {
    fn run(&mut self) -> Result<(), Refused> {
        let (mut links, mut code) = (0_usize, false);
        let mut html: Vec<Range<usize>> = Vec::new();
        for (event, range) in Parser::new_ext(self.text, options()).into_offset_iter() {
            self.mark(&event, &range);
            if let Some(places) = &mut self.places {
                places.see(self.text, &event, &range, !code && links == 0);
            }
            match event {
                Event::Start(Tag::CodeBlock(_)) => code = true,
                Event::End(TagEnd::CodeBlock) => code = false,
                Event::Start(Tag::Link { link_type, .. }) => {
                    links += 1;
                    if link_type == LinkType::Autolink {
                        self.piped(&range);
                        self.elements(range)?;
                    }
                }
                Event::Start(Tag::Image { .. }) => links += 1,
                Event::End(TagEnd::Link | TagEnd::Image) => links = links.saturating_sub(1),
                Event::Text(_) if !code => {
                    self.elements(range.clone())?;
                    if let Some(guards) = &mut self.guards {
                        guards.text(self.text, range.clone());
                    }
                    if links == 0 {
                        formulas::openings(self.text, &range, &mut self.formulas);
                        self.piped_text(range.clone());
                        self.target(range.clone());
                        self.addresses(range);
                    }
                }
                Event::Html(_) => {
                    self.elements(range.clone())?;
                    html.push(range);
                }
                Event::End(TagEnd::HtmlBlock) => self.between_tags(&std::mem::take(&mut html)),
                Event::InlineHtml(_) => {
                    self.see_hidden(&range);
                    links = match inside_of(slice(self.text, range.clone())) {
                        Some(true) => links + 1,
                        Some(false) => links.saturating_sub(1),
                        None => links,
                    };
                    self.elements(range)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn mark(&mut self, event: &Event<'_>, range: &Range<usize>) {
        if let (Some(guards), Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)) =
            (&mut self.guards, event)
        {
            guards.mark(self.text, range);
        }
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => self.marks.add_code(range.clone()),
            Event::Code(_) => {
                self.marks.add(range);
                self.marks.add_code(range.clone());
            }
            Event::Start(
                Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. },
            )
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_) => self.marks.add(range),
            _ => {}
        }
    }

    /// Keeps the parser from what it would find in the values of directives.
    fn keep_values(&mut self, values: Vec<Values>) {
        let values = std::mem::take(&mut self.marks).broken(values);
        let ranges: Vec<_> = values.into_iter().map(|values| values.range).collect();
        self.found.retain(|found| {
            matches!(found.kind, Kind::Element { .. }) || !within(&ranges, found.range.start)
        });
        for range in &ranges {
            let signs = values::signs(self.text, range).into_iter();
            self.found.extend(signs.map(|at| Found { range: at..at, kind: Kind::Sign }));
        }
    }

    /// Takes out the comments of other tools.
    fn comments(&mut self) {
        let Some(places) = self.places.take() else { return };
        for comments::Comment { range, message } in places.comments(self.text) {
            if !in_directive(self.text, range.start) {
                self.notes.push((range.start, message));
                self.found.push(Found { range, kind: Kind::Comment });
            }
        }
    }

    /// URLs in the text between the tags of a block of HTML.
    fn between_tags(&mut self, lines: &[Range<usize>]) {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
        let in_step = lines.iter().zip(lines.iter().skip(1)).all(|(one, other)| one.end == other.start);
        let block = first.start..last.end;
        match in_step {
            true => self.see_hidden(&block),
            false => lines.iter().for_each(|line| self.see_hidden(line)),
        }
        if addresses::next(self.text, block).is_none() {
            return;
        }
        let joined = Joined::of(self.text, lines);
        let mut inside = 0_usize;
        for (token, place) in html::tokens(&joined.text) {
            match token {
                html::Token::Text if inside == 0 => {
                    joined.parts(place).into_iter().for_each(|part| self.addresses(part));
                }
                html::Token::Open { .. } | html::Token::Close { .. } => {
                    inside = match inside_of(slice(&joined.text, place)) {
                        Some(true) => inside + 1,
                        Some(false) => inside.saturating_sub(1),
                        None => inside,
                    };
                }
                _ => {}
            }
        }
    }

    /// `<https://example.com|text>` is how chats write links; no URL has a bar.
    fn piped(&mut self, range: &Range<usize>) {
        let inside = slice(self.text, range.clone()).trim_matches(['<', '>']);
        let (address, label) = inside.split_once('|').unwrap_or((inside, ""));
        if address.starts_with("http") && !label.is_empty() && !label.contains(['[', ']']) {
            self.done = range.end;
            self.found.push(Found { range: range.clone(), kind: Kind::Piped });
        }
    }

    /// The same with blanks in its text, which the parser takes for text.
    fn piped_text(&mut self, range: Range<usize>) {
        let mut at = range.start.max(self.done);
        while let Some(open) =
            slice(self.text, at.min(range.end)..range.end).find('<').map(|found| at + found)
        {
            at = open + 1;
            let rest = slice(self.text, open..);
            let near = slice(rest, ..rest.floor_char_boundary(LONGEST_TARGET));
            let Some(length) = near.find(['>', '\n']).filter(|_| near.starts_with("<http")) else { continue };
            let tag = open..open + length + 1;
            if near.get(length..).is_some_and(|end| end.starts_with('>')) && !is_escaped(self.text, open) {
                self.piped(&tag);
                at = at.max(self.done);
            }
        }
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
            let element = slice(self.text, start..end);
            if has_loose_text(element) {
                let shown: String = tag.chars().take_while(|&sign| sign != '>').take(60).collect();
                let message = format!(
                    "the text in `{shown}>` was stored as it stands, and not read as Markdown; write `<p>` and `<strong>` in \
                     it, or `:::name` around Markdown"
                );
                self.notes.push((start, message));
            }
            let stands_alone = is_block(element) && is_alone(self.text, start..end);
            self.found.push(Found { range: start..end, kind: Kind::Element { stands_alone } });
            self.done = end;
            at = end;
        }
        Ok(())
    }

    /// `[Plan](page:DOC/The plan)` can mean one thing only, though CommonMark wants `<page:DOC/The plan>`; so can the
    /// name of a file, and the URL of a site.
    fn target(&mut self, range: Range<usize>) {
        let start = range.start.max(self.done);
        if !self.targets || start >= range.end || !slice(self.text, ..start).ends_with(']') {
            return;
        }
        let rest = slice(self.text, start..);
        let Some(length) = spaced_target(rest) else { return };
        let inside = slice(rest, 1..1 + length);
        let is_target = TARGETS.iter().any(|scheme| rest.starts_with(scheme));
        if is_target || is_path(inside) || is_place(inside) {
            let target = start + 1..start + 1 + length;
            self.done = target.end;
            self.found.push(Found { range: target, kind: Kind::Target });
        } else if self.is_label_before(start) && inside.starts_with(char::is_uppercase) {
            let message = format!(
                "`]({inside})` ends no link, since its URL has blanks, and was written as text; for the title of a \
                 page write `](<page:{inside}>)`"
            );
            self.notes.push((start - 1, message));
        }
    }

    /// Whether the brackets that end at a place stand behind a blank, as the text of a link does.
    fn is_label_before(&self, end: usize) -> bool {
        let near = slice(self.text, self.text.floor_char_boundary(end.saturating_sub(LOOK_BACK))..end);
        let line = near.rsplit('\n').next().unwrap_or(near);
        let open = line.rfind('[');
        open.is_some_and(|open| {
            !slice(line, ..open).ends_with(|before: char| before.is_alphanumeric() || before == ']')
        })
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
            ("[go](#Set up) x[0](# no)", "[go](<#Set up>) x[0](# no)"),
            ("[x](page:A) (page:a b) `[x](page:a b)`", "[x](page:A) (page:a b) `[x](page:a b)`"),
        ] {
            assert_eq!(rewritten(text), expected);
        }
    }

    #[test]
    fn values_of_directives_are_no_markdown() {
        for (text, expected) in [
            ("::jira{jql=\"a ~ '*b*'\"}", "::jira{jql=\"a \\~ '\\*b\\*'\"}"),
            ("*see :x{a=\"b*c\"}*", "*see :x{a=\"b\\*c\"}*"),
            ("`:x{a=\"*b*\"}` *:x{a=b}*", "`:x{a=\"*b*\"}` *:x{a=b}*"),
            (":::note{title=\"a `b`\"} and `c`", ":::note{title=\"a \\`b\\`\"} and `c`"),
            (":x{a=\"[b](c)\"}", ":x{a=\"\\[b\\](c)\"}"),
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
